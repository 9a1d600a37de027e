package io.github.ylhcancel.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Sets Logback up in code: reading an XML file for it would take a seventh of a second of every command. */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    private static final String OURS = "io.github.ylhcancel";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        // Without a listener of its own Logback prints its troubles to standard output, into our results.
        context.getStatusManager().add(new NopStatusListener());
        LogTarget target = LogTarget.current();
        LogLine layout = new LogLine(target.runId());
        layout.setContext(context);
        layout.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        boolean wanted = target.file().isPresent() || target.err().isPresent();
        root.setLevel(wanted ? Level.WARN : Level.OFF);
        context.getLogger(OURS).setLevel(wanted ? Level.toLevel(target.level()) : Level.OFF);
        target.file().ifPresent(file -> root.addAppender(toFile(context, layout, file)));
        target.err().ifPresent(err -> root.addAppender(toWriter(context, layout, err)));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static FileAppender<ILoggingEvent> toFile(LoggerContext context, LogLine layout, Path file) {
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    /** Not Logback's console appender, because that would take the stream with the JVM's encoding. */
    private static AppenderBase<ILoggingEvent> toWriter(LoggerContext context, LogLine layout, PrintWriter err) {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                err.print(layout.doLayout(event));
                err.flush();
            }
        };
        appender.setContext(context);
        appender.start();
        return appender;
    }
}
