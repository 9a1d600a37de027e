package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.domain.Callback.Item;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A callback that somebody wants to be sent, whether or not there was anything to call back about.
 *
 * @param order the shop's number; without one that of the so-id
 * @param supplierNumber YLH's number; without one it is made up, as YLH has one of each order that it did not refuse
 * @param forged with a wrong signature
 * @param expired with a time stamp of yesterday
 * @param times how often the same bytes are sent
 * @param delay how long it is waited before each of them
 */
public record Trigger(
        Method method,
        Optional<String> order,
        Optional<String> soId,
        State state,
        Optional<String> failure,
        Optional<String> supplierNumber,
        List<Item> items,
        boolean forged,
        boolean expired,
        int times,
        Duration delay) {
    private static final String PREFIX = "hmm.scm_heorder.";

    static final int MOST_TIMES = 100;
    static final Duration LONGEST_DELAY = Duration.ofHours(1);

    /** @throws IllegalArgumentException with one line that says what makes no sense */
    public Trigger {
        items = List.copyOf(items);
        require(order.or(() -> soId).filter(text -> !text.isBlank()).isPresent(), "Say the order, or its so-id.");
        require(times >= 1 && times <= MOST_TIMES, "The times must be from 1 to " + MOST_TIMES + ".");
        require(
                !delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0,
                "The delay must not be longer than " + DurationText.format(LONGEST_DELAY) + ".");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** {@code cancel}, {@code confirm} or {@code oostock}. */
    public static Optional<Method> method(String word) {
        return Method.ofWord(PREFIX + word);
    }

    static String word(Method method) {
        return method.word().substring(PREFIX.length());
    }

    KnownOrder unheardOf() {
        return soId.map(KnownOrder::unheardOf).orElseGet(() -> KnownOrder.numbered(order.orElseThrow()));
    }

    /** What it says, signed by nobody yet. */
    public CallbackMessage message() {
        return message(unheardOf());
    }

    CallbackMessage message(KnownOrder known) {
        Optional<String> number =
                state == State.FAILURE ? supplierNumber : supplierNumber.or(() -> Optional.of(known.supplierNumber()));
        return new CallbackMessage(method, number, order.orElse(known.number()), state, failure, items);
    }
}
