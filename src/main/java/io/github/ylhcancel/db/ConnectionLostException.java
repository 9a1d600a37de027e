package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.UserError;

/**
 * The connection to the database is gone, or of no use: its server takes no writes any more. What was not committed is not there; a
 * commit that was under way may be there or not, but for a server that takes no writes. {@link Database#reconnect} opens another.
 */
public final class ConnectionLostException extends UserError {
    private static final long serialVersionUID = 1L;

    private final String detail;
    private final boolean undone;

    ConnectionLostException(DatabaseAddress address, String detail, Throwable cause) {
        this(Message.of("db.lost", address, detail), detail, false, cause);
    }

    private ConnectionLostException(Message text, String detail, boolean undone, Throwable cause) {
        super(ExitCode.DATABASE, text, cause);
        this.detail = detail;
        this.undone = undone;
    }

    /** By a server that says that it takes no writes. */
    static ConnectionLostException frozen(DatabaseAddress address, String detail, Throwable cause) {
        return new ConnectionLostException(TakesNoWritesException.later(address, detail), detail, true, cause);
    }

    /** The same where what was found instead of the server that was lost takes no writes. */
    ConnectionLostException since(TakesNoWritesException found) {
        return new ConnectionLostException(found.later(), detail, undone, this);
    }

    /** The same for somebody who now cannot know whether something is there. */
    public ConnectionLostException leaving(Message unknown) {
        return new ConnectionLostException(unknown, detail, false, this);
    }

    /** What the driver said. */
    public String detail() {
        return detail;
    }

    /** Whether the server itself has undone the transaction, so that nothing of it is there. */
    public boolean isUndone() {
        return undone;
    }
}
