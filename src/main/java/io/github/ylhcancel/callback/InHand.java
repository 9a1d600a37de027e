package io.github.ylhcancel.callback;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A callback that is to be applied, or is being applied, and all who wait for what it comes to: a repeat waits with the first. */
final class InHand {
    private final CallbackGate.Admitted admitted;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean over;

    InHand(CallbackGate.Admitted admitted) {
        this.admitted = admitted;
    }

    CallbackGate.Admitted admitted() {
        return admitted;
    }

    String digest() {
        return admitted.callback().digest();
    }

    /** Whether it is not over yet, and this one will be answered with the others. */
    synchronized boolean join(Waiting one) {
        if (!over) {
            waiting.add(one);
        }
        return !over;
    }

    /** Whether anybody still waits for it. */
    synchronized boolean isWanted() {
        return waiting.stream().anyMatch(one -> !one.isAnswered());
    }

    /** Nobody joins from here on. Answers who waits, or nothing if nobody does any more and so nobody has to hear of it. */
    synchronized List<Waiting> end() {
        over = true;
        return List.copyOf(waiting);
    }

    /** Ends it if nobody waits for it any more. */
    synchronized Optional<List<Waiting>> endIfUnwanted() {
        return isWanted() ? Optional.empty() : Optional.of(end());
    }
}
