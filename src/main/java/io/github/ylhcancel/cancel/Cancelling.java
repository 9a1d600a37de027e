package io.github.ylhcancel.cancel;

/** How far a cancel command goes. */
public enum Cancelling {
    /** Looks and writes nothing; the database is opened for reading. */
    PREVIEW,
    /** Records, and leaves YLH to {@code sync}. */
    QUEUE,
    /** Records and tells YLH. */
    TELL
}
