package io.github.ylhcancel.domain;

import java.util.Locale;
import java.util.Optional;

/** The states of a shop order that the specification knows (chapter "订单状态管理"). */
public enum OrderStatus {
    PENDING,
    PAID,
    SHIPPED,
    COMPLETED,
    REFUNDED,
    CANCELLED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The state's name in output and on the command line; a shop may store another word, see its schema. */
    public String word() {
        return word;
    }

    public static Optional<OrderStatus> ofWord(String word) {
        for (OrderStatus status : values()) {
            if (status.word.equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return word;
    }
}
