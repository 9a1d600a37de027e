package io.github.ylhcancel.testing;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.StoredStatus;
import java.time.Instant;
import java.util.Optional;

/** Orders and cancellations for rules that look at two or three of their many values. */
public final class Examples {
    public static final Instant NOW = Instant.parse("2026-03-01T04:00:00Z");
    public static final String SO_ID = "SO-1001";
    public static final String REASON = "客户要求取消";
    public static final Instant CANCEL_TIME = Instant.parse("2026-03-01T03:00:00.123Z");

    private Examples() {}

    /** An order in a state that the shop stores under {@code word}, which the specification need not know. */
    public static Order order(String word, Optional<String> soId) {
        return new Order(
                Keys.key(1),
                "A-1001",
                new StoredStatus(word, OrderStatus.ofWord(word)),
                soId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NOW.minusSeconds(7200),
                NOW.minusSeconds(7200),
                Optional.empty(),
                false);
    }

    /** A cancellation of {@link #order}, decided an hour ago. */
    public static Cancellation cancellation(DeliveryState state, int attempts, boolean maybeApplied) {
        return new Cancellation(
                7,
                Keys.key(1),
                1,
                "A-1001",
                new CancellationRequest(SO_ID, REASON, "TEST", CANCEL_TIME),
                "paid",
                "tester",
                state,
                attempts,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                maybeApplied,
                Optional.empty(),
                CANCEL_TIME,
                CANCEL_TIME,
                Optional.of("20260301T030000Z-1a2b3"),
                Optional.empty(),
                Optional.empty());
    }
}
