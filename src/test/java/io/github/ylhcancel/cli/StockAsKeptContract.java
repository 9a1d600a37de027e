package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shop takes stock when an order is made or when it is paid, and may reserve it until then: what was taken comes back, and nothing else. */
abstract class StockAsKeptContract extends MappedShopContract {
    private static final String[] LOCKED = {
        "ALTER TABLE products ADD COLUMN locked INT DEFAULT 0",
        "ALTER TABLE product_skus ADD COLUMN locked INT DEFAULT 0",
        "ALTER TABLE orders ADD COLUMN parent_id BIGINT",
        "CREATE INDEX orders_parent ON orders (parent_id)"
    };
    private static final String[] RESERVED = {"schema.products.reserved = locked", "schema.skus.reserved = locked"};

    @Override
    TestShop shop() {
        return TestShop.in(databases.shop("locked", address -> LOCKED), folder, sandbox);
    }

    @BeforeEach
    void fill() {
        shop.execute(
                "INSERT INTO products (id, name, stock_source, stock, locked) VALUES (9001, 'Kettle', 'own', 50, 30)",
                "INSERT INTO products (id, name, stock_source, stock, locked) VALUES (9002, 'Fridge', 'supplier', 50, 30)",
                "INSERT INTO product_skus (id, product_id, sku_code, stock, locked) VALUES (9101, 9001, 'RED', 80, 40)");
        order("U1", "pending");
        order("P1", "paid");
    }

    /** Of four kettles, three red ones, and two of the supplier's fridges. */
    private void order(String number, String status) {
        shop.execute(
                "INSERT INTO orders (order_number, status, created_at, updated_at) VALUES ('" + number + "', '" + status
                        + "', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
                line(number, 9001, "NULL", 4),
                line(number, 9001, "9101", 3),
                line(number, 9002, "NULL", 2));
    }

    private static String line(String number, long product, String sku, int quantity) {
        return "INSERT INTO order_items (order_id, product_id, sku_id, quantity) SELECT id, " + product + ", " + sku
                + ", " + quantity + " FROM orders WHERE order_number = '" + number + "'";
    }

    /** The kettle's stock and what of it is reserved, then the red one's. */
    private List<String> stocks() {
        List<String> stocks = new ArrayList<>();
        for (String table : List.of("products WHERE id = 9001", "product_skus WHERE id = 9101")) {
            stocks.add(shop.value("SELECT stock FROM " + table));
            stocks.add(shop.value("SELECT locked FROM " + table));
        }
        assertThat(shop.rows("SELECT stock FROM products WHERE id = 9002")).containsExactly("50");
        assertThat(shop.rows("SELECT locked FROM products WHERE id = 9002")).containsExactly("30");
        return stocks;
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    private Ran cancel(String... orders) {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--reason", "r", "--no-sync", "-o", "json"));
        arguments.addAll(List.of(orders));
        return shop.ylh().run(arguments.toArray(String[]::new));
    }

    private static long units(Ran ran) {
        return ran.json().path("summary").path("stock_released").asLong();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stock | U1 | 54 30 83 40 | 7",
                "reserved | U1 | 50 26 80 37 | 7",
                "none | U1 | 50 30 80 40 | 0",
                "stock,reserved | U1 | 54 26 83 37 | 7",
                "stock | P1 | 54 30 83 40 | 7",
                "reserved | P1 | 50 26 80 37 | 7",
                "none | P1 | 50 30 80 40 | 0",
                "stock,reserved | P1 | 54 26 83 37 | 7",
            })
    void whatTheOrderHoldsComesBackAndIsTakenAgain(String held, String order, String after, long units) {
        boolean paid = order.equals("P1");
        // What the other state holds is not to matter.
        String other = held.equals("none") ? "stock,reserved" : "none";
        says(
                RESERVED,
                "schema.stock.held.pending = " + (paid ? other : held),
                "schema.stock.held.paid = " + (paid ? held : other));
        List<String> before = stocks();

        assertThat(units(shop.ylh().run("cancel", order, "--reason", "r", "-n", "-o", "json")))
                .isEqualTo(units);
        assertThat(stocks()).isEqualTo(before);
        Ran ran = cancel(order);

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(units(ran)).isEqualTo(units);
        assertThat(stocks()).isEqualTo(words(after));
        assertThat(shop.value("SELECT COALESCE(SUM(quantity), 0) FROM inventory_log WHERE change_type = 'release'"))
                .isEqualTo(String.valueOf(units));
        assertThat(cancel(order).out()).contains("already-cancelled");
        assertThat(shop.ylh().run("reconcile").code()).isZero();
        assertThat(shop.ylh().run("history", order).code()).isZero();
        if (!paid) {
            Ran undone = shop.ylh().run("undo", order, "--note", "n", "--yes");
            assertThat(undone.code()).as(undone.out() + undone.err()).isZero();
            assertThat(stocks()).isEqualTo(before);
            assertThat(shop.value("SELECT COALESCE(SUM(quantity), 0) FROM inventory_log WHERE change_type = 'take'"))
                    .isEqualTo(String.valueOf(units));
            assertThat(shop.ylh().run("reconcile").code()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stock | 54 30 83 40",
                "reserved | 50 26 80 37",
                "none | 50 30 80 40",
                "stock,reserved | 54 26 83 37",
            })
    void theSweepGivesBackTheSame(String held, String after) {
        says(RESERVED, "schema.stock.held.pending = " + held);

        Ran dry = shop.ylh().run("cancel-unpaid", "--dry-run", "-o", "json");
        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100", "-o", "json");

        assertThat(swept.code()).as(swept.out() + swept.err()).isZero();
        assertThat(shop.status("U1")).isEqualTo("cancelled");
        assertThat(units(dry)).isEqualTo(units(swept)).isEqualTo(held.equals("none") ? 0 : 7);
        assertThat(stocks()).isEqualTo(words(after));
    }

    /** Where the shop has a column for what is reserved, nobody has to say that pending orders are in it. */
    @Test
    void aPaidOrderIsOffTheStockAndAPendingOneReserved() {
        says(RESERVED);

        Ran ran = cancel("U1", "P1");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(stocks()).isEqualTo(words("54 26 83 37"));
        assertThat(ran.json().path("results").get(0).path("stock").findValuesAsText("column"))
                .containsExactly("reserved", "reserved");
        assertThat(ran.json().path("results").get(1).path("stock").findValuesAsText("column"))
                .containsExactly("stock", "stock");
        assertThat(shop.ylh().run("history", "U1").out()).contains("no longer reserved: 4 × Kettle");
    }

    @Test
    void whatIsReservedNeverFallsBelowNothing() {
        order("U2", "pending");
        shop.execute("UPDATE product_skus SET locked = 5 WHERE id = 9101");
        says(RESERVED);

        Ran ran = cancel("U1", "U2");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results").findValuesAsText("outcome")).containsExactly("cancelled", "failed");
        assertThat(ran.json().path("results").get(1).path("message").asText())
                .contains("of SKU 9101 only 2 are reserved, and 3 would be given back");
        assertThat(shop.status("U2")).isEqualTo("pending");
        assertThat(stocks()).isEqualTo(words("50 26 80 2"));
    }

    /** Goods that others have reserved are in the stock still, and are not to be had. */
    @Test
    void whatOthersHaveReservedIsNotTakenAgain() {
        says(RESERVED);
        assertThat(cancel("U1").code()).isZero();
        shop.execute("UPDATE products SET locked = 47 WHERE id = 9001");

        Ran undone = shop.ylh().run("undo", "U1", "--note", "n", "--yes");

        assertThat(undone.code()).isNotZero();
        assertThat(undone.out()).contains("the goods that came back have been sold");
        assertThat(stocks()).isEqualTo(words("50 47 80 37"));
        shop.execute("UPDATE products SET locked = 46 WHERE id = 9001");
        assertThat(shop.ylh().run("undo", "U1", "--note", "n", "--yes").code()).isZero();
        assertThat(stocks()).isEqualTo(words("50 50 80 40"));
    }

    /** Whoever puts the configuration right in between gets back what it had done before. */
    @Test
    void whatCameBackIsTakenAgainWhateverTheConfigurationSaysNow() {
        says();
        assertThat(cancel("U1").code()).isZero();
        assertThat(stocks()).isEqualTo(words("54 30 83 40"));
        says(RESERVED);

        assertThat(shop.ylh().run("undo", "U1", "--note", "n", "--yes").code()).isZero();

        assertThat(stocks()).isEqualTo(words("50 30 80 40"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema.products.stock = | 50 30 83 40 | 3",
                "schema.skus.stock = | 57 30 80 40 | 7",
                "schema.products.stock = ; schema.skus.stock = | 50 30 80 40 | 0",
                "schema.products.stock = ; schema.skus.table = | 50 30 80 40 | 0",
                "schema.products.stock = ; schema.products.reserved = locked | 50 26 83 40 | 7",
            })
    void aTableWithoutStockGetsNone(String lines, String after, long units) {
        String[] all = lines.split(" ; ");
        says(
                all.length > 1 && lines.contains("reserved")
                        ? new String[] {all[0], all[1], "schema.stock.held.pending = stock,reserved"}
                        : all);

        Ran ran = cancel("U1");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(units(ran)).isEqualTo(units);
        assertThat(stocks()).isEqualTo(words(after));
        assertThat(shop.ylh().run("undo", "U1", "--note", "n", "--yes").code()).isZero();
        assertThat(stocks()).isEqualTo(words("50 30 80 40"));
    }

    @Test
    void aFamilyGivesBackOnceWhatItHasReserved() {
        order("U2", "pending");
        shop.execute("UPDATE orders SET parent_id = " + shop.value("SELECT id FROM orders WHERE order_number = 'U1'")
                + " WHERE order_number = 'U2'");
        says(RESERVED, "schema.orders.parent_id = parent_id");

        Ran ran = cancel("U2", "U1");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(stocks()).isEqualTo(words("50 26 80 37"));
        assertThat(shop.ylh().run("reconcile").code()).isZero();
    }

    @Test
    void aColumnThatIsHeldAndNotMappedIsNamed() {
        says("schema.skus.reserved = locked");
        Ran check = shop.ylh().run("db", "check");
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("a pending order holds goods in a column of products that is not mapped");

        says("schema.stock.held.paid = reserved");
        Ran refused = shop.ylh().run("db", "check");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("schema.stock.held.paid is reserved, but the shop has no column for it")
                .hasLineCount(1);

        says("schema.stock.held.paid = reservd");
        Ran wrong = shop.ylh().run("db", "check");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("stock, reserved, none, or stock,reserved")
                .hasLineCount(1);
    }
}
