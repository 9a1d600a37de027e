package io.github.ylhcancel.domain;

import java.util.Locale;

/** What is done about a disagreement. */
public enum Repair {
    /** YLH is told what was decided here first. */
    QUEUE,
    /** The order is cancelled as the journal has it, and YLH is sent the journal's bytes again. */
    QUEUE_JOURNAL,
    /** The order is put back. */
    PUT_BACK,
    /** The order is cancelled here, as YLH has done. */
    CANCEL,
    /** Nothing by itself: a person decides. */
    OPERATOR;

    /** Whether it may be done without a person. */
    public boolean isSafe() {
        return this != OPERATOR;
    }

    /** As it is printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
