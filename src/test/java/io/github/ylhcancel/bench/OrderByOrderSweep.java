package io.github.ylhcancel.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The sweep as it is mostly written: fetch what is overdue, then cancel order after order, each in a transaction of its own. It runs
 * as a process of its own: {@code URL USER PASSWORD SCHEMA LIMIT}. What {@link SetBasedSweep} does not do, this does not either.
 */
final class OrderByOrderSweep {
    private static final String OVERDUE = """
            SELECT id FROM {orders} WHERE status = 'pending' AND created_at < LOCALTIMESTAMP - INTERVAL '24' HOUR
            ORDER BY created_at, id LIMIT\s""";
    private static final String CANCEL = """
            UPDATE {orders} SET status = 'cancelled', cancel_reason = 'unpaid', cancelled_at = LOCALTIMESTAMP,
                   updated_at = LOCALTIMESTAMP
            WHERE id = ? AND status = 'pending'
            """;
    private static final String HISTORY_DEFAULT = """
            INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)
            VALUES (?, 'pending', 'cancelled', 'sweep', 'unpaid', LOCALTIMESTAMP)
            """;
    private static final String HISTORY_DJANGO = """
            INSERT INTO orders_orderstatushistory (order_id, from_status, to_status, note, created_at)
            VALUES (?, 'pending', 'cancelled', 'unpaid', LOCALTIMESTAMP)
            """;
    private static final String LINES_DEFAULT = """
            SELECT i.product_id, i.sku_id, i.quantity FROM order_items i JOIN products p ON p.id = i.product_id
            WHERE i.order_id = ? AND p.stock_source = 'own' ORDER BY i.product_id, i.sku_id
            """;
    private static final String LINES_DJANGO = """
            SELECT i.product_id, i.sku_id, i.quantity
            FROM orders_order o JOIN orders_orderitem i ON i.order_id = o.id JOIN catalog_product p ON p.id = i.product_id
            WHERE o.id = ? AND o.parent_order_id IS NULL AND p.source = 'local'
            UNION ALL
            SELECT o.product_id, NULL, o.quantity FROM orders_order o JOIN catalog_product p ON p.id = o.product_id
            WHERE o.id = ? AND o.parent_order_id IS NULL AND p.source = 'local'
              AND NOT EXISTS (SELECT 1 FROM orders_orderitem i WHERE i.order_id = o.id)
            ORDER BY 1, 2
            """;
    private static final String LOG_DEFAULT = """
            INSERT INTO inventory_log (product_id, sku_id, change_type, quantity, reason, created_at, order_id)
            VALUES (?, ?, 'release', ?, 'order_cancelled', LOCALTIMESTAMP, ?)
            """;
    private static final String LOG_DJANGO = """
            INSERT INTO catalog_inventorylog (product_id, sku_id, change_type, quantity, reason, created_at)
            VALUES (?, ?, 'release', ?, 'order_cancelled', LOCALTIMESTAMP)
            """;

    private record Line(long product, Long sku, long quantity) {}

    private final Connection connection;
    private final Shop shop;
    private final PreparedStatement cancel;
    private final PreparedStatement history;
    private final PreparedStatement lines;
    private final PreparedStatement productStock;
    private final PreparedStatement skuStock;
    private final PreparedStatement log;

    private OrderByOrderSweep(Connection connection, Shop shop) throws SQLException {
        this.connection = connection;
        this.shop = shop;
        boolean byDefault = shop == Shop.DEFAULT;
        cancel = connection.prepareStatement(shop.sql(CANCEL));
        history = connection.prepareStatement(byDefault ? HISTORY_DEFAULT : HISTORY_DJANGO);
        lines = connection.prepareStatement(byDefault ? LINES_DEFAULT : LINES_DJANGO);
        productStock = connection.prepareStatement(shop.sql("UPDATE {products} SET stock = stock + ? WHERE id = ?"));
        skuStock = connection.prepareStatement(shop.sql("UPDATE {skus} SET stock = stock + ? WHERE id = ?"));
        log = connection.prepareStatement(byDefault ? LOG_DEFAULT : LOG_DJANGO);
    }

    public static void main(String[] args) throws SQLException {
        Address address = new Address(args[0], args[1], args[2]);
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            statement.execute(
                    switch (connection.getMetaData().getDatabaseProductName()) {
                        case "MariaDB", "MySQL" -> "SET time_zone = '+00:00'";
                        default -> "SET TIME ZONE 'UTC'";
                    });
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            int orders = new OrderByOrderSweep(connection, Shop.of(args[3])).run(Integer.parseInt(args[4]));
            System.out.println(orders + " " + (System.nanoTime() - start) / 1e9);
        }
    }

    private int run(int limit) throws SQLException {
        List<Long> overdue = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(shop.sql(OVERDUE) + limit)) {
            while (rows.next()) {
                overdue.add(rows.getLong(1));
            }
        }
        connection.commit();
        int cancelled = 0;
        for (long order : overdue) {
            cancelled += cancel(order) ? 1 : 0;
            connection.commit();
        }
        return cancelled;
    }

    private boolean cancel(long order) throws SQLException {
        cancel.setLong(1, order);
        if (cancel.executeUpdate() == 0) {
            return false; // paid meanwhile
        }
        history.setLong(1, order);
        history.executeUpdate();
        for (Line line : lines(order)) {
            release(order, line);
        }
        return true;
    }

    private List<Line> lines(long order) throws SQLException {
        lines.setLong(1, order);
        if (shop == Shop.DJANGO) {
            lines.setLong(2, order);
        }
        List<Line> found = new ArrayList<>();
        try (ResultSet rows = lines.executeQuery()) {
            while (rows.next()) {
                found.add(new Line(rows.getLong(1), rows.getObject(2, Long.class), rows.getLong(3)));
            }
        }
        return found;
    }

    private void release(long order, Line line) throws SQLException {
        PreparedStatement stock = line.sku() == null ? productStock : skuStock;
        stock.setLong(1, line.quantity());
        stock.setLong(2, line.sku() == null ? line.product() : line.sku());
        stock.executeUpdate();
        log.setLong(1, line.product());
        log.setObject(2, line.sku(), java.sql.Types.BIGINT);
        log.setLong(3, line.quantity());
        if (shop == Shop.DEFAULT) {
            log.setLong(4, order);
        }
        log.executeUpdate();
    }
}
