package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.Message;

/** Something that is not taken for a callback of YLH's. Nothing has changed by it. */
final class RefusedCallback extends Exception {
    private static final long serialVersionUID = 1L;

    static final String SIGNATURE = "signature";
    static final String APP_KEY = "app-key";

    private final boolean readable;
    private final transient Message why;

    private RefusedCallback(String cause, boolean readable, Message why) {
        super(cause);
        this.readable = readable;
        this.why = why;
    }

    /**
     * It can be read, and is not right.
     *
     * @param cause for the log, a word; never of what would have been right
     * @param key of the sentence that whoever sent it may read
     */
    static RefusedCallback wrong(String cause, String key, Object... arguments) {
        return new RefusedCallback(cause, true, Message.of(key, arguments));
    }

    /** It cannot be read as one at all. */
    static RefusedCallback unreadable(String cause, String key, Object... arguments) {
        return new RefusedCallback(cause, false, Message.of(key, arguments));
    }

    /** Whether whoever sent it does not know what YLH signs with. */
    boolean isForged() {
        return getMessage().equals(SIGNATURE) || getMessage().equals(APP_KEY);
    }

    boolean isReadable() {
        return readable;
    }

    Message why() {
        return why;
    }
}
