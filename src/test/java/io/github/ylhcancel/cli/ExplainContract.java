package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.TestShop;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every reason for which an order is not swept or not delivered, planted, and what {@code explain} says of it. */
abstract class ExplainContract {
    private static final String REASON = "客户要求取消";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    private TestShop shop;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = TestShop.create(folder, databases, 40, sandbox);
        shop.execute("DELETE FROM ylh_run");
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    private void config(String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        if (!databases.getClass().getSimpleName().startsWith("H2")) {
            all.add("schema.time-zone = UTC");
        }
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), all.toArray(String[]::new));
    }

    private JsonNode explain(String order) {
        Ran ran = shop.ylh().run("explain", order, "-o", "json");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return ran.json().path("results").get(0);
    }

    private static List<String> texts(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(one -> all.add(one.asText()));
        return all;
    }

    private static List<String> codes(JsonNode explained) {
        List<String> codes = new ArrayList<>();
        explained
                .path("reasons")
                .forEach(reason -> codes.add(reason.path("code").asText()));
        return codes;
    }

    private List<String> codes(String order) {
        return codes(explain(order));
    }

    private List<String> commands(String order) {
        return texts(explain(order).path("commands"));
    }

    private String pending() {
        return shop.orders("pending", false).get(0);
    }

    private String cancelled() {
        String order = shop.orders("paid", true).get(0);
        Ran ran = shop.ylh().run("cancel", order, "--reason", REASON, "--no-sync", "--yes");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return order;
    }

    private void delivery(String order, String values) {
        shop.execute("UPDATE ylh_cancellation SET " + values + " WHERE order_number = '" + order + "'");
    }

    // ---- the order itself

    @Test
    void ofEachStateThatASweepLeavesAlone() {
        config();
        for (OrderStatus status : OrderStatus.values()) {
            String order = pending();
            shop.execute("UPDATE orders SET status = '" + status.word() + "' WHERE order_number = '" + order + "'");
            String first = codes(order).get(0);
            switch (status) {
                case PENDING -> assertThat(first).isEqualTo("sweep-never");
                case CANCELLED -> assertThat(first).isEqualTo("cancelled-by-shop");
                case PAID, SHIPPED, COMPLETED, REFUNDED -> assertThat(first).isEqualTo("not-pending");
            }
            shop.execute("UPDATE orders SET status = 'pending' WHERE order_number = '" + order + "'");
        }
        String order = pending();
        shop.execute("UPDATE orders SET status = 'on_ice' WHERE order_number = '" + order + "'");
        assertThat(codes(order)).startsWith("status-unknown");
        assertThat(texts(explain(order).path("next"))).isEmpty();
    }

    @Test
    void anOrderThatIsNotOldEnoughYet() {
        config("unpaid.timeout = 36500d");
        JsonNode explained = explain(pending());

        assertThat(codes(explained)).containsExactly("too-young", "no-so-id");
        assertThat(explained.path("reasons").get(0).path("at").asText()).matches("21\\d\\d-.*");
        assertThat(texts(explained.path("commands"))).noneMatch("ylh cancel-unpaid"::equals);
    }

    @Test
    void anOrderThatTheNextSweepTakesAndThenHasTaken() {
        config();
        String order = pending();
        assertThat(codes(order)).containsExactly("sweep-never", "no-so-id");
        assertThat(commands(order))
                .containsExactly("ylh cancel-unpaid", "ylh cancel " + order + " --reason TEXT", "ylh history " + order);

        Ran sweep = shop.ylh().run("cancel-unpaid", "--yes", "-o", "json");
        assertThat(sweep.code()).as(sweep.err()).isIn(0, 3);

        JsonNode explained = explain(order);
        assertThat(codes(explained)).containsExactly("swept", "no-so-id");
        assertThat(explained.path("reasons").get(0).path("run_id").asText())
                .isEqualTo(sweep.json().path("run_id").asText());
        assertThat(texts(explained.path("commands"))).containsExactly("ylh history " + order);
    }

    /** What is explained is what the sweep does: no order is said to be taken and left, or left and taken. */
    @Test
    void whatIsExplainedIsWhatTheSweepDoes() {
        config();
        List<String> all = shop.orders("pending", false);
        assertThat(all).hasSizeGreaterThan(3);
        shop.execute(
                "INSERT INTO ylh_put_back (order_key, cancellation_no, kind, created_at) SELECT id, 1, 'undo', '2026-03-01 00:00:00'"
                        + " FROM orders WHERE order_number = '" + all.get(0) + "'",
                "UPDATE orders SET created_at = '2100-01-01 00:00:00' WHERE order_number = '" + all.get(1) + "'");
        Map<String, Boolean> taken = new HashMap<>();
        all.forEach(order -> taken.put(order, commands(order).contains("ylh cancel-unpaid")));
        assertThat(taken).containsEntry(all.get(0), false).containsEntry(all.get(1), false);

        shop.ylh().run("cancel-unpaid", "--yes");

        Map<String, Boolean> cancelled = new HashMap<>();
        all.forEach(order -> cancelled.put(order, shop.status(order).equals("cancelled")));
        assertThat(cancelled).isEqualTo(taken);
    }

    @Test
    void anOrderThatSweepsCannotCancel() {
        config();
        String order = pending();
        shop.execute(
                "INSERT INTO ylh_sweep_failure (order_id, order_number, cause, failures, first_failed_at, last_failed_at, run_id)"
                        + " SELECT id, order_number, 'product 9 is gone', 3, '2026-03-01 00:00:00', '2026-03-02 00:00:00', 'R7' FROM orders"
                        + " WHERE order_number = '" + order + "'");

        JsonNode failed = explain(order).path("reasons").get(0);

        assertThat(failed.path("code").asText()).isEqualTo("sweep-failed");
        assertThat(failed.path("text").asText()).contains("tries: 3,", "product 9 is gone");
        assertThat(failed.path("run_id").asText()).isEqualTo("R7");
    }

    @Test
    void aSweepThatIsStopped() throws Exception {
        Path stop = folder.resolve("stop");
        config("ylh.stop-file = " + stop);
        String order = pending();
        Files.createFile(stop);
        assertThat(codes(order)).startsWith("sweep-stopped");
        Files.delete(stop);

        config("unpaid.max-orders = 1");
        assertThat(codes(order)).startsWith("sweep-stopped");
        assertThat(commands(order)).noneMatch("ylh cancel-unpaid"::equals);
        assertThat(shop.ylh().run("cancel-unpaid", "--yes").code()).isEqualTo(5);
    }

    @Test
    void anOrderThatWasPutBackByHandOrAfterARefusal() {
        config();
        shop.execute("UPDATE orders SET status = 'pending' WHERE haier_so_id IS NOT NULL AND status = 'paid'");
        String order = shop.orders("pending", true).get(0);
        Ran cancel = shop.ylh().run("cancel", order, "--reason", REASON, "--no-sync", "--yes");
        assertThat(cancel.code()).as(cancel.err()).isZero();
        assertThat(shop.ylh().run("undo", order, "--note", "a mistake", "--yes").code())
                .isZero();
        assertThat(codes(order)).containsExactly("put-back-by-hand", "put-back", "delivery-withdrawn");

        shop.execute("UPDATE ylh_transition SET kind = 'compensate' WHERE kind = 'undo'");
        assertThat(codes(order)).startsWith("put-back-after-refusal", "put-back");
    }

    // ---- YLH

    @Test
    void ofEachStateOfADelivery() {
        String order = cancelled();
        for (DeliveryState state : DeliveryState.values()) {
            delivery(
                    order,
                    "state = '" + state.word() + "', attempts = 2, hold = NULL, next_attempt_at = "
                            + (state == DeliveryState.DEAD ? "NULL" : "'2100-01-01 00:00:00'") + ", lease_owner = "
                            + (state == DeliveryState.SENDING ? "'web1:7:R'" : "NULL"));
            JsonNode explained = explain(order);
            assertThat(codes(explained)).contains("cancelled", "delivery-" + state.word());
            List<String> commands = texts(explained.path("commands"));
            switch (state) {
                case PENDING -> assertThat(commands).contains("ylh sync", "ylh undo " + order + " --note TEXT");
                case SENDING, UNKNOWN, REJECTED -> assertThat(commands).contains("ylh sync");
                case ACCEPTED -> assertThat(commands).anyMatch(one -> one.startsWith("ylh resolve " + order));
                case DEAD -> assertThat(commands).contains("ylh retry " + order + " --note TEXT");
                case HELD -> assertThat(commands).anyMatch(one -> one.startsWith("ylh resolve " + order));
                case CONFIRMED, PARTIAL, COMPENSATED, ABANDONED, WITHDRAWN ->
                    assertThat(commands).noneMatch(one -> one.matches("ylh (sync|retry|resolve).*"));
            }
        }
    }

    @Test
    void ofEachReasonForWhichADeliveryIsHeld() {
        String order = cancelled();
        for (Hold hold : Hold.values()) {
            delivery(order, "state = 'held', next_attempt_at = NULL, hold = '" + hold.word() + "'");
            assertThat(codes(order)).contains("delivery-held", "hold-" + hold.word());
        }
    }

    @Test
    void aDeliveryThatWaitsForItsThirdTry() {
        String order = cancelled();
        delivery(order, "attempts = 2, next_attempt_at = '2100-01-01 00:00:00', last_error = 'HTTP 503'");

        JsonNode explained = explain(order);

        assertThat(codes(explained)).containsExactly("cancelled", "delivery-pending", "last-answer");
        assertThat(explained.path("reasons").get(1).path("text").asText()).contains("tries so far: 2,");
        assertThat(explained.path("reasons").get(1).path("at").asText()).startsWith("2100-01-01T00:00:00");
        assertThat(explained.path("reasons").get(2).path("text").asText()).contains("HTTP 503");
    }

    @Test
    void aCircuitThatIsOpenAnotherAccountsAndWhatIsOverdue() {
        String order = cancelled();
        delivery(order, "account = 'other@ylh.example#1', created_at = '2026-01-01 00:00:00'");
        shop.execute(
                "UPDATE ylh_circuit SET opened_at = '2026-03-01 00:00:00', probe_at = '2026-03-01 00:01:00', cause = 'HTTP 502'");

        assertThat(codes(order)).contains("overdue", "another-account", "circuit-open");
        delivery(order, "state = 'accepted', next_attempt_at = NULL");
        assertThat(codes(order)).contains("delivery-accepted", "overdue").doesNotContain("circuit-open");
    }

    @Test
    void anUnknownOutcomeThatMayNotBeSentAgain() {
        String order = cancelled();
        delivery(order, "state = 'unknown', next_attempt_at = NULL, maybe_applied = TRUE");

        assertThat(codes(order)).contains("delivery-unknown", "waits-for-a-person");
    }

    @Test
    void whatYlhHasNotHeardOf() {
        String order = shop.orders("paid", true).get(0);
        String soId = shop.soId(order);
        shop.execute("UPDATE orders SET haier_so_id = NULL WHERE order_number = '" + order + "'");
        assertThat(shop.ylh().run("cancel", order, "--reason", REASON, "--yes").code())
                .isZero();
        assertThat(codes(order)).containsExactly("cancelled", "no-so-id");

        shop.execute("UPDATE orders SET haier_so_id = '" + soId + "' WHERE order_number = '" + order + "'");
        assertThat(codes(order)).containsExactly("cancelled", "untold");
        assertThat(commands(order)).contains("ylh cancel " + order + " --reason TEXT");
    }

    @Test
    void aDeliveryWhileTheStopFileIsThere() throws Exception {
        Path stop = folder.resolve("stop");
        config("ylh.stop-file = " + stop);
        String order = cancelled();
        assertThat(codes(order)).doesNotContain("stop-file");

        Files.createFile(stop);

        assertThat(codes(order)).contains("delivery-pending", "stop-file");
    }

    /** The shop itself has asked YLH: neither a sweep nor a person cancels it here. */
    @Test
    void anOrderThatTheShopHasToldYlhOfItself() {
        config("schema.value.supplier-told = cancel_pending");
        for (String status : List.of("pending", "paid")) {
            String order = shop.orders(status, status.equals("paid")).get(0);
            shop.execute("UPDATE orders SET haier_status = 'cancel_pending' WHERE order_number = '" + order + "'");

            assertThat(codes(order)).as(status).contains("left-to-shop");
            assertThat(commands(order)).as(status).noneMatch(one -> one.startsWith("ylh cancel"));
        }
    }

    @Test
    void whatYlhHasSaidByItself() {
        config(SignedCallback.config());
        String order = shop.orders("paid", true).get(0);
        shop.execute("UPDATE orders SET status = 'shipped' WHERE order_number = '" + order + "'");
        byte[] body =
                SignedCallback.cancel(Instant.now().minusSeconds(5), order, 1).body();

        shop.ylh().in(new ByteArrayInputStream(body)).run("callback");

        assertThat(codes(order)).contains("callback");
        assertThat(commands(order)).contains("ylh callback --list");
    }

    /** Each reason for which a sweep leaves an order has its code here, and a test that plants it. */
    @Test
    void ofEachReasonForWhichASweepLeavesAnOrder() {
        Map<SkippedOrder.Reason, String> codes = new EnumMap<>(SkippedOrder.Reason.class);
        for (SkippedOrder.Reason reason : SkippedOrder.Reason.values()) {
            codes.put(
                    reason,
                    switch (reason) {
                        case GONE -> "not-pending"; // ofEachStateThatASweepLeavesAlone
                        case FAILED -> "sweep-failed"; // anOrderThatSweepsCannotCancel
                        // Here; and the others, on shops that have payments, in DjangoUnpaidPlanContract and
                        // MoreOfTheOrderContract.
                        case PUT_BACK, LEFT_TO_SHOP, PAID_MEANWHILE, LOCKED, PAYMENT_UNDER_WAY, HINDERED ->
                            reason.word();
                    });
        }
        config("schema.value.supplier-told = cancel_pending");
        Map<SkippedOrder.Reason, String> planted = new EnumMap<>(SkippedOrder.Reason.class);
        planted.put(SkippedOrder.Reason.GONE, "status = 'paid'");
        planted.put(SkippedOrder.Reason.LEFT_TO_SHOP, "haier_status = 'cancel_pending'");
        List<String> orders = shop.orders("pending", false);
        for (SkippedOrder.Reason reason : planted.keySet()) {
            String order = orders.get(reason.ordinal());
            shop.execute("UPDATE orders SET " + planted.get(reason) + " WHERE order_number = '" + order + "'");
            assertThat(codes(order)).contains(codes.get(reason));
        }
        assertThat(codes.values()).doesNotHaveDuplicates();
    }

    // ---- how it is said

    @Test
    void whatIsNotThereIsSaidSo() {
        Ran ran = shop.ylh().run("explain", "nothere", cancelled());

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).contains("nothere: there is no such order", "what can be done:");
        assertThat(shop.ylh().run("explain").code()).isEqualTo(2);
    }

    @Test
    void nothingIsChanged() {
        String order = cancelled();
        Map<String, List<String>> before = shop.everything();

        shop.ylh().run("explain", order, pending(), "--lang", "zh");

        assertThat(shop.everything()).isEqualTo(before);
    }
}
