package io.github.ylhcancel.store;

/** The database failed in a way that no command foresees. What was not committed is not there. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
