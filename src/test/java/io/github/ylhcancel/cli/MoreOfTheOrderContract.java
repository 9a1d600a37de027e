package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.store.Held;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shop writes more of a cancelled order than its state, closes its payments, and cancels none that is being paid for or shipped. */
abstract class MoreOfTheOrderContract extends MappedShopContract {
    private static final String[] PAYMENTS = {
        "schema.payments.table = pay",
        "schema.payments.id = id",
        "schema.payments.order_id = order_id",
        "schema.payments.checkout_id = checkout_id",
        "schema.payments.status = state",
        "schema.orders.checkout_id = checkout_id"
    };

    /** A column of truth values. */
    abstract String flag();

    /** A column of times that keeps whole seconds. */
    abstract String time();

    /** Asks for what the server's sessions are at. */
    abstract String statements();

    @Override
    TestShop shop() {
        return TestShop.create(folder, databases, 8, sandbox);
    }

    @BeforeEach
    void fill() {
        shop.execute(
                "ALTER TABLE orders ADD COLUMN version INT DEFAULT 5",
                "ALTER TABLE orders ADD COLUMN closed_on " + time(),
                "ALTER TABLE orders ADD COLUMN closed_by VARCHAR(64)",
                "ALTER TABLE orders ADD COLUMN close_why VARCHAR(200)",
                "ALTER TABLE orders ADD COLUMN is_closed " + flag(),
                "ALTER TABLE orders ADD COLUMN shipment VARCHAR(20)",
                "ALTER TABLE orders ADD COLUMN checkout_id BIGINT",
                "ALTER TABLE order_items ADD COLUMN qty_canceled INT DEFAULT 0",
                "CREATE TABLE pay (id INT PRIMARY KEY, order_id BIGINT, checkout_id BIGINT, state VARCHAR(20), changed_on "
                        + time() + ")",
                "CREATE INDEX pay_order ON pay (order_id)");
        order("U1");
        order("U2");
    }

    private void order(String number) {
        shop.execute(
                "INSERT INTO orders (order_number, status, created_at, updated_at) VALUES ('" + number
                        + "', 'pending', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT o.id, (SELECT MIN(id) FROM products), 4"
                        + " FROM orders o WHERE o.order_number = '" + number + "'");
    }

    private void payment(int id, String order, String checkout, String state) {
        shop.execute("INSERT INTO pay (id, order_id, checkout_id, state) SELECT " + id + ", id, " + checkout + ", '"
                + state + "' FROM orders WHERE order_number = '" + order + "'");
    }

    private Ran cancel(String... more) {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--reason", "No more", "--no-sync", "-o", "json"));
        arguments.addAll(List.of(more));
        return shop.ylh().run(arguments.toArray(String[]::new));
    }

    private Ran sweep() {
        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100", "-o", "json");
        assertThat(swept.code()).as(swept.out() + swept.err()).isZero();
        return swept;
    }

    private String of(String order, String column) {
        return shop.rows("SELECT " + column + " FROM orders WHERE order_number = '" + order + "'")
                .get(0);
    }

    private List<String> payments() {
        return shop.rows("SELECT state FROM pay ORDER BY id");
    }

    private static String outcome(Ran ran) {
        return ran.json().path("results").get(0).path("outcome").asText();
    }

    @Test
    void columnsGetWhatTheConfigurationSays() {
        says(
                "schema.orders.set.version = +1",
                "schema.orders.set.closed_on = :now",
                "schema.orders.set.closed_by = :operator",
                "schema.orders.set.close_why = :reason",
                "schema.orders.set.is_closed = 1",
                "schema.orders.set-back.is_closed = 0",
                "schema.orders.set-back.closed_on = null",
                "schema.orders.set-back.close_why = :reason",
                "schema.items.set.qty_canceled = :quantity",
                "schema.items.set-back.qty_canceled = 0");
        Ran check = shop.ylh().run("db", "check");
        assertThat(check.code()).as(check.out()).isZero();

        Ran ran = cancel("U1", "--operator", "wang");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(of("U1", "version")).isEqualTo("6");
        assertThat(of("U1", "closed_by")).isEqualTo("wang");
        assertThat(of("U1", "close_why")).isEqualTo("No more");
        assertThat(of("U1", "CASE WHEN is_closed = " + truth() + " THEN 1 ELSE 0 END"))
                .isEqualTo("1");
        assertThat(of("U1", "CASE WHEN closed_on > '2026-01-01 00:00:00' THEN 1 ELSE 0 END"))
                .isEqualTo("1");
        assertThat(shop.rows(
                        "SELECT DISTINCT quantity - qty_canceled FROM order_items i JOIN orders o ON o.id = i.order_id"
                                + " WHERE o.order_number = 'U1'"))
                .containsExactly("0");
        assertThat(of("U2", "version")).isEqualTo("5");
        assertThat(shop.value("SELECT SUM(qty_canceled) FROM order_items i JOIN orders o ON o.id = i.order_id"
                        + " WHERE o.order_number = 'U2'"))
                .isEqualTo("0");

        assertThat(shop.ylh().run("undo", "U1", "--note", "Wrong one", "--yes").code())
                .isZero();

        assertThat(of("U1", "version")).isEqualTo("7");
        assertThat(of("U1", "close_why")).isEqualTo("Wrong one");
        assertThat(of("U1", "CASE WHEN is_closed = " + truth() + " THEN 1 ELSE 0 END"))
                .isEqualTo("0");
        assertThat(of("U1", "COALESCE(closed_on, '2000-01-01 00:00:00')")).startsWith("2000-01-01");
        assertThat(shop.value("SELECT SUM(qty_canceled) FROM order_items i JOIN orders o ON o.id = i.order_id"
                        + " WHERE o.order_number = 'U1'"))
                .isEqualTo("0");

        sweep();
        assertThat(of("U2", "version")).isEqualTo("6");
    }

    private String truth() {
        return flag().startsWith("BIT") ? "1" : "TRUE";
    }

    /** Each row of a file has a reason of its own. */
    @Test
    void eachOrderGetsWhatWasSaidOfIt() throws Exception {
        shop.execute("ALTER TABLE order_items ADD COLUMN why VARCHAR(200)");
        says("schema.orders.set.close_why = :reason", "schema.items.set.why = :reason");
        Path file = Files.writeString(folder.resolve("orders.csv"), "order,reason\nU1,too late\nU2,too dear\n");

        Ran ran = shop.ylh().run("cancel", "--file", file.toString(), "--yes", "--no-sync");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(List.of(of("U1", "close_why"), of("U2", "close_why"))).containsExactly("too late", "too dear");
        assertThat(shop.rows("SELECT DISTINCT why FROM order_items WHERE why IS NOT NULL ORDER BY why"))
                .containsExactly("too dear", "too late");
    }

    @Test
    void aTimeThatIsSetIsOfTheShopsClock() {
        says("schema.time-zone = Asia/Kolkata", "schema.orders.set.closed_on = :now");

        assertThat(cancel("U1").code()).isZero();

        String shown = of("U1", "closed_on").replace(' ', 'T');
        Instant local = Instant.parse(shown.substring(0, 19) + "Z");
        Duration ahead = Duration.between(Instant.now(), local);
        assertThat(ahead).isBetween(Duration.ofMinutes(5 * 60 + 25), Duration.ofMinutes(5 * 60 + 31));
    }

    @Test
    void whatNobodyHasBegunToPayIsClosedAndStaysClosed() {
        payment(1, "U1", "NULL", "init");
        payment(2, "U1", "NULL", "failed");
        payment(3, "U2", "NULL", "init");
        says(PAYMENTS, "schema.payments.set-on-cancel = init -> expired", "schema.payments.set.changed_on = :now");

        assertThat(cancel("U1").code()).isZero();

        assertThat(payments()).containsExactly("expired", "failed", "init");
        assertThat(shop.rows("SELECT id FROM pay WHERE changed_on IS NOT NULL")).containsExactly("1");
        assertThat(shop.ylh().run("undo", "U1", "--note", "n", "--yes").code()).isZero();
        assertThat(payments()).containsExactly("expired", "failed", "init");
        sweep();
        assertThat(payments()).containsExactly("expired", "failed", "expired");
    }

    @Test
    void aCheckOutStaysOpenForItsOtherOrders() {
        shop.execute("UPDATE orders SET checkout_id = 77 WHERE order_number IN ('U1', 'U2')");
        payment(1, "U1", "77", "init");
        says(PAYMENTS, "schema.payments.set-on-cancel = init -> expired");

        assertThat(cancel("U1").code()).isZero();
        assertThat(payments()).containsExactly("init");
        assertThat(cancel("U2").code()).isZero();
        assertThat(payments()).containsExactly("expired");
    }

    @Test
    void aPaymentThatIsUnderWayHoldsEverybodyOff() {
        payment(1, "U1", "NULL", "processing");
        says(
                PAYMENTS,
                "schema.value.payment-under-way = processing,authorizing",
                "schema.payments.set-on-cancel = init -> expired");

        Ran dry = cancel("U1", "--dry-run");
        Ran refused = cancel("U1");
        Ran swept = sweep();

        assertThat(List.of(outcome(dry), outcome(refused))).containsExactly("refused", "refused");
        assertThat(refused.json().path("results").get(0).path("message").asText())
                .contains("a payment for it is under way")
                .contains("--despite-payment");
        assertThat(refused.code()).isEqualTo(dry.code()).isNotZero();
        assertThat(swept.out()).contains("a payment for it is under way; left alone");
        assertThat(List.of(shop.status("U1"), shop.status("U2"))).containsExactly("pending", "cancelled");
        assertThat(shop.ylh().run("explain", "U1").out()).contains("its payment 1 is under way");
        assertThat(shop.ylh().run("cancel-unpaid", "--dry-run").out()).contains("a payment for it is under way");

        assertThat(outcome(cancel("U1", "--despite-payment"))).isEqualTo("cancelled");
        assertThat(payments()).containsExactly("processing");
    }

    /** Whoever begins to pay after the program looked, and before it closes the payment, is found by the next try. */
    @Test
    void aPaymentThatIsBegunWhileItsOrderIsBeingCancelledIsSeen() throws Exception {
        payment(1, "U1", "NULL", "init");
        says(
                PAYMENTS,
                "schema.value.payment-under-way = processing",
                "schema.payments.set-on-cancel = init -> expired");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Held customer = new Held(shop.address(), "UPDATE pay SET state = 'processing' WHERE id = 1")) {
            Future<Ran> cancel = thread.submit(() -> cancel("U1"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> cancel.isDone()
                            || shop.rows(statements()).stream()
                                    .anyMatch(running -> String.valueOf(running).startsWith("UPDATE pay")));
            assertThat(cancel.isDone()).isFalse();
            customer.commit();

            assertThat(outcome(cancel.get(60, TimeUnit.SECONDS))).isEqualTo("refused");
        } finally {
            thread.shutdownNow();
        }
        assertThat(shop.status("U1")).isEqualTo("pending");
        assertThat(payments()).containsExactly("processing");
    }

    @Test
    void aPaymentOfTheCheckOutCountsForEachOfItsOrders() {
        shop.execute("UPDATE orders SET checkout_id = 77 WHERE order_number IN ('U1', 'U2')");
        payment(1, "U1", "77", "processing");
        says(PAYMENTS, "schema.value.payment-under-way = processing");

        assertThat(outcome(cancel("U2"))).isEqualTo("refused");
        sweep();
        assertThat(List.of(shop.status("U1"), shop.status("U2"))).containsExactly("pending", "pending");

        shop.execute("UPDATE pay SET state = 'failed'");
        sweep();
        assertThat(List.of(shop.status("U1"), shop.status("U2"))).containsExactly("cancelled", "cancelled");
    }

    /** Some shops set a mark when money comes in, and the state later. */
    @Test
    void anOrderThatIsMarkedAsPaidIsNotSwept() {
        shop.execute("UPDATE orders SET is_closed = " + truth() + " WHERE order_number = 'U1'");
        says("schema.orders.paid-flag = is_closed", "schema.value.paid-flag = 1");

        assertThat(sweep().out()).contains("has been paid for; left alone");

        assertThat(List.of(shop.status("U1"), shop.status("U2"))).containsExactly("pending", "cancelled");
        assertThat(cancel("U1").json().path("results").get(0).path("money").asText())
                .isEqualTo("paid");
        assertThat(shop.ylh().run("undo", "U1", "--note", "n", "--yes").code()).isZero();
        says("schema.orders.paid-flag = is_closed");
        assertThat(cancel("U1").err()).contains("schema.value.paid-flag");
    }

    @Test
    void anOrderThatTheShopDoesNotLetGoIsLeftAlone() {
        shop.execute("UPDATE orders SET shipment = 'shipped' WHERE order_number = 'U1'");
        shop.execute("UPDATE orders SET shipment = 'ready' WHERE order_number = 'U2'");
        says("schema.orders.cancellable-if.shipment = pending,ready,null");

        Ran refused = cancel("U1");
        assertThat(outcome(refused)).isEqualTo("refused");
        assertThat(refused.json().path("results").get(0).path("message").asText())
                .contains("its column shipment holds nothing that schema.orders.cancellable-if.shipment names");
        assertThat(outcome(cancel("U1", "--despite-payment"))).isEqualTo("refused");
        assertThat(outcome(cancel("U1", "--dry-run"))).isEqualTo("refused");
        assertThat(shop.ylh().run("explain", "U1").out()).contains("the shop does not let it be cancelled");
        sweep();
        assertThat(List.of(shop.status("U1"), shop.status("U2"))).containsExactly("pending", "cancelled");
        assertThat(shop.rows("SELECT id FROM orders WHERE status = 'pending' AND created_at < '2026-02-01 00:00:00'"
                        + " AND shipment IS NULL"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema.orders.set.status = x | schema.orders.status and schema.orders.set.status are both",
                "schema.orders.set.closed_by = :who | one of :now, :operator, :reason",
                "schema.orders.set.closed_by = :quantity | one of :now, :operator, :reason",
                "schema.payments.set-on-cancel = init=expired | such as init -> expired",
                "schema.payments.set-on-cancel = succeeded -> expired | which is a word of schema.value.payment-succeeded",
                "schema.payments.set-on-cancel = processing -> expired | which is a word of schema.value.payment-under-way",
            })
    void whatMakesNoSenseEndsEveryCommand(String line, String said) {
        says(PAYMENTS, "schema.value.payment-under-way = processing", line);

        Ran ran = cancel("U1");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(said).hasLineCount(1);
        assertThat(shop.status("U1")).isEqualTo("pending");
    }

    @Test
    void theCheckNamesColumnsThatAreNotThere() {
        says("schema.orders.set.versio = +1", "schema.orders.cancellable-if.shipmnt = x", "schema.items.set.qty = 1");

        Ran ran = shop.ylh().run("db", "check", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results").findValuesAsText("what"))
                .contains("schema.orders.set.versio", "schema.orders.cancellable-if.shipmnt", "schema.items.set.qty");
    }
}
