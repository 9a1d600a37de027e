package io.github.ylhcancel.db;

/** The database failed in a way that no command foresees. What was not committed is not there. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
