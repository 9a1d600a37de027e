package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.UserError;

/**
 * The connection to the database is gone. What was not committed is not there; a commit that was under way may be there or not.
 * {@link Database#reconnect} opens another.
 */
public final class ConnectionLostException extends UserError {
    private static final long serialVersionUID = 1L;

    private final String detail;

    ConnectionLostException(DatabaseAddress address, String detail, Throwable cause) {
        this(Message.of("db.lost", address, detail), detail, cause);
    }

    private ConnectionLostException(Message text, String detail, Throwable cause) {
        super(ExitCode.DATABASE, text, cause);
        this.detail = detail;
    }

    /** The same for somebody who now cannot know whether something is there. */
    public ConnectionLostException leaving(Message unknown) {
        return new ConnectionLostException(unknown, detail, this);
    }

    /** What the driver said. */
    public String detail() {
        return detail;
    }
}
