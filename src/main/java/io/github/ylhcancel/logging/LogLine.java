package io.github.ylhcancel.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.github.ylhcancel.domain.Text;
import java.time.Instant;

/** {@code time=… level=… run=… event=…}: one event, one line, whatever the values hold. */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final int LONGEST = 4000;

    private final String runId;

    LogLine(String runId) {
        this.runId = runId;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return "time=" + Instant.ofEpochMilli(event.getTimeStamp())
                + " level=" + event.getLevel()
                + " run=" + runId
                + " " + Text.line(event.getFormattedMessage(), LONGEST)
                + trace(event)
                + "\n";
    }

    private static String trace(ILoggingEvent event) {
        return event.getThrowableProxy() == null
                ? ""
                : " exception=\"" + Text.line(ThrowableProxyUtil.asString(event.getThrowableProxy()), LONGEST) + '"';
    }
}
