package io.github.ylhcancel.sync;

import io.github.ylhcancel.store.Outbox.Claim;
import java.time.Instant;
import java.util.List;

/** Everything that is due, the oldest first. */
final class DueDeliveries implements DeliverySource {
    private final OutboxDispatcher.Tools tools;
    private final DispatchOptions options;
    private final Runnable followUp;
    private final Instant began;
    private int taken;

    /**
     * @param followUp puts back what YLH has refused
     */
    DueDeliveries(OutboxDispatcher.Tools tools, DispatchOptions options, Runnable followUp) {
        this.tools = tools;
        this.options = options;
        this.followUp = followUp;
        this.began = tools.clock().instant();
    }

    /** Who watches does not wait for its end to follow up what YLH has refused. */
    @Override
    public void rests() {
        if (options.watch()) {
            followUp.run();
        }
    }

    /** Makes due what is to be delivered as well. */
    void prepare(CircuitBreaker breaker) {
        if (options.alsoWaiting()) {
            tools.outbox().makeDueNow(began, tools.policy().idempotent());
        }
        if (options.insists()) {
            breaker.probeNow(tools.clock().instant());
        }
    }

    @Override
    public List<Claim> claim(int most) {
        int wanted = Math.min(most, options.limit() - taken);
        if (wanted <= 0) {
            return List.of();
        }
        Instant now = tools.clock().instant();
        List<Claim> claims =
                tools.outbox().claimDue(horizon(now), tools.policy().idempotent(), wanted, now);
        taken += claims.size();
        return claims;
    }

    /** A clock that is put back must not make due in this run what has failed in it. */
    private Instant horizon(Instant now) {
        return options.watch() || now.isBefore(began) ? now : began;
    }

    @Override
    public void turnedBack(Claim claim) {
        taken--;
    }

    @Override
    public boolean isSpent() {
        return taken >= options.limit();
    }

    @Override
    public boolean isOver() {
        return options.isOver();
    }

    @Override
    public boolean goesOn() {
        return options.watch();
    }

    @Override
    public boolean waitsForYlh() {
        return true;
    }
}
