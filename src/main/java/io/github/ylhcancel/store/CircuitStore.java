package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.domain.Circuit;

/** Keeps between runs whether YLH fails as a whole, so that not every run uses up attempts to find out. */
public final class CircuitStore {
    private static final String READ =
            "SELECT failures, probes, opened_at, probe_at, cause FROM ylh_circuit WHERE name = 'ylh'";
    private static final String WRITE = """
            UPDATE ylh_circuit
               SET failures = :failures, probes = :probes, opened_at = :opened_at, probe_at = :probe_at, cause = :cause
             WHERE name = 'ylh'
            """;
    private static final int CAUSE_LENGTH = 480;

    private final Database database;

    public CircuitStore(Database database) {
        this.database = database;
    }

    public Circuit read() {
        return database.read(sql -> sql.first(
                        READ,
                        row -> new Circuit(
                                row.integer("failures"),
                                row.integer("probes"),
                                row.optionalInstant("opened_at"),
                                row.optionalInstant("probe_at"),
                                row.optionalText("cause")))
                .orElseThrow());
    }

    public void write(Circuit circuit) {
        Parameters values = Parameters.of("failures", circuit.failures())
                .and("probes", circuit.probes())
                .and("opened_at", circuit.openedAt())
                .and("probe_at", circuit.probeAt())
                .and("cause", circuit.cause().map(cause -> Text.line(cause, CAUSE_LENGTH)));
        database.statement(sql -> sql.update(WRITE, values));
    }
}
