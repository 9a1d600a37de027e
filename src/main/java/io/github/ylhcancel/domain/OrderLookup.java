package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.List;
import java.util.stream.Collectors;

/** Which order a reference means, and, if none or several, what is said about it: the same for every command. */
public sealed interface OrderLookup {
    /** The one that it means. */
    record Found(Order order) implements OrderLookup {}

    /**
     * No order, or none that could be told from others.
     *
     * @param outcome {@link Outcome#NOT_FOUND} or {@link Outcome#AMBIGUOUS}
     * @param candidates the numbers of the first orders that fit, with commas between them; empty if none does
     */
    record Missing(Outcome outcome, Message why, String candidates) implements OrderLookup {}

    /**
     * @param found all that fit
     * @param by how they were looked for
     */
    static OrderLookup of(List<Order> found, LookupBy by) {
        if (found.isEmpty()) {
            Message why = Message.of("order.not-found", Message.of("order.lookup." + by));
            return new Missing(Outcome.NOT_FOUND, why, "");
        }
        if (found.size() == 1) {
            return new Found(found.get(0));
        }
        String candidates = found.stream().map(Order::number).limit(5).collect(Collectors.joining(", "));
        Message why = Message.of("order.ambiguous", found.size(), candidates);
        return new Missing(Outcome.AMBIGUOUS, why, candidates);
    }
}
