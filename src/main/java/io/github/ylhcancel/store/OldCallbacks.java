package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.store.OldRows.OldRow;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The old callbacks that are applied and that nobody has to look at any more. Of one that YLH may still send again the bare digest stays, so
 * that it would not be applied a second time.
 */
public final class OldCallbacks implements OldRecords {
    private static final OldRows<Long> ROWS = OldRows.numbered("ylh_callback", "received_at");

    /** That YLH has cancelled what it was not told of by us stays on record, or it would be told of it one day. */
    private static final String DONE = """
            SELECT c.id FROM ylh_callback c
             WHERE c.id IN (:ids) AND c.applied_at IS NOT NULL AND NOT (%1$s)
               AND NOT EXISTS (SELECT 1 FROM ylh_cancellation k WHERE k.id = c.cancellation_id AND NOT k.%2$s)
               AND NOT (c.method = 'cancel' AND c.state = 1
                        AND NOT EXISTS (SELECT 1 FROM ylh_cancellation k WHERE k.order_id = c.order_key))
            """.formatted(Callbacks.NEEDS_PERSON, OldCalls.settled());
    /** Its time stamp is the same whenever it comes. */
    private static final String OUT_OF_DATE = DONE + " AND c.sent_at < :digests_before AND c.received_at < :before";

    private static final String WITH_TEXT =
            "SELECT c.id FROM ylh_callback c WHERE c.id IN (:ids) AND (c.data <> '' OR c.fail_msg <> '')";
    private static final String DELETE = "DELETE FROM ylh_callback WHERE id IN (:ids)";
    private static final String EMPTY = "UPDATE ylh_callback SET data = '', fail_msg = '' WHERE id IN (:ids)";

    private final Database database;
    private final Age age;

    /** What of a page goes, and of what only the text does. */
    private record Ripe(List<Long> rows, List<Long> texts) {
        Map<Gone, Integer> counts() {
            return Map.of(Gone.CALLBACKS, rows.size(), Gone.CALLBACK_TEXTS, texts.size());
        }
    }

    public OldCallbacks(Database database, Age age) {
        this.database = database;
        this.age = age;
    }

    @Override
    public Stretch prune(Optional<Place> after, int limit) {
        List<OldRow<Long>> page = ROWS.page(database, age, after, limit);
        Map<Gone, Integer> removed = database.again(() -> database.transaction(sql -> {
            Ripe ripe = ripe(sql, page);
            sql.update(EMPTY, Parameters.of("ids", ripe.texts()));
            sql.update(DELETE, Parameters.of("ids", ripe.rows()));
            return ripe.counts();
        }));
        return new Stretch(page.size(), removed, OldRows.end(page, limit));
    }

    @Override
    public Stretch look(Optional<Place> after, int limit) {
        List<OldRow<Long>> page = ROWS.page(database, age, after, limit);
        return new Stretch(page.size(), database.read(sql -> ripe(sql, page).counts()), OldRows.end(page, limit));
    }

    private Ripe ripe(Sql sql, List<OldRow<Long>> page) {
        List<Long> ids = page.stream().map(OldRow::key).toList();
        Set<Long> rows = removable(sql, age, ids);
        List<Long> done = sql.list(DONE, Parameters.of("ids", ids), Row::number).stream()
                .filter(id -> !rows.contains(id))
                .toList();
        return new Ripe(List.copyOf(rows), sql.list(WITH_TEXT, Parameters.of("ids", done), Row::number));
    }

    /** Those of these callbacks that may go altogether. */
    static Set<Long> removable(Sql sql, Age age, Collection<Long> ids) {
        Parameters values =
                Parameters.of("ids", ids).and("before", age.before()).and("digests_before", age.digestsBefore());
        return new HashSet<>(sql.list(OUT_OF_DATE, values, Row::number));
    }
}
