package io.github.ylhcancel.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

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

    private static final String WRONG_PRODUCTS = """
            SELECT COUNT(*) FROM {products} p
            LEFT JOIN (SELECT product_id, SUM(quantity) AS quantity FROM ({lines}) AS line WHERE sku_id IS NULL
                       GROUP BY product_id) AS due ON due.product_id = p.id
            WHERE p.stock <> 1000000 + CASE WHEN p.{source} = {own} THEN COALESCE(due.quantity, 0) ELSE 0 END
            """;
    private static final String WRONG_SKUS = """
            SELECT COUNT(*) FROM {skus} s JOIN {products} p ON p.id = s.product_id
            LEFT JOIN (SELECT sku_id, SUM(quantity) AS quantity FROM ({lines}) AS line WHERE sku_id IS NOT NULL
                       GROUP BY sku_id) AS due ON due.sku_id = s.id
            WHERE s.stock <> 1000000 + CASE WHEN p.{source} = {own} THEN COALESCE(due.quantity, 0) ELSE 0 END
            """;
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
        expect(connection, "products with a wrong stock", 0, WRONG_PRODUCTS);
        expect(connection, "SKUs with a wrong stock", 0, WRONG_SKUS);
        expect(connection, "units in the inventory log", one(connection, RELEASED), """
                SELECT COALESCE(SUM(quantity), 0) FROM {log} WHERE change_type = 'release'""");
    }

    private void expect(Connection connection, String what, long expected, String template) throws SQLException {
        long found = one(connection, template);
        if (found != expected) {
            wrong.add(what + ": " + found + " instead of " + expected);
        }
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
