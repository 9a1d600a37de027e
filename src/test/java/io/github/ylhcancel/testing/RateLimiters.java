package io.github.ylhcancel.testing;

import io.github.ylhcancel.ylh.RateLimiter;
import java.util.concurrent.CompletableFuture;

/** Rate limiters for tests that are not about the pace. */
public final class RateLimiters {
    /** Lets everybody through at once. */
    public static final RateLimiter OPEN = new RateLimiter() {
        @Override
        public CompletableFuture<Boolean> acquire() {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void release() {}
    };

    private RateLimiters() {}
}
