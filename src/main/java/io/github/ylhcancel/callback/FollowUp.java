package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.sync.Compensator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows a callback that was answered, and for which YLH does not wait: an order that it refuses to cancel is put back or held, and what
 * was left behind is applied. Whatever fails here is written down, so the next callback or {@code sync} does it.
 */
public final class FollowUp {
    private static final Logger LOG = LoggerFactory.getLogger(FollowUp.class);

    private final ReceiveCallback receive;
    private final Compensator compensator;

    public FollowUp(ReceiveCallback receive, Compensator compensator) {
        this.receive = receive;
        this.compensator = compensator;
    }

    public static FollowUp from(RunContext context, ReceiveCallback receive) {
        return new FollowUp(
                receive, Compensator.from(context, context.database().toChangeShop(false)));
    }

    /** The same over a connection of its own. */
    static FollowUp from(RunContext context, ReceiveCallback receive, Database open) {
        return new FollowUp(receive, Compensator.from(context, open));
    }

    /** Puts back, or holds, the order of a delivery that YLH has refused by it. */
    public void of(CallbackAnswer answer) {
        answer.refused().ifPresent(this::compensate);
    }

    /**
     * Applies what was written down and not applied.
     *
     * @param besides the callbacks that the caller has had in hand himself
     */
    public void ofLeftBehind(List<Long> besides) {
        receive.applyLeftBehind(besides).forEach(this::compensate);
    }

    private void compensate(long delivery) {
        try {
            compensator.compensate(delivery);
        } catch (UserError later) {
            LOG.warn("event=callback.follow-up-later delivery={} cause={}", delivery, later.getMessage());
        }
    }
}
