package io.github.ylhcancel.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;

/**
 * To whoever watches standard error, in the form for people. Not Logback's console appender, because that would take the stream
 * with the JVM's encoding.
 */
final class WriterLog extends AppenderBase<ILoggingEvent> {
    private final PrintWriter err;
    private final LogLine line;

    WriterLog(PrintWriter err, LogLine line) {
        this.err = err;
        this.line = line;
    }

    @Override
    protected void append(ILoggingEvent event) {
        err.print(line.of(event, LogFormat.TEXT));
        err.flush();
    }
}
