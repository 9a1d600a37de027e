package io.github.ylhcancel.sync;

import io.github.ylhcancel.store.Outbox.Claim;
import java.time.Instant;
import java.util.List;

/** Everything that is due, the oldest first. */
final class DueDeliveries implements DeliverySource {
    private final Drain.Tools tools;
    private final Drain.Wish wish;
    private final Instant began;
    private int taken;

    DueDeliveries(Drain.Tools tools, Drain.Wish wish) {
        this.tools = tools;
        this.wish = wish;
        this.began = tools.clock().instant();
    }

    /** Makes due what is to be delivered as well. */
    void prepare(Breaker breaker) {
        if (wish.alsoWaiting()) {
            tools.outbox().hasten(began, tools.policy().idempotent());
        }
        if (wish.insists()) {
            breaker.probeNow(tools.clock().instant());
        }
    }

    @Override
    public List<Claim> claim(int most) {
        int wanted = Math.min(most, wish.limit() - taken);
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
        return wish.watch() || now.isBefore(began) ? now : began;
    }

    @Override
    public void turnedBack(Claim claim) {
        taken--;
    }

    @Override
    public boolean isSpent() {
        return taken >= wish.limit();
    }

    @Override
    public boolean isOver() {
        return wish.isOver(tools.clock().instant());
    }

    @Override
    public boolean goesOn() {
        return wish.watch();
    }

    @Override
    public boolean waitsForYlh() {
        return true;
    }
}
