package io.github.ylhcancel.sync;

import io.github.ylhcancel.store.Outbox.Claim;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** Those with the given keys and no other, due or not, one attempt each. What cannot be told at once is left to {@code sync}. */
final class NamedDeliveries implements DeliverySource {
    private final OutboxDispatcher.Tools tools;
    private final Deque<Long> ids;

    NamedDeliveries(OutboxDispatcher.Tools tools, Collection<Long> ids) {
        this.tools = tools;
        this.ids = new ArrayDeque<>(ids);
    }

    /** Those that are settled or that another process is sending are passed over. */
    @Override
    public List<Claim> claim(int most) {
        List<Claim> claims = List.of();
        while (claims.isEmpty() && !ids.isEmpty()) {
            List<Long> next = ids.stream().limit(most).toList();
            claims = tools.outbox()
                    .claim(next, tools.policy().idempotent(), tools.clock().instant());
            // Not before: if the connection is lost meanwhile, this is done again.
            next.forEach(ids::remove);
        }
        return claims;
    }

    @Override
    public void turnedBack(Claim claim) {
        ids.addFirst(claim.cancellation().id());
    }

    @Override
    public boolean isSpent() {
        return ids.isEmpty();
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public boolean goesOn() {
        return false;
    }

    @Override
    public boolean waitsForYlh() {
        return false;
    }
}
