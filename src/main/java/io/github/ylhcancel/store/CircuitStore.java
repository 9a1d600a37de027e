package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.Text;

/** Keeps between runs whether YLH fails as a whole, so that not every run uses up attempts to find out. */
public final class CircuitStore {
    private static final String READ =
            "SELECT failures, probes, opened_at, probe_at, cause FROM ylh_circuit WHERE name = 'ylh'";
    private static final String WRITE =
            "UPDATE ylh_circuit SET failures = :failures, probes = :probes, opened_at = :opened_at, probe_at = :probe_at, cause = :cause"
                    + " WHERE name = 'ylh'";
    private static final int CAUSE_LENGTH = 480;

    private final Database database;

    public CircuitStore(Database database) {
        this.database = database;
    }

    public Circuit read() {
        return database.readOverJdbc(connection -> Query.first(
                        connection,
                        READ,
                        row -> new Circuit(
                                row.getInt("failures"),
                                row.getInt("probes"),
                                Times.optionalInstant(row, "opened_at"),
                                Times.optionalInstant(row, "probe_at"),
                                Query.optional(row, "cause")))
                .orElseThrow());
    }

    public void write(Circuit circuit) {
        database.transactionOverJdbi(handle -> handle.createUpdate(WRITE)
                .bind("failures", circuit.failures())
                .bind("probes", circuit.probes())
                .bind("opened_at", Times.argument(circuit.openedAt()))
                .bind("probe_at", Times.argument(circuit.probeAt()))
                .bind(
                        "cause",
                        circuit.cause()
                                .map(cause -> Text.line(cause, CAUSE_LENGTH))
                                .orElse(null))
                .execute());
    }
}
