package io.github.ylhcancel.hooks;

/** A program and what it has started, which end together. */
interface Kin {
    /** Asks those that run to end. */
    void ask();

    /** Ends those that still run. The program itself may have ended. */
    void kill();
}
