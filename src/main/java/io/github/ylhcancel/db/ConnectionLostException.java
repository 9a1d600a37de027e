package io.github.ylhcancel.db;

/**
 * The connection to the database is gone. What was not committed is not there; a commit that was under way may be there or not.
 * {@link Database#reconnect} opens another.
 */
public final class ConnectionLostException extends StoreException {
    private static final long serialVersionUID = 1L;

    ConnectionLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
