package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.store.OldRows.OldRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The old events that are told to all who want them. One that was told in vain stays until a person has looked. */
public final class OldEvents implements OldRecords {
    private static final OldRows<Long> ROWS = OldRows.numbered("ylh_event", "created_at");

    /** The condition for one of the alias {@code e} that somebody has still to be told. */
    static final String UNTOLD = "(e.file_state = 'pending' OR e.command_state IN ('pending', 'dead'))";

    private static final String COUNT = "SELECT COUNT(*) FROM ylh_event e WHERE e.id IN (:ids) AND NOT " + UNTOLD;

    private static final String DELETE = "DELETE FROM ylh_event WHERE id IN (:ids) AND NOT " + UNTOLD.replace("e.", "");

    private final Database database;
    private final Age age;

    public OldEvents(Database database, Age age) {
        this.database = database;
        this.age = age;
    }

    @Override
    public Stretch prune(Optional<Place> after, int limit) {
        List<OldRow<Long>> page = ROWS.page(database, age, after, limit);
        int removed =
                page.isEmpty() ? 0 : database.again(() -> database.transaction(sql -> sql.update(DELETE, ids(page))));
        return new Stretch(page.size(), Map.of(Gone.EVENTS, removed), OldRows.end(page, limit));
    }

    @Override
    public Stretch look(Optional<Place> after, int limit) {
        List<OldRow<Long>> page = ROWS.page(database, age, after, limit);
        int removed = page.isEmpty() ? 0 : (int) (long) database.read(sql -> sql.number(COUNT, ids(page)));
        return new Stretch(page.size(), Map.of(Gone.EVENTS, removed), OldRows.end(page, limit));
    }

    private static Parameters ids(List<OldRow<Long>> page) {
        return Parameters.of("ids", page.stream().map(OldRow::key).toList());
    }
}
