package io.github.ylhcancel.inspect;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Backlog;
import io.github.ylhcancel.store.UntoldOrders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The deliveries, and the orders without one, that want a person's eye: lists to work through from the top. */
public final class Casework {
    private final Backlog backlog;
    private final UntoldOrders untold;
    private final NextStep next;

    public Casework(Backlog backlog, UntoldOrders untold, NextStep next) {
        this.backlog = backlog;
        this.untold = untold;
        this.next = next;
    }

    /**
     * @param next as of now
     */
    public static Casework from(RunContext context, NextStep next) {
        Database open = context.database().toRead();
        return new Casework(
                new Backlog(open), new UntoldOrders(open, context.database().schema()), next);
    }

    /**
     * One list, the oldest first.
     *
     * @param total how many there are, also beyond the limit
     */
    public record Cases(List<Cancellation> deliveries, long total) {}

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
