package io.github.ylhcancel.store;

import io.github.ylhcancel.db.OutdatedException;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The payments of cancelled orders that nobody has begun: they are closed, or their customer goes on paying on a page that he has open. One
 * of a check-out is left open as long as another of its orders waits for it. When an order is put back they stay closed.
 */
final class OpenPayments {
    /** Found without a lock, since a look at the orders within the UPDATE would wait for those that others have. The word is a literal. */
    private static final String OPEN = """
            SELECT {p:payments.id} AS id FROM {payments} p
             WHERE {p:payments.%s} IN (:keys) AND {p:payments.status} = '%s' {p:payments there}
            """;

    private static final String NO_OTHER_WAITS = """
               AND NOT EXISTS (SELECT 1 FROM {orders} o
                                WHERE {o:orders.checkout_id} = {p:payments.checkout_id} AND {o:orders.status is status.pending}
                                  {o:orders there})
            """;
    private static final String CLOSE = """
            UPDATE {payments} SET {payments.status} = :closed {payments.more-sets}
             WHERE {payments.id} IN (:ids) AND {payments.status} = '%s' {payments there}
            """;
    private static final String CHECKOUTS = """
            SELECT DISTINCT {o:orders.checkout_id} AS checkout_id FROM {orders} o
             WHERE {o:orders.checkout_id} IS NOT NULL AND {o:orders.id} IN (:keys) {o:orders there}
            """;

    private OpenPayments() {}

    /**
     * @param orders which are cancelled already
     * @param operator who has done that
     * @throws OutdatedException if somebody has begun to pay in between
     */
    static void close(
            Sql sql, ShopSchema schema, Collection<RowKey> orders, String operator, String reason, Instant now) {
        if (schema.closedPayments().isEmpty()) {
            return;
        }
        String ifNoneWaits = schema.hasCheckouts() ? NO_OTHER_WAITS : "";
        Set<RowKey> checkouts = schema.hasCheckouts() ? checkouts(sql, schema, orders) : Set.of();
        schema.closedPayments().forEach((open, closed) -> {
            Set<RowKey> ids = new TreeSet<>(sql.list(
                    schema.render(OPEN.formatted("order_id", open) + ifNoneWaits),
                    Parameters.of("keys", orders),
                    Row::key));
            if (!checkouts.isEmpty()) {
                ids.addAll(sql.list(
                        schema.render(OPEN.formatted("checkout_id", open) + ifNoneWaits),
                        Parameters.of("keys", checkouts),
                        Row::key));
            }
            if (!ids.isEmpty()) {
                Parameters values = Parameters.of("ids", ids)
                        .and("closed", closed)
                        .and("operator", operator)
                        .and("reason", reason);
                int rows = sql.update(schema.render(CLOSE.formatted(open)), schema.bindSets(values, now));
                if (rows < ids.size()) {
                    throw new OutdatedException("a payment was begun while its order was being cancelled");
                }
            }
        });
    }

    /** In which the orders were bought, of those that were. */
    static Set<RowKey> checkouts(Sql sql, ShopSchema schema, Collection<RowKey> orders) {
        return new LinkedHashSet<>(
                sql.list(schema.render(CHECKOUTS), Parameters.of("keys", orders), row -> row.key("checkout_id")));
    }
}
