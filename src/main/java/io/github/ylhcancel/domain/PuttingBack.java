package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.List;
import java.util.Optional;

/**
 * Whether a cancelled order is put back: after YLH's definite no (a compensation), or because a person wants it (an undo). It is a rule of
 * its own and not the cancellation with its sign turned; the stock is {@link StockTake}'s.
 */
public sealed interface PuttingBack {
    /**
     * Put it back.
     *
     * @param cancelled what is taken back: the order gets the word that it had then
     * @param delivery what becomes of the delivery; nothing if there is none
     */
    record PutBack(Transition.Kind kind, Transition cancelled, Optional<DeliveryState> delivery)
            implements PuttingBack {}

    /** A person has to decide. */
    record Held(Hold why) implements PuttingBack {}

    /** It is as it was before the cancellation, so there is nothing to do. */
    record AlreadyBack(Transition back) implements PuttingBack {}

    /** Not possible, and what to do instead. */
    record Refused(Message why) implements PuttingBack {}

    /**
     * After YLH's definite no. Its delivery is {@link DeliveryState#REJECTED}.
     *
     * @param order as it stands now, locked
     * @param changes what this program did with it, the oldest first
     * @param rollsBack whether the configuration wants refused orders put back
     */
    static PuttingBack afterRefusal(
            Order order, Cancellation delivery, List<Transition> changes, Money money, boolean rollsBack) {
        if (delivery.state() != DeliveryState.REJECTED) {
            throw new IllegalStateException("a delivery that is " + delivery.state() + " is not compensated");
        }
        Optional<Transition> cancelled = Transition.latest(changes)
                .filter(last -> last.kind() == Transition.Kind.CANCEL)
                .filter(last -> last.number() == delivery.number());
        if (!order.status().is(OrderStatus.CANCELLED)
                || order.toldByShop()
                || !changes.isEmpty() && cancelled.isEmpty()) {
            return new Held(Hold.ORDER_MOVED);
        }
        if (cancelled.isEmpty() || cancelled.get().from().isEmpty()) {
            return new Held(Hold.UNRECORDED);
        }
        Optional<Hold> hold = hold(money);
        if (hold.isPresent()) {
            return new Held(hold.get());
        }
        return rollsBack
                ? new PutBack(Transition.Kind.COMPENSATE, cancelled.get(), Optional.of(DeliveryState.COMPENSATED))
                : new Held(Hold.BY_SETTING);
    }

    /**
     * Because a person wants it: only while YLH certainly has not applied it, or has refused, or has never heard of the order.
     *
     * @param order as it stands now, locked
     * @param deliveries those of the order, the latest first
     * @param changes what this program did with it, the oldest first
     */
    static PuttingBack byPerson(Order order, List<Cancellation> deliveries, List<Transition> changes, Money money) {
        Optional<Transition> last = Transition.latest(changes);
        if (!order.status().is(OrderStatus.CANCELLED)) {
            return last.filter(change -> change.kind() != Transition.Kind.CANCEL)
                    .<PuttingBack>map(AlreadyBack::new)
                    .orElseGet(() -> new Refused(
                            Message.of("undo.not-cancelled", order.status().shown())));
        }
        Optional<Transition> cancelled = last.filter(change -> change.kind() == Transition.Kind.CANCEL)
                .filter(change -> !change.from().isEmpty());
        if (cancelled.isEmpty()) {
            return new Refused(Message.of("undo.cancelled-elsewhere"));
        }
        if (order.toldByShop()) {
            return new Refused(
                    Message.of("undo.told-by-shop", order.supplierStatus().orElse("")));
        }
        Optional<Cancellation> delivery = told(order, deliveries, cancelled.get());
        Optional<Message> refusal = delivery.flatMap(PuttingBack::refusal).or(() -> refusal(money));
        return refusal.<PuttingBack>map(Refused::new)
                .orElseGet(() -> new PutBack(
                        Transition.Kind.UNDO, cancelled.get(), delivery.map(one -> afterUndo(one.state()))));
    }

    /**
     * How YLH hears of a cancellation: by its own request or, of an order that it was told to cancel before, by the earlier one, which stands.
     *
     * @param deliveries those of the order, the latest first
     */
    static Optional<Cancellation> told(Order order, List<Cancellation> deliveries, Transition cancelled) {
        return deliveries.stream()
                .filter(one -> one.number() == cancelled.number())
                .findFirst()
                .or(() -> deliveries.stream()
                        .filter(one -> !one.isVoid())
                        .filter(one -> order.soId()
                                .filter(one.request().soId()::equals)
                                .isPresent())
                        .findFirst());
    }

    private static Optional<Message> refusal(Cancellation delivery) {
        DeliveryState state = delivery.state();
        String order = delivery.orderNumber();
        return switch (state) {
            case PENDING, REJECTED -> Optional.empty();
            case HELD, DEAD, ABANDONED ->
                delivery.maybeApplied()
                        ? Optional.of(Message.of("undo.maybe-applied", state, order))
                        : Optional.empty();
            case UNKNOWN -> Optional.of(Message.of("undo.maybe-applied", state, order));
            case SENDING -> Optional.of(Message.of("undo.sending", state, order));
            case ACCEPTED, CONFIRMED, PARTIAL -> Optional.of(Message.of("undo.taken", state, order));
            // The order is cancelled all the same, so it was not by us: of a later cancellation there would be a later
            // delivery.
            case COMPENSATED, WITHDRAWN -> Optional.of(Message.of("undo.cancelled-elsewhere"));
        };
    }

    private static Optional<Message> refusal(Money money) {
        return hold(money).map(why -> Message.of("undo.money-" + why.word()));
    }

    private static DeliveryState afterUndo(DeliveryState state) {
        return state.isVoid() ? DeliveryState.COMPENSATED : DeliveryState.WITHDRAWN;
    }

    private static Optional<Hold> hold(Money money) {
        return switch (money) {
            case NONE, PAID -> Optional.empty();
            case REFUNDED -> Optional.of(Hold.REFUNDED);
            case PAID_SINCE -> Optional.of(Hold.PAID_SINCE);
            case UNKNOWN -> Optional.of(Hold.MONEY_UNKNOWN);
        };
    }
}
