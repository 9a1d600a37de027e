package io.github.ylhcancel.ylh;

import java.util.concurrent.CompletableFuture;

/** Where every cancel call waits until it may go out, also the repeat within an attempt after a refused token. */
public interface Gate {
    /**
     * Waits for its turn.
     *
     * @return completes with true at the moment when the call may go out, and then {@link #leave} must follow; with false when
     *     no call shall go out for now
     */
    CompletableFuture<Boolean> enter();

    /** A call that had entered has ended, however. */
    void leave();
}
