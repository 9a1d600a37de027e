package io.github.ylhcancel.ylh;

import io.github.ylhcancel.domain.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a call passes that could go out: the limiter has let it, and no byte has left. */
public interface Gate {
    /** Holds up nothing. */
    Gate OPEN = new Gate() {
        @Override
        public boolean isInTime() {
            return true;
        }

        @Override
        public CompletableFuture<Optional<Verdict>> record() {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    };

    /** Whether it may still go. */
    boolean isInTime();

    /** Writes down that it goes; ends, never exceptionally, with what keeps it back, if anything does. */
    CompletableFuture<Optional<Verdict>> record();
}
