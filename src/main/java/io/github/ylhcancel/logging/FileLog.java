package io.github.ylhcancel.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.ylhcancel.files.RollingFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** To a file, each line as soon as it is logged. */
final class FileLog extends AppenderBase<ILoggingEvent> {
    private final LogFile target;
    private final LogLine line;
    private RollingFile file;

    FileLog(LogFile target, LogLine line) {
        this.target = target;
        this.line = line;
    }

    @Override
    public void start() {
        try {
            file = target.appended();
            super.start();
        } catch (IOException e) {
            addError("cannot open " + target.path(), e);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        try {
            file.append(line.of(event, target.format()).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        super.stop();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            addError("cannot close " + target.path(), e);
        }
    }
}
