package io.github.ylhcancel.ylh;

import java.util.concurrent.CompletableFuture;

/** Where every cancel call waits until it may go out, also the repeat within an attempt after a refused token. */
public interface RateLimiter {
    /**
     * Waits for its turn.
     *
     * @return completes with true at the moment when the call may go out, and then {@link #release} must follow; with false when
     *     no call shall go out for now
     */
    CompletableFuture<Boolean> acquire();

    /** A call that had gone out has ended, however. */
    void release();
}
