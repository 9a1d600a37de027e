package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.Interventions;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.sync.Intervened.Outcome;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where a person's word meets the delivery that it is about: finds the order's latest delivery, asks what the word comes to, and
 * has it written. When the delivery changed in between, it looks again.
 */
final class OperatorDesk {
    /** A delivery changes state when YLH is called, so a few looks settle it, unless something is very wrong. */
    private static final int MOST_LOOKS = 5;

    private final Orders orders;
    private final Cancellations cancellations;

    OperatorDesk(Orders orders, Cancellations cancellations) {
        this.orders = orders;
        this.cancellations = cancellations;
    }

    /**
     * What a word comes to, given the delivery as it stands.
     *
     * @param message the reason or the consequence
     */
    record Ruling(Outcome outcome, DeliveryState to, Optional<Message> message) {}

    /**
     * @param rules a pure function
     * @param writing carries out what is {@link Outcome#DONE}; false when the delivery is not as it was seen any more
     */
    Intervened decide(
            String reference, LookupBy by, Function<Cancellation, Ruling> rules, Predicate<Cancellation> writing) {
        OrderLookup lookup = OrderLookup.of(orders.find(reference, by), by);
        if (lookup instanceof OrderLookup.Missing missing) {
            boolean several = missing.outcome() == io.github.ylhcancel.domain.Outcome.AMBIGUOUS;
            return without(reference, several ? Outcome.AMBIGUOUS : Outcome.NOT_FOUND, missing.why());
        }
        return decide(reference, ((OrderLookup.Found) lookup).order(), rules, writing);
    }

    private Intervened decide(
            String reference, Order order, Function<Cancellation, Ruling> rules, Predicate<Cancellation> writing) {
        Optional<Cancellation> latest = Optional.empty();
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            latest = cancellations.ofOrder(order.id()).stream().findFirst();
            if (latest.isEmpty()) {
                return refused(reference, order, latest, Message.of("resolve.nothing-told"));
            }
            Ruling ruling = rules.apply(latest.get());
            if (ruling.outcome() != Outcome.DONE || writing.test(latest.get())) {
                return new Intervened(
                        reference,
                        Optional.of(order),
                        latest,
                        ruling.outcome(),
                        Optional.of(ruling.to()),
                        ruling.message());
            }
        }
        return refused(reference, order, latest, Message.of("order.keeps-changing"));
    }

    private static Intervened refused(String reference, Order order, Optional<Cancellation> latest, Message why) {
        return new Intervened(
                reference,
                Optional.of(order),
                latest,
                Outcome.REFUSED,
                latest.map(Cancellation::state),
                Optional.of(why));
    }

    private static Intervened without(String reference, Outcome outcome, Message why) {
        return new Intervened(
                reference, Optional.empty(), Optional.empty(), outcome, Optional.empty(), Optional.of(why));
    }

    /** What people say, in the name of whoever runs the command. */
    static Interventions interventions(RunContext context, Database open) {
        return new Interventions(
                open,
                context.database().schema(),
                context.run().operator(),
                context.run().id());
    }
}
