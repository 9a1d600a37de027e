package io.github.ylhcancel.sync;

import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.CircuitStore;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the circuit when one call after the other fails, and closes it when one gets through. What it learns outlives the run, so
 * that a run every minute does not find out anew each time at the cost of an attempt for each order.
 */
final class CircuitBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);
    /** Failures in a row, over all orders, that are no longer bad luck. */
    static final int RUN_OF_FAILURES = 10;

    private final CircuitStore store;
    private Circuit saved;
    private Circuit circuit;
    private int unanswered;
    /** Whose calls YLH did answer: one order that it cannot digest is no sign that it fails as a whole. */
    private final Set<Long> answeredBadly = new HashSet<>();

    CircuitBreaker(CircuitStore store) {
        this.store = store;
        this.saved = store.read();
        this.circuit = saved;
        this.unanswered = saved.failures();
    }

    Circuit circuit() {
        return circuit;
    }

    boolean isOpen() {
        return circuit.isOpen();
    }

    /** Whether the next single call is due. */
    boolean mayProbe(Instant now) {
        // One that lies further ahead than any pause was written by a clock that is wrong.
        return circuit.probeAt()
                .filter(due -> !due.isAfter(now) || due.isAfter(now.plus(Circuit.LONGEST_PAUSE)))
                .isPresent();
    }

    /**
     * Takes note of what a call came to.
     *
     * @param cancellation for which it was made
     * @param probe whether it was made to find out; what was under way when the circuit opened and fails as well says nothing new
     */
    void heard(Verdict verdict, long cancellation, boolean probe, Instant now) {
        switch (verdict.kind()) {
            case ACCEPTED, REJECTED, NOT_APPLIED -> close();
            case NOT_SENT, UNKNOWN, CONFIGURATION -> failed(verdict, cancellation, probe, now);
            case AUTHENTICATION, FORGOTTEN, JOURNAL -> {}
        }
    }

    private void close() {
        unanswered = 0;
        answeredBadly.clear();
        if (circuit.isOpen()) {
            LOG.info("event=circuit.closed");
        }
        circuit = Circuit.CLOSED;
    }

    private void failed(Verdict verdict, long cancellation, boolean probe, Instant now) {
        // Whoever stands in between answers for YLH, and would so whichever order it is.
        boolean answered = verdict.httpStatus().isPresent() && verdict.kind() != Verdict.Kind.CONFIGURATION;
        if (answered) {
            answeredBadly.add(cancellation);
        } else {
            unanswered++;
        }
        int failures = unanswered + answeredBadly.size();
        if (circuit.isOpen()) {
            circuit = probe ? circuit.probeFailed(verdict.detail(), now) : circuit;
        } else if (failures >= RUN_OF_FAILURES) {
            circuit = Circuit.opened(verdict.detail(), now);
            LOG.warn("event=circuit.opened failures={} cause={}", failures, verdict.detail());
        } else {
            circuit = Circuit.closed(unanswered);
        }
    }

    /** Makes the next single call due at once: somebody insists. */
    void probeNow(Instant now) {
        if (circuit.isOpen()) {
            circuit = new Circuit(
                    circuit.failures(), circuit.probes(), circuit.openedAt(), Optional.of(now), circuit.cause());
        }
    }

    /** Writes down what has changed. */
    void save() {
        if (!circuit.equals(saved)) {
            store.write(circuit);
            saved = circuit;
        }
    }
}
