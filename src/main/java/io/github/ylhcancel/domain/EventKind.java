package io.github.ylhcancel.domain;

import java.util.Arrays;

/** What an event tells. The words never change. */
public enum EventKind {
    ORDER_CANCELLED("order.cancelled"),
    /** A cancellation was taken back: YLH had refused it, or a person undid it. */
    ORDER_PUT_BACK("order.put-back"),
    CHECK_BEGUN("check.begun"),
    /** It was a warning and is critical now. */
    CHECK_WORSENED("check.worsened"),
    CHECK_ENDED("check.ended");

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    /** As it is stored and told. */
    public String word() {
        return word;
    }

    public static EventKind ofWord(String word) {
        return Arrays.stream(values())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }
}
