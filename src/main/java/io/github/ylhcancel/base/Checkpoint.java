package io.github.ylhcancel.base;

/**
 * The moments of a cancellation and of a callback at which a process may die and nothing may be lost. The flow announces each of them; a test
 * passes in a listener that kills the process there, the program one that does nothing.
 */
public enum Checkpoint {
    BEFORE_COMMIT,
    AFTER_COMMIT,
    /** A delivery is claimed and YLH has not been called. */
    AFTER_CLAIM,
    /** The journal says that YLH is told, and it has not been called. */
    AFTER_JOURNAL,
    /** The request is with YLH, its answer is not here yet. */
    AFTER_SENDING,
    /** The answer is here, and not yet written down. */
    AFTER_ANSWER,
    /** What YLH said by itself is written down, and not yet applied. */
    AFTER_RECEIVING,
    /** A refusal is written down, and its order is neither put back nor held. */
    AFTER_REFUSAL,
    /** All that puts an order back is written, and not committed. */
    BEFORE_PUT_BACK_COMMIT,
    /** Lines stand in the file of events, and it is not written down that they do. */
    AFTER_EVENTS_APPENDED,
    /** The command has ended for an event, and that is not written down. */
    AFTER_EVENT_COMMAND
}
