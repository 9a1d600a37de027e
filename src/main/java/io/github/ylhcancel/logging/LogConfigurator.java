package io.github.ylhcancel.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;

/** Sets Logback up in code: reading an XML file for it would take a seventh of a second of every command. */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        // Without a listener of its own Logback prints its troubles to standard output, into our results.
        context.getStatusManager().add(new NopStatusListener());
        LogTarget target = LogTarget.current();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        boolean wanted = target.file().isPresent() || target.err().isPresent();
        root.setLevel(wanted ? Level.WARN : Level.OFF);
        context.getLogger(LogLine.OURS).setLevel(wanted ? Level.toLevel(target.level()) : Level.OFF);
        target.file().ifPresent(file -> add(root, new FileLog(file, new LogLine(LogTarget::current))));
        target.err().ifPresent(err -> add(root, new WriterLog(err, new LogLine(LogTarget::current))));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void add(Logger root, Appender<ILoggingEvent> log) {
        log.setContext(root.getLoggerContext());
        log.start();
        root.addAppender(log);
    }
}
