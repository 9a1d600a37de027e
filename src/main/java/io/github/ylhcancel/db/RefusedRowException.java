package io.github.ylhcancel.db;

/** The database refused a row: a constraint is broken or a value does not fit. Nothing of the transaction is there. */
public final class RefusedRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedRowException(String message, Throwable cause) {
        super(message, cause);
    }
}
