package io.github.ylhcancel.db;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;

/** The server, or its user, has as many connections as it may have. Who has one already can go on with that. */
public final class NoConnectionLeftException extends UserError {
    private static final long serialVersionUID = 1L;

    NoConnectionLeftException(ExitCode exitCode, Message text, Throwable cause) {
        super(exitCode, text, cause);
    }
}
