package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A finder whose candidates are a list of orders' keys. It is read in stretches along an index, each as long as the page however few of it
 * disagree; then these orders are looked at by their keys.
 */
abstract class KeyFinder implements Finder {
    /** The orders that this program has cancelled. */
    static final String CANCELLED_HERE = """
            SELECT t.order_key FROM ylh_transition t WHERE t.kind = 'cancel'%s ORDER BY t.order_key LIMIT :limit
            """;

    private final DisagreementKind kind;
    final Database database;
    final ShopSchema schema;

    KeyFinder(DisagreementKind kind, Database database, ShopSchema schema) {
        this.kind = kind;
        this.database = database;
        this.schema = schema;
    }

    @Override
    public final DisagreementKind kind() {
        return kind;
    }

    /** Whether the shop has what is compared. */
    boolean isComparable() {
        return true;
    }

    /**
     * Finds the candidates' keys in their order, {@code :limit} of them.
     *
     * @param behind whether only those behind {@code :after}
     */
    abstract String candidates(boolean behind);

    /** The condition for those behind the last key, in front of which there is another. */
    static String behind(boolean wanted, String column) {
        return wanted ? " AND " + column + " > :after" : "";
    }

    abstract List<Disagreement> among(Sql sql, Collection<RowKey> orders);

    @Override
    public final Page page(Optional<RowKey> after, int limit) {
        if (!isComparable()) {
            return new Page(List.of(), Optional.empty());
        }
        Parameters values = Parameters.of("after", after).and("limit", limit);
        String select = schema.render(candidates(after.isPresent()));
        return database.read(sql -> {
            List<RowKey> keys = sql.list(select, values, Row::key);
            Optional<RowKey> end = keys.size() < limit ? Optional.empty() : Optional.of(keys.get(keys.size() - 1));
            return new Page(keys.isEmpty() ? List.of() : among(sql, new LinkedHashSet<>(keys)), end);
        });
    }

    @Override
    public final List<Disagreement> among(Collection<RowKey> orders) {
        Set<RowKey> keys = new LinkedHashSet<>(orders);
        return keys.isEmpty() || !isComparable() ? List.of() : database.read(sql -> among(sql, keys));
    }
}
