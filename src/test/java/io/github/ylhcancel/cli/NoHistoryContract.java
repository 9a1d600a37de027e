package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shop that keeps no history of its orders, or one that says only where they came. */
abstract class NoHistoryContract extends MappedShopContract {
    @Override
    TestShop shop() {
        return TestShop.create(folder, databases, 40, sandbox);
    }

    private JsonNode changes(String order) {
        Ran history = shop.ylh().run("history", order, "-o", "json");
        assertThat(history.code()).as(history.err()).isZero();
        return history.json().path("results");
    }

    @Test
    void anOrderIsCancelledAndPutBackAndItsStoryToldByTheTool() {
        says("schema.history.table =");
        shop.execute("DROP TABLE order_status_history");
        String order = shop.orders("pending", false).get(0);
        long stock = shop.stock();

        assertThat(shop.ylh().run("db", "check").code()).isZero();
        Ran cancelled = shop.ylh().run("cancel", order, "--reason", "r", "--no-sync");
        assertThat(cancelled.code()).as(cancelled.err()).isZero();
        assertThat(shop.status(order)).isEqualTo("cancelled");
        assertThat(shop.stock()).isEqualTo(stock + shop.ownUnits(order));
        assertThat(changes(order).toString()).contains("\"pending\"", "\"cancelled\"");

        Ran undone = shop.ylh().run("undo", order, "--note", "n", "--yes");
        assertThat(undone.code()).as(undone.out() + undone.err()).isZero();
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.stock()).isEqualTo(stock);

        assertThat(shop.ylh()
                        .run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100")
                        .code())
                .isZero();
        assertThat(shop.ylh().run("reconcile").code()).isIn(0, 3);
        assertThat(shop.ylh().run("explain", order).code()).isZero();
    }

    @Test
    void aHistoryMaySayOnlyWhereAnOrderCame() {
        says("schema.history.from_status =");
        shop.execute("ALTER TABLE order_status_history DROP COLUMN from_status");
        String order = shop.orders("pending", false).get(0);

        assertThat(shop.ylh().run("db", "check").code()).isZero();
        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--no-sync").code())
                .isZero();
        assertThat(shop.ylh().run("undo", order, "--note", "n", "--yes").code()).isZero();

        assertThat(shop.rows("SELECT to_status FROM order_status_history WHERE order_id ="
                        + " (SELECT id FROM orders WHERE order_number = '" + order
                        + "') AND note LIKE '%[run %' ORDER BY id"))
                .containsExactly("cancelled", "pending");
        assertThat(shop.ylh().run("history", order).out()).contains("cancelled").doesNotContain("null");
        assertThat(shop.ylh().run("reconcile").code()).isIn(0, 3);
    }

    /** As JSON, or however the shop's own code reads it. */
    @Test
    void bothStatesMayStandInOneColumn() {
        says(
                "schema.history.from_status =",
                "schema.history.to_status =",
                "schema.history.constant.data = {\"from\":\":from\",\"to\":\":to\",\"by\":\"mail:tom\"}");
        shop.execute(
                "DELETE FROM order_status_history",
                "ALTER TABLE order_status_history DROP COLUMN from_status",
                "ALTER TABLE order_status_history DROP COLUMN to_status",
                "ALTER TABLE order_status_history ADD COLUMN data JSON");
        String order = shop.orders("pending", false).get(0);

        Ran check = shop.ylh().run("db", "check");
        assertThat(check.code()).as(check.out()).isZero();
        Ran cancelled = shop.ylh().run("cancel", order, "--reason", "r", "--no-sync");
        assertThat(cancelled.code()).as(cancelled.err()).isZero();
        assertThat(shop.ylh().run("undo", order, "--note", "n", "--yes").code()).isZero();
        assertThat(shop.ylh()
                        .run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100")
                        .code())
                .isZero();

        List<String> data = shop.rows("SELECT data FROM order_status_history ORDER BY id").stream()
                .map(json -> json.replace(" ", ""))
                .toList();
        assertThat(data.get(0)).contains("\"from\":\"pending\"", "\"to\":\"cancelled\"", "mail:tom");
        assertThat(data.get(1)).contains("\"from\":\"cancelled\"", "\"to\":\"pending\"", "mail:tom");
        assertThat(data.subList(2, data.size())).isNotEmpty().containsOnly(data.get(0));
        assertThat(changes(order).toString()).contains("\"pending\"", "\"cancelled\"");
        assertThat(shop.ylh().run("reconcile").code()).isIn(0, 3);
        assertThat(shop.ylh().run("explain", order).code()).isZero();
    }

    /** Somewhere it has to stand what became of an order. */
    @Test
    void aHistoryThatSaysNothingOfTheStateIsRefused() {
        says("schema.history.to_status =");

        Ran ran = shop.ylh().run("status");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("schema.history.to_status").hasLineCount(1);
    }

    /** A constant would be wrong for every tenant but one. */
    @Test
    void aColumnMayHoldWhatTheOrderHolds() {
        for (String table : new String[] {"orders", "order_status_history", "inventory_log"}) {
            shop.execute("ALTER TABLE " + table + " ADD COLUMN tenant INT DEFAULT 0 NOT NULL");
        }
        shop.execute("UPDATE orders SET tenant = id");
        shop.writeConfig(
                sandbox.authUri(),
                sandbox.baseUri(),
                "schema.time-zone = UTC",
                "schema.history.copy.tenant = tenant",
                "schema.inventory.copy.tenant = tenant");
        String order = shop.orders("pending", false).get(0);

        assertThat(shop.ylh().run("db", "check").code()).isZero();
        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--no-sync").code())
                .isZero();
        assertThat(shop.ylh().run("undo", order, "--note", "n", "--yes").code()).isZero();
        assertThat(shop.ylh()
                        .run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100")
                        .code())
                .isZero();

        assertThat(shop.rows("SELECT DISTINCT tenant - order_id FROM order_status_history WHERE note LIKE '%[run %'"))
                .containsExactly("0");
        assertThat(shop.rows("SELECT DISTINCT tenant - order_id FROM inventory_log WHERE tenant > 0"))
                .containsExactly("0");
        assertThat(shop.rows("SELECT COUNT(*) FROM inventory_log WHERE tenant > 0"))
                .isNotEqualTo(List.of("0"));
    }

    @Test
    void theCheckNamesWhatCannotBeCopied() {
        says("schema.history.copy.tenant = tenant");

        Ran ran = shop.ylh().run("db", "check", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results").findValuesAsText("what")).contains("schema.history.copy.tenant");
    }
}
