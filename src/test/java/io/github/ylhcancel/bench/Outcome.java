package io.github.ylhcancel.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database must look like after a run that cancelled the {@code cancelled} oldest of {@code overdue} overdue orders. It
 * asks by the numbers that the scripts gave to the orders, not by what a sweep looks at, so that one error does not excuse another.
 */
final class Outcome {
    /** Overdue orders have the odd numbers, the oldest first. */
    private static final String DUE = "%s % 2 = 1 AND %s <= ";

    private static final String DUE_LINES_DEFAULT = """
            SELECT product_id, sku_id, quantity FROM order_items WHERE {due order_id}
            """;
    /** Of a family only the main order's lines count. An old order has its product itself. */
    private static final String DUE_LINES_DJANGO = """
            SELECT product_id, sku_id, quantity FROM orders_orderitem WHERE {due order_id} AND order_id % 80 <> 3
            UNION ALL
            SELECT product_id, NULL, quantity FROM orders_order WHERE {due id} AND id % 100 = 13
            """;

    /** Added up here, and compared in Java: H2 would add up anew for every row that it is joined with. */
    private static final String RELEASED_BY_PRODUCT = """
            SELECT line.product_id, SUM(line.quantity) FROM ({lines}) AS line JOIN {products} p ON p.id = line.product_id
            WHERE line.sku_id IS NULL AND p.{source} = {own} GROUP BY line.product_id
            """;

    private static final String RELEASED_BY_SKU = """
            SELECT line.sku_id, SUM(line.quantity) FROM ({lines}) AS line JOIN {products} p ON p.id = line.product_id
            WHERE line.sku_id IS NOT NULL AND p.{source} = {own} GROUP BY line.sku_id
            """;
    private static final long STOCK_BEFORE = 1_000_000;

    private static final String RELEASED = """
            SELECT COALESCE(SUM(line.quantity), 0) FROM ({lines}) AS line JOIN {products} p ON p.id = line.product_id
            WHERE p.{source} = {own}
            """;

    private final Shop shop;
    private final int overdue;
    private final int cancelled;
    private final List<String> wrong = new ArrayList<>();

    private Outcome(Shop shop, int overdue, int cancelled) {
        this.shop = shop;
        this.overdue = overdue;
        this.cancelled = cancelled;
    }

    /** What is wrong, a line each; nothing if all is as it must be. */
    static List<String> wrong(Address address, Shop shop, int overdue, int cancelled) throws SQLException {
        try (Connection connection = address.connect()) {
            Outcome outcome = new Outcome(shop, overdue, cancelled);
            outcome.check(connection);
            return outcome.wrong;
        }
    }

    private void check(Connection connection) throws SQLException {
        expect(connection, "overdue orders cancelled", cancelled, """
                SELECT COUNT(*) FROM {orders} WHERE status = 'cancelled' AND cancelled_at IS NOT NULL AND {due id}""");
        expect(connection, "orders cancelled", cancelled, "SELECT COUNT(*) FROM {orders} WHERE status = 'cancelled'");
        expect(connection, "orders paid", overdue, "SELECT COUNT(*) FROM {orders} WHERE status = 'paid'");
        expect(connection, "orders pending", 2L * overdue - cancelled, """
                SELECT COUNT(*) FROM {orders} WHERE status = 'pending'""");
        expect(
                connection,
                "rows of history",
                cancelled,
                "SELECT COUNT(*) FROM {history} WHERE to_status = 'cancelled'");
        expect(connection, "orders with history", cancelled, """
                SELECT COUNT(DISTINCT order_id) FROM {history} WHERE to_status = 'cancelled' AND {due order_id}""");
        expectStock(connection, "products", "{products}", RELEASED_BY_PRODUCT);
        expectStock(connection, "SKUs", "{skus}", RELEASED_BY_SKU);
        expect(connection, "units in the inventory log", one(connection, RELEASED), """
                SELECT COALESCE(SUM(quantity), 0) FROM {log} WHERE change_type = 'release'""");
    }

    private void expect(Connection connection, String what, long expected, String template) throws SQLException {
        long found = one(connection, template);
        if (found != expected) {
            wrong.add(what + ": " + found + " instead of " + expected);
        }
    }

    private void expectStock(Connection connection, String what, String table, String released) throws SQLException {
        Map<Long, Long> due = pairs(connection, released);
        long rows = pairs(connection, "SELECT id, stock FROM " + table).entrySet().stream()
                .filter(row -> row.getValue() != STOCK_BEFORE + due.getOrDefault(row.getKey(), 0L))
                .count();
        if (rows > 0) {
            wrong.add(what + " with a wrong stock: " + rows + " instead of 0");
        }
    }

    private Map<Long, Long> pairs(Connection connection, String template) throws SQLException {
        Map<Long, Long> pairs = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(shop.sql(filled(template)))) {
            while (rows.next()) {
                pairs.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return pairs;
    }

    private long one(Connection connection, String template) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(shop.sql(filled(template)))) {
            row.next();
            return row.getLong(1);
        }
    }

    private String filled(String template) {
        return template.replace("{lines}", shop == Shop.DEFAULT ? DUE_LINES_DEFAULT : DUE_LINES_DJANGO)
                .replace("{due id}", due("id"))
                .replace("{due order_id}", due("order_id"));
    }

    private String due(String column) {
        return DUE.replace("%s", column) + 2L * cancelled;
    }
}
