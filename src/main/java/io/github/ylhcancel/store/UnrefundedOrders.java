package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.UnrefundedOrder;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.Collection;
import java.util.List;

/**
 * The orders that had been paid for when this program cancelled them, that are still cancelled, and for which no refund is recorded. Found
 * from the record of what the tool changed, so that the shop's other orders are not looked at.
 */
public final class UnrefundedOrders {
    /** Records of long ago say nothing about money, but from which state the order came. */
    private static final String WHERE = """
              FROM ylh_transition t
              JOIN {orders} o ON {o:orders.id} = t.order_key {o:orders there}
             WHERE t.kind = 'cancel' AND {o:orders.status is status.cancelled}
               AND (t.money = '%s' OR t.from_status IN {all status.paid})
               AND NOT EXISTS (SELECT 1 FROM {refunds} r WHERE {r:refunds.order_id} = {o:orders.id}%%s)
            """.formatted(PaymentState.PAID.stored()) + Transitions.AND_IS_LATEST;
    /** The number as the shop has it: the record of long ago may have none. */
    private static final String FOUND = """
            SELECT t.order_key, {o:orders.number} AS order_number, {o:orders.haier_so_id?} AS so_id, t.from_status, t.reason, t.operator,
                   t.created_at, t.run_id
            """ + WHERE;

    private static final String LIST = FOUND + " ORDER BY t.created_at, t.order_key LIMIT :limit";
    private static final String THESE = FOUND + " AND t.order_key IN (:keys) ORDER BY t.order_key";

    private static final String COUNT = "SELECT COUNT(*)" + WHERE;

    private final Database database;
    private final ShopSchema schema;

    public UnrefundedOrders(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** Whether the mapping knows refunds. Without them nothing can be asked here. */
    public boolean areKnown() {
        return schema.has(ShopTable.REFUNDS);
    }

    /** Those that were cancelled longest ago first. */
    public List<UnrefundedOrder> list(int limit) {
        return database.read(sql -> sql.list(rendered(LIST), Parameters.of("limit", limit), UnrefundedOrders::order));
    }

    /** How many {@link #list} would find without a limit. */
    public long count() {
        return database.read(sql -> sql.number(rendered(COUNT), Parameters.none()));
    }

    /** Those of these orders that {@link #list} has. */
    List<UnrefundedOrder> among(Sql sql, Collection<RowKey> keys) {
        return areKnown() ? sql.list(rendered(THESE), Parameters.of("keys", keys), UnrefundedOrders::order) : List.of();
    }

    private String rendered(String select) {
        return schema.render(select.formatted(OrderMoney.notFailed(schema)));
    }

    private static UnrefundedOrder order(Row row) {
        return new UnrefundedOrder(
                row.key("order_key"),
                row.text("order_number"),
                row.optionalText("so_id"),
                row.text("from_status"),
                row.text("reason"),
                row.text("operator"),
                row.instant("created_at"),
                row.text("run_id"));
    }
}
