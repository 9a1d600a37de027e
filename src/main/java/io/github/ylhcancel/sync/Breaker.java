package io.github.ylhcancel.sync;

import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.Circuits;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the circuit when one call after the other fails, and closes it when one gets through. What it learns outlives the run, so
 * that a run every minute does not find out anew each time at the cost of an attempt for each order.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    /** Failures in a row, over all orders, that are no longer bad luck. */
    static final int RUN_OF_FAILURES = 10;

    private final Circuits circuits;
    private Circuit saved;
    private Circuit circuit;
    private int failures;

    Breaker(Circuits circuits) {
        this.circuits = circuits;
        this.saved = circuits.read();
        this.circuit = saved;
    }

    Circuit circuit() {
        return circuit;
    }

    boolean isOpen() {
        return circuit.isOpen();
    }

    /** Whether the next single call is due. */
    boolean mayProbe(Instant now) {
        return circuit.probeAt().filter(due -> !due.isAfter(now)).isPresent();
    }

    /**
     * Takes note of what a call came to.
     *
     * @param probe whether it was made to find out; what was under way when the circuit opened and fails as well says nothing new
     */
    void heard(Verdict verdict, boolean probe, Instant now) {
        switch (verdict.kind()) {
            case ACCEPTED, REJECTED, NOT_APPLIED -> close();
            case NOT_SENT, UNKNOWN -> failed(verdict, probe, now);
            case AUTHENTICATION, CONFIGURATION -> {}
        }
    }

    private void close() {
        failures = 0;
        if (circuit.isOpen()) {
            circuit = Circuit.CLOSED;
            LOG.info("event=circuit.closed");
        }
    }

    private void failed(Verdict verdict, boolean probe, Instant now) {
        failures++;
        if (circuit.isOpen()) {
            circuit = probe ? circuit.probeFailed(verdict.detail(), now) : circuit;
        } else if (failures >= RUN_OF_FAILURES) {
            circuit = Circuit.opened(verdict.detail(), now);
            LOG.warn("event=circuit.opened failures={} cause={}", failures, verdict.detail());
        }
    }

    /** Makes the next single call due at once: somebody insists. */
    void probeNow() {
        if (circuit.isOpen()) {
            circuit = new Circuit(circuit.probes(), circuit.openedAt(), circuit.openedAt(), circuit.cause());
        }
    }

    /** Writes down what has changed. */
    void save() {
        if (!circuit.equals(saved)) {
            circuits.write(circuit);
            saved = circuit;
        }
    }
}
