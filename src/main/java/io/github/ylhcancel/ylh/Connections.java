package io.github.ylhcancel.ylh;

/** What calls share. An answer that a gateway sends twice is taken for the answer to the next call on its connection. */
public enum Connections {
    /** Nothing: each call has a connection of its own, and whatever else arrives on it belongs to nobody. */
    ONE_EACH,
    /** Calls that follow each other at more than two a second share connections, as there would be too many of them. */
    KEPT_WHEN_BUSY
}
