package io.github.ylhcancel.db;

/** The database failed in a way that no command foresees. What was not committed is not there. */
public sealed class StoreException extends RuntimeException permits ConnectionLostException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
