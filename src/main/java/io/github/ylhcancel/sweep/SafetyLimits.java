package io.github.ylhcancel.sweep;

import io.github.ylhcancel.base.Message;
import java.util.Optional;

/**
 * Stops a sweep before its first write when it is about to cancel more than anybody can have meant: a wrong time-out, a wrong clock
 * or a wrong database looks like that.
 *
 * @param maxOrders the most orders that one run may cancel
 * @param maxPercent the largest share of all pending orders that one run may cancel; not asked of a handful of orders, of which
 *     all may well be overdue
 */
public record SafetyLimits(long maxOrders, int maxPercent) {
    /** From here on a share says something. */
    static final long HANDFUL = 100;

    private static final int ALL = 100;

    /**
     * What is wrong, if anything.
     *
     * @param limit how many the run would cancel at most
     */
    public Optional<Message> exceeded(SweepScope matched, long limit) {
        long orders = Math.min(matched.overdue(), limit);
        if (orders > maxOrders) {
            return Optional.of(Message.of("fuse.orders", orders, maxOrders));
        }
        if (orders >= HANDFUL && orders * ALL > matched.pending() * maxPercent) {
            return Optional.of(
                    Message.of("fuse.percent", orders, matched.pending(), maxPercent, percent(orders, matched)));
        }
        return Optional.empty();
    }

    /** Rounded up, so that it never reads like the share that is allowed. */
    private static long percent(long orders, SweepScope matched) {
        return (orders * ALL + matched.pending() - 1) / matched.pending();
    }
}
