package io.github.ylhcancel.domain;

import java.util.Optional;

/**
 * An order's state as the shop stores it. A shop may use words beyond those of the specification ({@code returning},
 * {@code refunding}); such an order is read, shown and left alone.
 *
 * @param word the stored word
 * @param known the state it stands for, if the specification has one
 */
public record StoredStatus(String word, Optional<OrderStatus> known) {
    /** What a user reads: the state's name, whatever the shop stores for it; a word of the shop's own stays as it is. */
    public String shown() {
        return known.map(OrderStatus::word).orElse(word);
    }

    public boolean is(OrderStatus status) {
        return known.filter(status::equals).isPresent();
    }
}
