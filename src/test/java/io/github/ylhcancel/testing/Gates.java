package io.github.ylhcancel.testing;

import io.github.ylhcancel.ylh.Gate;
import java.util.concurrent.CompletableFuture;

/** Gates for tests that are not about the pace. */
public final class Gates {
    /** Lets everybody through at once. */
    public static final Gate OPEN = new Gate() {
        @Override
        public CompletableFuture<Boolean> enter() {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void leave() {}
    };

    private Gates() {}
}
