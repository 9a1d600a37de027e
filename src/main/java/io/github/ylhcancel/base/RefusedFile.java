package io.github.ylhcancel.base;

import java.io.IOException;

/** A file that is there and is not used, because of what it is or whose. */
public final class RefusedFile extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Message why;

    public RefusedFile(String key, Object... arguments) {
        super(key);
        this.why = Message.of(key, arguments);
    }

    /** Names what is wrong, and the command that mends it where there is one. */
    public Message why() {
        return why;
    }
}
