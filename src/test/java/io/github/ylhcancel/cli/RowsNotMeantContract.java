package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shop that deletes nothing, but marks what is deleted: such rows are not there, whatever is asked. */
abstract class RowsNotMeantContract extends MappedShopContract {

    /** A column of truth values, as such shops have it. */
    abstract String flag();

    @Override
    TestShop shop() {
        return TestShop.create(folder, databases, 40, sandbox);
    }

    private String oldest() {
        return shop.rows("SELECT order_number FROM orders WHERE status = 'pending' ORDER BY created_at LIMIT 1")
                .get(0);
    }

    /** The column, the mark of what is there, that of what is not, and how the configuration says it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "INT | 0 | 1 | 0",
                "VARCHAR(20) | 'active' | 'Active' | active",
                "VARCHAR(20) | 'b' | 'c' | a,b",
                "VARCHAR(20) | 'a,b' | 'a' | a\\,b",
                "INT | NULL | 5 | null",
                "INT | 5 | NULL | not-null",
                "INT | 3 | 4 | 3,null",
                "FLAG | FALSE | TRUE | 0",
            })
    void anOrderThatIsDeletedIsNotThere(String type, String there, String deleted, String said) {
        String order = oldest();
        shop.execute("ALTER TABLE orders ADD COLUMN mark " + type.replace("FLAG", flag()));
        shop.execute("UPDATE orders SET mark = " + there);
        shop.execute("UPDATE orders SET mark = " + deleted + " WHERE order_number = '" + order + "'");
        says("schema.orders.where.mark = " + said);
        long pending =
                shop.rows("SELECT id FROM orders WHERE status = 'pending'").size();

        assertThat(shop.ylh().run("db", "check").code()).isZero();
        assertThat(shop.ylh().run("status", order).code()).isEqualTo(3);
        Ran cancel = shop.ylh().run("cancel", order, "--reason", "r", "--yes", "-o", "json");
        assertThat(cancel.code()).as(cancel.out() + cancel.err()).isEqualTo(3);
        assertThat(cancel.json().path("results").get(0).path("outcome").asText())
                .isEqualTo("not-found");
        Ran listed = shop.ylh().run("status", "--state", "pending", "--limit", "100", "-o", "json");
        assertThat(listed.json().path("results").findValuesAsText("order")).hasSize((int) pending - 1);

        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100");
        assertThat(swept.code()).as(swept.err()).isZero();
        assertThat(swept.out()).contains("cancelled");
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.rows("SELECT id FROM orders WHERE status = 'pending'").size())
                .isLessThan((int) pending);
    }

    @Test
    void aLineThatIsDeletedGivesNothingBack() {
        String order = shop.rows("SELECT o.order_number FROM orders o JOIN order_items i ON i.order_id = o.id"
                        + " JOIN products p ON p.id = i.product_id WHERE o.status = 'pending' AND p.stock_source = 'own'"
                        + " GROUP BY o.order_number ORDER BY COUNT(*) DESC, o.order_number LIMIT 1")
                .get(0);
        String line = shop.rows("SELECT i.id FROM order_items i JOIN orders o ON o.id = i.order_id"
                        + " JOIN products p ON p.id = i.product_id WHERE o.order_number = '" + order
                        + "' AND p.stock_source = 'own' ORDER BY i.id LIMIT 1")
                .get(0);
        long whole = shop.ownUnits(order);
        long deleted = Long.parseLong(
                shop.rows("SELECT quantity FROM order_items WHERE id = " + line).get(0));
        shop.execute(
                "ALTER TABLE order_items ADD COLUMN deleted INT DEFAULT 0 NOT NULL",
                "UPDATE order_items SET deleted = 1 WHERE id = " + line);
        says("schema.items.where.deleted = 0");
        long before = shop.stock();

        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--no-sync").code())
                .isZero();

        assertThat(shop.stock() - before).isEqualTo(whole - deleted);
    }

    @Test
    void aPaymentThatIsDeletedKeepsNoOrder() {
        String order = oldest();
        String id = shop.rows("SELECT id FROM orders WHERE order_number = '" + order + "'")
                .get(0);
        shop.execute(
                "CREATE TABLE pay (id INT PRIMARY KEY, order_id BIGINT, state VARCHAR(20), deleted INT)",
                "CREATE INDEX pay_order ON pay (order_id)",
                "INSERT INTO pay (id, order_id, state, deleted) VALUES (1, " + id + ", 'succeeded', 0)");
        String[] payments = {
            "schema.payments.table = pay",
            "schema.payments.id = id",
            "schema.payments.order_id = order_id",
            "schema.payments.status = state",
            "schema.payments.where.deleted = 0"
        };
        says(payments);

        shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100");
        assertThat(shop.status(order)).isEqualTo("pending");

        shop.execute("UPDATE pay SET deleted = 1");
        shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100");
        assertThat(shop.status(order)).isEqualTo("cancelled");
    }

    /** A stock for each warehouse, of which the shop sells from one. */
    @Test
    void stockGoesBackToTheRowThatIsMeant() {
        String order = shop.rows("SELECT o.order_number FROM orders o JOIN order_items i ON i.order_id = o.id"
                        + " JOIN products p ON p.id = i.product_id WHERE o.status = 'pending' AND p.stock_source = 'own'"
                        + " AND i.sku_id IS NULL ORDER BY o.order_number LIMIT 1")
                .get(0);
        long units = shop.ownUnits(order);
        shop.execute(
                "CREATE TABLE places (id BIGINT NOT NULL, name VARCHAR(200), stock INT, stock_source VARCHAR(20), warehouse INT)",
                "INSERT INTO places (id, name, stock, stock_source, warehouse) SELECT id, 'p', stock, stock_source, 1 FROM products",
                "INSERT INTO places (id, name, stock, stock_source, warehouse) SELECT id, 'p', 0, stock_source, 2 FROM products");
        says("schema.products.table = places", "schema.products.where.warehouse = 1");
        long skus = Long.parseLong(
                shop.rows("SELECT COALESCE(SUM(stock), 0) FROM product_skus").get(0));
        long places = Long.parseLong(
                shop.rows("SELECT SUM(stock) FROM places WHERE warehouse = 1").get(0));

        Ran ran = shop.ylh().run("cancel", order, "--reason", "r", "--no-sync");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        long back = Long.parseLong(shop.rows("SELECT SUM(stock) FROM places WHERE warehouse = 1")
                        .get(0))
                - places
                + Long.parseLong(shop.rows("SELECT COALESCE(SUM(stock), 0) FROM product_skus")
                        .get(0))
                - skus;
        assertThat(back).isEqualTo(units);
        assertThat(shop.rows("SELECT SUM(stock) FROM places WHERE warehouse = 2"))
                .containsExactly("0");
    }

    @Test
    void theCheckNamesAColumnThatIsNotThere() {
        says("schema.orders.where.deletd = 0");

        Ran ran = shop.ylh().run("db", "check", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results").findValuesAsText("what")).contains("schema.orders.where.deletd");
        assertThat(shop.ylh().run("status", "PO1").code()).isEqualTo(2);
    }
}
