package io.github.ylhcancel.sandbox;

import java.util.Arrays;
import java.util.Optional;

/** What is unusual about the callback of a cancellation. Several kinds may hit one cancellation. */
public enum CallbackKind {
    REFUSE("refuse", "says State 0: the goods are on their way, the order is not cancelled"),
    PARTLY("partly", "says State 2, with the pieces that went each way"),
    NONE("none", "sends no callback at all"),
    EARLY("early", "sends it before the answer to the cancel call"),
    LATE("late", "sends it after the late delay"),
    HELD("held", "holds it back until the next callback has gone out"),
    TWICE("twice", "sends it a second time, the same bytes"),
    FORGED("forged", "sends one with a wrong signature first"),
    EXPIRED("expired", "sends one with a time stamp of yesterday first"),
    CONFIRM("confirm", "sends a confirm callback first"),
    OUT_OF_STOCK("oostock", "sends an oostock callback first"),
    UNASKED("unasked", "sends one first for a known order that nobody asked to cancel");

    private final String word;
    private final String description;

    CallbackKind(String word, String description) {
        this.word = word;
        this.description = description;
    }

    /** As rules write it. */
    public String word() {
        return word;
    }

    /** What the sandbox does, for help: a phrase that continues "the sandbox …". */
    public String description() {
        return description;
    }

    /** Whether it says how the cancellation ended; only one such kind counts. */
    boolean isOutcome() {
        return this == REFUSE || this == PARTLY || this == NONE;
    }

    static Optional<CallbackKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
