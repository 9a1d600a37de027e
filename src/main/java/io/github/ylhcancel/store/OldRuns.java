package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.store.OldRows.OldRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The old runs that have ended and of which no change of an order is on record any more. One without an end may still be running. */
public final class OldRuns implements OldRecords {
    private static final OldRows<String> ROWS = OldRows.named("ylh_run", "started_at");

    private static final String DONE = """
            SELECT r.id FROM ylh_run r
             WHERE r.id IN (:ids) AND r.ended_at < :before
               AND NOT EXISTS (SELECT 1 FROM ylh_transition t WHERE t.run_id = r.id)
            """;
    /** When their orders' records have gone there is no change of theirs any more. */
    private static final String ENDED = "SELECT r.id FROM ylh_run r WHERE r.id IN (:ids) AND r.ended_at < :before";

    private static final String DELETE = "DELETE FROM ylh_run WHERE id IN (:ids)";

    private final Database database;
    private final Age age;
    private final OldOrders orders;

    /**
     * @param orders whose records go before the runs that changed them
     */
    public OldRuns(Database database, Age age, OldOrders orders) {
        this.database = database;
        this.age = age;
        this.orders = orders;
    }

    @Override
    public Stretch prune(Optional<Place> after, int limit) {
        List<OldRow<String>> page = ROWS.page(database, age, after, limit);
        int removed = database.again(() ->
                database.transaction(sql -> sql.update(DELETE, Parameters.of("ids", among(sql, DONE, page)))));
        return new Stretch(page.size(), Map.of(Gone.RUNS, removed), OldRows.end(page, limit));
    }

    @Override
    public Stretch look(Optional<Place> after, int limit) {
        List<OldRow<String>> page = ROWS.page(database, age, after, limit);
        int removed = database.read(sql -> (int) among(sql, ENDED, page).stream()
                .filter(run -> !orders.keepsAnyOf(run))
                .count());
        return new Stretch(page.size(), Map.of(Gone.RUNS, removed), OldRows.end(page, limit));
    }

    private List<String> among(Sql sql, String which, List<OldRow<String>> page) {
        Parameters values =
                Parameters.of("ids", page.stream().map(OldRow::key).toList()).and("before", age.before());
        return sql.list(which, values, Row::text);
    }
}
