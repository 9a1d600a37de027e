package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.DeliveryState.Phase;
import io.github.ylhcancel.store.OldRows.OldRow;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The old calls of YLH for deliveries that are settled, and those that were for none. */
public final class OldCalls implements OldRecords {
    private static final OldRows<Long> ROWS = OldRows.numbered("ylh_call", "started_at");

    private static final String OPEN = """
            SELECT c.id FROM ylh_call c JOIN ylh_cancellation k ON k.id = c.cancellation_id
             WHERE c.id IN (:ids) AND NOT k.""" + settled();

    private static final String DELETE = "DELETE FROM ylh_call WHERE id IN (:ids)";

    private final Database database;
    private final Age age;

    public OldCalls(Database database, Age age) {
        this.database = database;
        this.age = age;
    }

    /** Whether nothing more happens to a delivery, neither by itself nor because a person is waited for. */
    static String settled() {
        return Due.in(DeliveryState.all(state -> state.phase(true) == Phase.SETTLED));
    }

    @Override
    public Stretch prune(Optional<Place> after, int limit) {
        List<OldRow<Long>> page = ROWS.page(database, age, after, limit);
        int removed = page.isEmpty()
                ? 0
                : database.again(() ->
                        database.transaction(sql -> sql.update(DELETE, Parameters.of("ids", removable(sql, page)))));
        return new Stretch(page.size(), Map.of(Gone.CALLS, removed), OldRows.end(page, limit));
    }

    @Override
    public Stretch look(Optional<Place> after, int limit) {
        List<OldRow<Long>> page = ROWS.page(database, age, after, limit);
        int removed = database.read(sql -> removable(sql, page).size());
        return new Stretch(page.size(), Map.of(Gone.CALLS, removed), OldRows.end(page, limit));
    }

    private static List<Long> removable(Sql sql, List<OldRow<Long>> page) {
        List<Long> ids = page.stream().map(OldRow::key).toList();
        Set<Long> open = new HashSet<>(sql.list(OPEN, Parameters.of("ids", ids), Row::number));
        return ids.stream().filter(id -> !open.contains(id)).toList();
    }
}
