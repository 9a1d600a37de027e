package io.github.ylhcancel.db;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;

/**
 * The connection to the database is gone, or of no use: its server takes no writes any more. What was not committed is not there; a
 * commit that was under way may be there or not, but for a server that takes no writes. {@link Database#reconnect} opens another.
 */
public final class ConnectionLostException extends UserError {
    private static final long serialVersionUID = 1L;

    private final transient DatabaseAddress address;
    private final String detail;
    private final boolean undone;
    /** How many orders, and of which run. */
    private final int inDoubt;

    private final String run;

    ConnectionLostException(DatabaseAddress address, String detail, Throwable cause) {
        this(Message.of("db.lost", address, detail), address, detail, false, 0, "", cause);
    }

    private ConnectionLostException(
            Message text,
            DatabaseAddress address,
            String detail,
            boolean undone,
            int inDoubt,
            String run,
            Throwable cause) {
        super(ExitCode.DATABASE, text, cause);
        this.address = address;
        this.detail = detail;
        this.undone = undone;
        this.inDoubt = inDoubt;
        this.run = run;
    }

    /** By a server that says that it takes no writes. */
    static ConnectionLostException frozen(DatabaseAddress address, String detail, Throwable cause) {
        return new ConnectionLostException(
                TakesNoWritesException.later(address, detail), address, detail, true, 0, "", cause);
    }

    /** The same where what was found instead of the server that was lost takes no writes. */
    ConnectionLostException since(TakesNoWritesException found) {
        return new ConnectionLostException(found.later(), address, detail, undone, inDoubt, run, this);
    }

    /** The same for a run that cannot know now whether so many orders are cancelled. */
    public ConnectionLostException leaving(int orders, String runId) {
        return new ConnectionLostException(
                Message.of("db.lost-at-commit", address, orders, detail, runId),
                address,
                detail,
                false,
                orders,
                runId,
                this);
    }

    /** What a run says that has met with both, each on a connection of its own. */
    public ConnectionLostException and(ConnectionLostException other) {
        if (inDoubt == 0 || other.inDoubt == 0) {
            return inDoubt == 0 ? other : this;
        }
        return leaving(inDoubt + other.inDoubt, run);
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
