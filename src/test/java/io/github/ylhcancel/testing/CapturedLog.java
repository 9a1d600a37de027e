package io.github.ylhcancel.testing;

import ch.qos.logback.classic.LoggerContext;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.logging.LogConfigurator;
import io.github.ylhcancel.logging.LogTarget;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The log of this process at its most talkative, from the making of this object to its closing. */
public final class CapturedLog implements AutoCloseable {
    private final StringWriter text = new StringWriter();

    public CapturedLog() {
        configure(Optional.of(new PrintWriter(text)));
    }

    /** Each event, in the form of the log. */
    public List<String> lines() {
        return text.toString().lines().toList();
    }

    @Override
    public void close() {
        configure(Optional.empty());
    }

    private static void configure(Optional<PrintWriter> to) {
        LogTarget.set(new LogTarget("test", Optional.empty(), to, "debug", new Secrets()));
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new LogConfigurator().configure(context);
    }
}
