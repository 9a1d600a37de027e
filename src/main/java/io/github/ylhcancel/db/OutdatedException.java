package io.github.ylhcancel.db;

/**
 * Thrown by the work of a transaction that finds changed by somebody else what it has looked at before: nothing of it is kept, and it is
 * begun anew, as after a conflict of which the database itself tells.
 */
public final class OutdatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what has changed, in case that it does so each time */
    public OutdatedException(String what) {
        super(what, null, false, false);
    }
}
