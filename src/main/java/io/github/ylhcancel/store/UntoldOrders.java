package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.schema.ShopValue;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The orders that this program cancelled, that are still cancelled, and that got their so-id only afterwards, so that no request for YLH
 * was queued. Found from the record of what the tool changed, so that the shop's other orders are not looked at.
 */
public final class UntoldOrders {
    /** Joined to a text because the column may hold numbers, and may be blank where there is none. */
    private static final String SO_ID = "CONCAT({o:orders.haier_so_id}, '')";

    private static final String WHERE = """
              FROM ylh_transition t
              JOIN {orders} o ON {o:orders.id} = t.order_key {o:orders there}
             WHERE t.kind = 'cancel' AND {o:orders.status is status.cancelled}
               AND {o:orders.haier_so_id} IS NOT NULL AND %1$s <> ''
               AND NOT EXISTS (SELECT 1 FROM ylh_cancellation c
                                WHERE c.order_id = t.order_key
                                  AND (c.cancellation_no = t.cancellation_no OR c.so_id = %1$s))
            """.formatted(SO_ID) + Transitions.AND_IS_LATEST;
    /** What the shop's own program tells YLH is left to it. */
    private static final String NOT_TOLD_BY_SHOP =
            " AND ({o:orders.haier_status} IS NULL OR NOT {o:orders.haier_status is value.supplier-told})";
    /** The number as the shop has it: the record of long ago may have none. */
    private static final String LIST = """
            SELECT t.order_key, {o:orders.number} AS order_number, {o:orders.haier_so_id} AS so_id, t.cancellation_no, t.reason,
                   t.operator, t.created_at, t.run_id
            """ + WHERE;

    private static final String OLDEST_FIRST = " ORDER BY t.created_at, t.order_key LIMIT :limit";

    private static final String ONE = " AND t.order_key = :key";

    private static final String THESE = " AND t.order_key IN (:keys) ORDER BY t.order_key";

    private static final String COUNT = "SELECT COUNT(*)" + WHERE;

    private final Database database;
    private final ShopSchema schema;

    public UntoldOrders(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /**
     * Those that were cancelled longest ago first.
     *
     * @param since only those that were cancelled then or later
     * @param runId only those that this run cancelled
     */
    public List<UntoldOrder> list(Optional<Instant> since, Optional<String> runId, int limit) {
        String select = found(LIST) + only(since, runId) + OLDEST_FIRST;
        Parameters values = parameters(since, runId).and("limit", limit);
        return hasSoIds()
                ? database.read(sql -> sql.list(schema.render(select), values, UntoldOrders::order))
                : List.of();
    }

    /** How many {@link #list} would find without a limit. */
    public long count(Optional<Instant> since, Optional<String> runId) {
        String select = found(COUNT) + only(since, runId);
        return hasSoIds() ? database.read(sql -> sql.number(schema.render(select), parameters(since, runId))) : 0;
    }

    private static String only(Optional<Instant> since, Optional<String> runId) {
        return (since.isPresent() ? " AND t.created_at >= :since" : "")
                + (runId.isPresent() ? " AND t.run_id = :run_id" : "");
    }

    private static Parameters parameters(Optional<Instant> since, Optional<String> runId) {
        return Parameters.of("since", since).and("run_id", runId);
    }

    /** The order of this key, if {@link #list} has it. */
    public Optional<UntoldOrder> byKey(RowKey key) {
        return hasSoIds()
                ? database.read(sql ->
                        sql.first(schema.render(found(LIST) + ONE), Parameters.of("key", key), UntoldOrders::order))
                : Optional.empty();
    }

    /** Those of these orders that {@link #list} has. */
    List<UntoldOrder> among(Sql sql, Collection<RowKey> keys) {
        return hasSoIds()
                ? sql.list(schema.render(found(LIST) + THESE), Parameters.of("keys", keys), UntoldOrders::order)
                : List.of();
    }

    private boolean hasSoIds() {
        return schema.has(ShopTable.ORDERS, "haier_so_id");
    }

    private String found(String select) {
        return schema.value(ShopValue.SUPPLIER_TOLD).isEmpty() ? select : select + NOT_TOLD_BY_SHOP;
    }

    private static UntoldOrder order(Row row) {
        return new UntoldOrder(
                row.key("order_key"),
                row.text("order_number"),
                row.text("so_id"),
                row.integer("cancellation_no"),
                row.text("reason"),
                row.text("operator"),
                row.instant("created_at"),
                row.text("run_id"));
    }
}
