package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The orders that sweeps could not cancel, so that later sweeps know them. */
public final class SweepFailures {
    private static final String ONE = """
            SELECT cause, failures, first_failed_at, last_failed_at, run_id FROM ylh_sweep_failure WHERE order_id = :order_id
            """;
    private static final String COUNT = "SELECT COUNT(*) FROM ylh_sweep_failure";
    private static final String IDS = "SELECT order_id FROM ylh_sweep_failure";
    /** Of orders that are not there any more too, so that they are forgotten. */
    private static final String LONGEST_AGO = """
            SELECT f.order_id
              FROM ylh_sweep_failure f
              LEFT JOIN {orders} o ON {o:orders.id} = f.order_id {o:orders there}
             WHERE f.last_failed_at < :before AND ({o:orders.id} IS NULL OR {o:orders.created_at} < :cut_off)
             ORDER BY f.last_failed_at, f.order_id
             LIMIT :limit
            """;

    private static final String AGAIN = """
            UPDATE ylh_sweep_failure
               SET cause = :cause, failures = failures + 1, last_failed_at = :now, run_id = :run_id
             WHERE order_id = :order_id
            """;
    private static final String INSERT = """
            INSERT INTO ylh_sweep_failure (order_id, order_number, cause, failures, first_failed_at, last_failed_at, run_id)
            VALUES (:order_id, :order_number, :cause, 1, :now, :now, :run_id)
            """;
    private static final String CLEAR = "DELETE FROM ylh_sweep_failure WHERE order_id = :order_id";
    private static final int CAUSE_LENGTH = 480;

    private final Database database;
    private final ShopSchema schema;
    private final String runId;

    public SweepFailures(Database database, ShopSchema schema, String runId) {
        this.database = database;
        this.schema = schema;
        this.runId = runId;
    }

    /**
     * What sweeps could not do with an order.
     *
     * @param failures how many have tried
     * @param runId the last of them
     */
    public record Failure(String cause, int failures, Instant first, Instant last, String runId) {}

    public Optional<Failure> of(RowKey order) {
        return database.read(sql -> sql.first(
                ONE,
                Parameters.of("order_id", order),
                row -> new Failure(
                        row.text("cause"),
                        row.integer("failures"),
                        row.instant("first_failed_at"),
                        row.instant("last_failed_at"),
                        row.text("run_id"))));
    }

    public long count() {
        return database.read(sql -> sql.number(COUNT, Parameters.none()));
    }

    public Set<RowKey> ids() {
        return new HashSet<>(database.read(sql -> sql.list(IDS, Row::key)));
    }

    /**
     * Those that failed last before {@code before}, the one that was tried longest ago first: so each gets its turn.
     *
     * @param cutOff orders that were made later are left out: another run took younger ones
     */
    public List<RowKey> longestAgo(Instant before, Instant cutOff, int limit) {
        Parameters values = Parameters.of("before", before)
                .and("cut_off", schema.time("orders.created_at").bound(cutOff))
                .and("limit", limit);
        return database.read(sql -> sql.list(schema.render(LONGEST_AGO), values, Row::key));
    }

    public void record(RowKey orderId, String orderNumber, String cause, Instant now) {
        String line = Text.line(cause, CAUSE_LENGTH);
        try {
            write(orderId, orderNumber, line, now);
        } catch (RefusedRowException another) {
            // Another sweep failed with it at the same moment, so now there is a row.
            write(orderId, orderNumber, line, now);
        }
    }

    private void write(RowKey orderId, String orderNumber, String line, Instant now) {
        Parameters values = Parameters.of("order_id", orderId)
                .and("order_number", orderNumber)
                .and("cause", line)
                .and("run_id", runId)
                .and("now", now);
        if (database.statement(sql -> sql.update(AGAIN, values)) == 0) {
            database.statement(sql -> sql.update(INSERT, values));
        }
    }

    /** Forgets an order that could be cancelled, or need not be any more. */
    public void clear(RowKey orderId) {
        database.statement(sql -> sql.update(CLEAR, Parameters.of("order_id", orderId)));
    }
}
