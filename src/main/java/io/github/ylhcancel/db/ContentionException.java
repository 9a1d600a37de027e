package io.github.ylhcancel.db;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;

/**
 * Other transactions were in the way each time that the work was tried, or whoever changes a table. Nothing of it is there; later it may
 * well succeed.
 */
public final class ContentionException extends UserError {
    private static final long serialVersionUID = 1L;

    private final String what;

    /** @param what was in the way, as the database says it or as we do */
    public ContentionException(int tries, String what, Throwable cause) {
        super(ExitCode.DATABASE, Message.of("db.contended", tries, what), cause);
        this.what = what;
    }

    String what() {
        return what;
    }
}
