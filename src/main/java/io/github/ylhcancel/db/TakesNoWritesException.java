package io.github.ylhcancel.db;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;

/** The server answers, and takes no writes: frozen by its owner, a standby, a replica. */
public final class TakesNoWritesException extends UserError {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient DatabaseAddress address;
    private final String why;

    /**
     * Found out before anything was written.
     *
     * @param key of a sentence whose arguments are the address, the reason, and what has been written so far
     */
    TakesNoWritesException(String key, DatabaseAddress address, String why) {
        super(ExitCode.DATABASE, Message.of(key, address, why, Message.of("db.nothing-written")));
        this.key = key;
        this.address = address;
        this.why = why;
    }

    /** The same for a command that has been at work. */
    Message later() {
        return later(key, address, why);
    }

    /** Of a server that says so when it is to write. */
    static Message later(DatabaseAddress address, String why) {
        return later("db.takes-no-writes", address, why);
    }

    private static Message later(String key, DatabaseAddress address, String why) {
        return Message.of(key, address, why, Message.of("db.committed-stays"));
    }
}
