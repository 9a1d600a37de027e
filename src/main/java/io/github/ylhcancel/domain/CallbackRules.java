package io.github.ylhcancel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What follows from a callback about a cancellation: a function of how our delivery stands and of what YLH says. Nothing that is settled goes
 * back by it, and what contradicts what is on record changes no state.
 */
public final class CallbackRules {
    /** So far may YLH's clock be behind ours, when it is to be known which of two cancellations of an order a callback is about. */
    public static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /** What is done with it. */
    public enum Effect {
        /** The delivery has the state that follows. */
        SETTLED,
        /** It says what is on record already. */
        REPEATED,
        /** It cannot be true together with what is on record: no state changes, a person has to look. */
        CONTRADICTION,
        /** Written down, and nobody has to do anything about it. */
        NOTED,
        /** Written down for a person to look at. */
        LISTED,
        /** The order is cancelled here, since YLH has cancelled it. */
        CANCELS,
        /** The shop had asked YLH itself, which refuses: the shop's row says so. */
        SHOP_REFUSED;

        /** As it is stored and printed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Effect ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        /** Whether a person has to look at it. */
        public boolean needsPerson() {
            return this == CONTRADICTION || this == LISTED;
        }
    }

    /**
     * @param to the delivery's next state, of what is {@link Effect#SETTLED}
     * @param quantities whether the quantities that YLH names are set on the order's lines
     * @param code why, as a word that never changes; what a person reads of it is {@code callback.CODE}
     */
    public record Ruling(Effect effect, Optional<DeliveryState> to, boolean quantities, String code) {}

    private CallbackRules() {}

    /**
     * Which of an order's cancellations a callback is about. A refusal is about the latest that was decided before YLH sent it: a later one YLH
     * cannot have heard of then. What YLH has cancelled is cancelled, whichever request it was by, so that is about the latest of all.
     *
     * @param deliveries the latest first
     */
    public static Optional<Cancellation> about(List<Cancellation> deliveries, Callback.State state, Instant sent) {
        if (deliveries.isEmpty() || state != Callback.State.FAILURE) {
            return deliveries.stream().findFirst();
        }
        return deliveries.stream()
                .filter(one -> !one.createdAt().isAfter(sent.plus(CLOCKS_APART)))
                .findFirst()
                .or(() -> Optional.of(deliveries.get(deliveries.size() - 1)));
    }

    /**
     * @param order as it stands, locked
     * @param delivery the one that it is about; nothing if the order was never to be told of
     * @param sent when YLH says that it sent it
     * @param retried when a person last had the delivery sent again, if one had
     * @param cancelsUnasked whether the configuration wants an order cancelled here of which YLH says so unasked
     */
    public static Ruling ofCancel(
            Order order,
            Optional<Cancellation> delivery,
            Callback.State state,
            Instant sent,
            Optional<Instant> retried,
            boolean cancelsUnasked) {
        if (delivery.isPresent()) {
            return state == Callback.State.FAILURE
                            && delivery.get().state().next().contains(DeliveryState.REJECTED)
                    ? ofRefusal(delivery.get(), sent, retried)
                    : ofDelivery(delivery.get(), state);
        }
        if (order.status().is(OrderStatus.CANCELLED)) {
            return switch (state) {
                case SUCCESS -> new Ruling(Effect.NOTED, Optional.empty(), false, "cancelled-here-too");
                case FAILURE -> contradiction("refused-what-is-cancelled");
                case PARTLY -> listed(true, "partly-what-is-cancelled");
            };
        }
        if (order.toldByShop()) {
            return switch (state) {
                case SUCCESS -> new Ruling(Effect.CANCELS, Optional.empty(), false, "asked-by-shop");
                case FAILURE -> new Ruling(Effect.SHOP_REFUSED, Optional.empty(), false, "shop-refused");
                case PARTLY -> listed(true, "partly-asked-by-shop");
            };
        }
        return switch (state) {
            case SUCCESS ->
                cancelsUnasked
                        ? new Ruling(Effect.CANCELS, Optional.empty(), false, "unasked")
                        : listed(false, "unasked");
            case FAILURE -> listed(false, "unasked-refusal");
            case PARTLY -> listed(true, "unasked-partly");
        };
    }

    /**
     * A refusal puts the order back, so it must be YLH's answer to what it was asked last: not to the shop's own request before, to the earlier
     * cancellation of an order that is cancelled anew, or to a try before a person had it sent again. The other outcomes may be anybody's: what
     * YLH has cancelled is cancelled.
     */
    private static Ruling ofRefusal(Cancellation delivery, Instant sent, Optional<Instant> retried) {
        Instant asked = retried.filter(delivery.createdAt()::isBefore).orElse(delivery.createdAt());
        boolean askedBefore = delivery.number() > 1 || retried.isPresent();
        if (asked.isAfter(sent.plus(CLOCKS_APART))) {
            return contradiction("refused-before-told");
        }
        if (askedBefore && asked.isAfter(sent.minus(CLOCKS_APART))) {
            return contradiction("refused-this-or-earlier");
        }
        return ofDelivery(delivery, Callback.State.FAILURE);
    }

    private static Ruling ofDelivery(Cancellation delivery, Callback.State state) {
        return switch (delivery.state()) {
            case PENDING ->
                delivery.attempts() == 0 && state == Callback.State.FAILURE
                        ? contradiction("refused-before-told")
                        : settled(state);
            case SENDING, UNKNOWN, DEAD, ACCEPTED, HELD, ABANDONED -> settled(state);
            case REJECTED -> state == Callback.State.FAILURE ? repeated() : settled(state);
            case CONFIRMED ->
                switch (state) {
                    case SUCCESS -> repeated();
                    case FAILURE -> contradiction("refused-what-was-confirmed");
                    case PARTLY -> contradiction("partly-what-was-confirmed");
                };
            case PARTIAL ->
                switch (state) {
                    case SUCCESS -> settled(state);
                    case FAILURE -> contradiction("refused-what-was-partial");
                    case PARTLY -> new Ruling(Effect.REPEATED, Optional.empty(), true, "repeated");
                };
            case COMPENSATED, WITHDRAWN ->
                switch (state) {
                    case SUCCESS -> contradiction("cancelled-what-was-put-back");
                    case FAILURE -> repeated();
                    case PARTLY -> contradiction("partly-what-was-put-back");
                };
        };
    }

    private static Ruling settled(Callback.State state) {
        return switch (state) {
            case SUCCESS -> new Ruling(Effect.SETTLED, Optional.of(DeliveryState.CONFIRMED), false, "confirmed");
            case FAILURE -> new Ruling(Effect.SETTLED, Optional.of(DeliveryState.REJECTED), false, "refused");
            case PARTLY -> new Ruling(Effect.SETTLED, Optional.of(DeliveryState.PARTIAL), true, "partial");
        };
    }

    private static Ruling repeated() {
        return new Ruling(Effect.REPEATED, Optional.empty(), false, "repeated");
    }

    private static Ruling contradiction(String code) {
        return new Ruling(Effect.CONTRADICTION, Optional.empty(), false, code);
    }

    private static Ruling listed(boolean quantities, String code) {
        return new Ruling(Effect.LISTED, Optional.empty(), quantities, code);
    }
}
