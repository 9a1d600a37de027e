package io.github.ylhcancel.inspect;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.UnrefundedOrder;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Backlog;
import io.github.ylhcancel.store.UnrefundedOrders;
import io.github.ylhcancel.store.UntoldOrders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The deliveries, and the orders without one or without a refund, that want a person's eye: lists to work through from the top. */
public final class Casework {
    private final Backlog backlog;
    private final UntoldOrders untold;
    private final UnrefundedOrders unrefunded;
    private final NextStep next;

    public Casework(Backlog backlog, UntoldOrders untold, UnrefundedOrders unrefunded, NextStep next) {
        this.backlog = backlog;
        this.untold = untold;
        this.unrefunded = unrefunded;
        this.next = next;
    }

    /**
     * @param next as of now
     */
    public static Casework from(RunContext context, NextStep next) {
        Database open = context.database().toRead();
        ShopSchema schema = context.database().schema();
        return new Casework(
                new Backlog(open), new UntoldOrders(open, schema), new UnrefundedOrders(open, schema), next);
    }

    /**
     * One list, the oldest first.
     *
     * @param total how many there are, also beyond the limit
     */
    public record Cases(List<Cancellation> deliveries, long total) {}

    /**
     * The orders that had been paid for when they were cancelled here, and for which no refund is recorded.
     *
     * @param total how many there are, also beyond the limit
     */
    public record Unrefunded(List<UnrefundedOrder> orders, long total) {}

    /** The oldest cancellation first; nothing where the mapping knows no refunds. */
    public Optional<Unrefunded> unrefunded(int limit) {
        if (!unrefunded.areKnown()) {
            return Optional.empty();
        }
        List<UnrefundedOrder> found = unrefunded.list(limit);
        return Optional.of(new Unrefunded(found, found.size() < limit ? found.size() : unrefunded.count()));
    }

    public Cases list(DeliveryFilter filter, int limit) {
        List<Cancellation> found = backlog.list(filter, next.overdueBefore(), limit);
        return new Cases(found, found.size() < limit ? found.size() : backlog.count(filter, next.overdueBefore()));
    }

    /**
     * The orders that were cancelled here before they had their so-id, the oldest first.
     *
     * @param total how many there are, also beyond the limit
     */
    public record Untold(List<UntoldOrder> orders, long total) {}

    public Untold untold(Optional<Instant> since, Optional<String> runId, int limit) {
        List<UntoldOrder> found = untold.list(since, runId, limit);
        return new Untold(found, found.size() < limit ? found.size() : untold.count(since, runId));
    }
}
