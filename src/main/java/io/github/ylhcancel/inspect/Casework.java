package io.github.ylhcancel.inspect;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.WorkList;
import io.github.ylhcancel.store.Backlog;
import java.util.List;

/** The deliveries that want a person's eye: lists to work through from the top. */
public final class Casework {
    private final Backlog backlog;
    private final NextStep next;

    public Casework(Backlog backlog, NextStep next) {
        this.backlog = backlog;
        this.next = next;
    }

    /**
     * One list, the oldest first.
     *
     * @param total how many there are, also beyond the limit
     */
    public record Cases(List<Cancellation> deliveries, long total) {}

    public Cases list(WorkList what, int limit) {
        return new Cases(backlog.list(what, next.overdueBefore(), limit), backlog.count(what, next.overdueBefore()));
    }
}
