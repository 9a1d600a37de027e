package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shop that has several words for one thing. */
abstract class ShopWordsContract extends MappedShopContract {
    @Override
    TestShop shop() {
        return TestShop.create(folder, databases, 60, sandbox);
    }

    private List<String> due() {
        return shop.rows("SELECT order_number FROM orders WHERE status = 'pending' AND created_at < '"
                + Times.column(Instant.now().minusSeconds(86_400)) + "' ORDER BY order_number");
    }

    @Test
    void everyWordForPendingIsSwept() {
        List<String> due = due();
        assertThat(due).hasSizeGreaterThan(6);
        for (int i = 0; i < due.size(); i += 2) {
            shop.execute("UPDATE orders SET status = 'on-hold' WHERE order_number = '" + due.get(i) + "'");
        }
        shop.execute("UPDATE orders SET status = 'On-Hold' WHERE order_number = '" + due.get(1) + "'");
        says("schema.time-zone = UTC", "schema.status.pending = pending,on-hold");

        Ran dry = shop.ylh().run("cancel-unpaid", "--dry-run", "--batch-size", "2", "-o", "json");
        assertThat(dry.json().path("results").findValuesAsText("order")).hasSize(due.size() - 1);
        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--batch-size", "2", "--max-percent", "100");

        assertThat(swept.code()).as(swept.err()).isZero();
        for (String order : due) {
            boolean isOurs = !order.equals(due.get(1));
            assertThat(shop.status(order)).as(order).isEqualTo(isOurs ? "cancelled" : "On-Hold");
        }
        assertThat(shop.rows("SELECT h.from_status FROM order_status_history h JOIN orders o ON o.id = h.order_id"
                        + " WHERE o.order_number = '" + due.get(0) + "' AND h.to_status = 'cancelled'"))
                .containsExactly("on-hold");
        assertThat(due()).isEmpty();
    }

    @Test
    void anOrderWithTheSecondWordIsCancelledAndPutBackIntoIt() {
        String order = due().get(0);
        shop.execute("UPDATE orders SET status = 'on-hold' WHERE order_number = '" + order + "'");
        says("schema.time-zone = UTC", "schema.status.pending = pending,on-hold");
        long stock = shop.stock();

        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--no-sync").code())
                .isZero();
        assertThat(shop.status(order)).isEqualTo("cancelled");
        assertThat(shop.ylh().run("undo", order, "--note", "n", "--yes").code()).isZero();

        assertThat(shop.status(order)).isEqualTo("on-hold");
        assertThat(shop.stock()).isEqualTo(stock);
        assertThat(shop.ylh()
                        .run("status", order, "-o", "json")
                        .json()
                        .path("results")
                        .get(0)
                        .path("status")
                        .asText())
                .isEqualTo("pending");
    }

    /** As a shop does it whose own sweep has a word that its customers' cancellations have not. */
    @Test
    void theSweepMayHaveAWordOfItsOwn() {
        List<String> due = due();
        says("schema.time-zone = UTC", "schema.status.cancelled-unpaid = timed-out");
        String paid = shop.orders("paid", true).get(0);

        assertThat(shop.ylh()
                        .run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100")
                        .code())
                .isZero();
        assertThat(shop.ylh().run("cancel", paid, "--reason", "r", "--no-sync").code())
                .isZero();

        assertThat(due)
                .isNotEmpty()
                .allSatisfy(order -> assertThat(shop.status(order)).isEqualTo("timed-out"));
        assertThat(shop.status(paid)).isEqualTo("cancelled");
        String order = due.get(0);
        assertThat(shop.rows("SELECT h.to_status FROM order_status_history h JOIN orders o ON o.id = h.order_id"
                        + " WHERE o.order_number = '" + order + "' ORDER BY h.id DESC LIMIT 1"))
                .containsExactly("timed-out");
        assertThat(shop.ylh()
                        .run("status", order, "-o", "json")
                        .json()
                        .path("results")
                        .get(0)
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--no-sync").out())
                .contains("already-cancelled");

        assertThat(shop.ylh().run("undo", order, "--note", "n", "--yes").code()).isZero();
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.rows("SELECT h.from_status FROM order_status_history h JOIN orders o ON o.id = h.order_id"
                        + " WHERE o.order_number = '" + order + "' ORDER BY h.id DESC LIMIT 1"))
                .containsExactly("timed-out");
    }

    @Test
    void everyWordForMoneyKeepsAnOrder() {
        List<String> due = due();
        shop.execute(
                "CREATE TABLE pay (id INT PRIMARY KEY, order_id BIGINT, state VARCHAR(20))",
                "CREATE INDEX pay_order ON pay (order_id)");
        List<String> words = List.of("captured", "authorized", "failed");
        for (int i = 0; i < words.size(); i++) {
            shop.execute("INSERT INTO pay (id, order_id, state) SELECT " + i + ", id, '" + words.get(i)
                    + "' FROM orders WHERE order_number = '" + due.get(i) + "'");
        }
        says(
                "schema.time-zone = UTC",
                "schema.payments.table = pay",
                "schema.payments.id = id",
                "schema.payments.order_id = order_id",
                "schema.payments.status = state",
                "schema.value.payment-succeeded = captured,authorized");

        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100");

        assertThat(swept.code()).as(swept.err()).isZero();
        assertThat(List.of(shop.status(due.get(0)), shop.status(due.get(1)), shop.status(due.get(2))))
                .containsExactly("pending", "pending", "cancelled");
    }

    @Test
    void aListThatIsWrittenOtherwiseEndsEveryCommand() {
        says("schema.time-zone = UTC", "schema.value.payment-succeeded = captured;authorized");

        Ran swept = shop.ylh().run("cancel-unpaid", "--yes");

        assertThat(swept.code()).isEqualTo(2);
        assertThat(swept.err()).contains("several with commas between").hasLineCount(1);
    }
}
