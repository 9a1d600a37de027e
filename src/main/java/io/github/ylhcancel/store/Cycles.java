package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Query;
import java.sql.Connection;
import java.sql.SQLException;

/** Counts how often an order was cancelled: more than once only where YLH refused and the order was put back. */
final class Cycles {
    private static final String NEXT = """
            SELECT 1 + COALESCE(MAX(cycle), 0) AS next
              FROM (SELECT cycle FROM ylh_cancellation WHERE order_id = ?
                    UNION ALL
                    SELECT cycle FROM ylh_stock_release WHERE order_id = ?) AS earlier
            """;

    private Cycles() {}

    /** The number of the cancellation that is being written, from 1. */
    static int next(Connection connection, long orderId) throws SQLException {
        return Query.first(connection, NEXT, row -> row.getInt("next"), orderId, orderId)
                .orElseThrow();
    }
}
