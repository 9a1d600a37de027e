package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole program, with a shop whose deliveries are in the states that a test wants. */
abstract class CaseTest {
    @TempDir
    Path folder;

    Sandbox sandbox;
    TestShop shop;
    private List<String> orders;
    private int used;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 60, sandbox);
        orders = shop.orders("paid", true);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    /** One more order that is cancelled and whose delivery is in that state, decided at a time of its own. */
    String given(DeliveryState state, String decided) {
        String order = orders.get(used++);
        String open = state.isOpen() && state != DeliveryState.SENDING ? "'2100-01-01 00:00:00'" : "NULL";
        String lease = state == DeliveryState.SENDING ? "'host:1', '2100-01-01 00:00:00'" : "NULL, NULL";
        shop.execute(
                "UPDATE orders SET status = 'cancelled' WHERE order_number = '" + order + "'",
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, next_attempt_at, lease_owner, lease_until,"
                        + " maybe_applied, last_error, created_at, updated_at)"
                        + " SELECT id, 1, order_number, haier_so_id, '缺货', 'TEST', '2026-01-01 08:00:00', 'paid', 'kefu', '"
                        + state.word() + "', 20, " + open + ", " + lease + ", " + (state == DeliveryState.UNKNOWN)
                        + ", 'HTTP 500', '" + decided + "', '" + decided + "' FROM orders WHERE order_number = '"
                        + order + "'");
        return order;
    }

    String given(DeliveryState state) {
        return given(state, "2026-01-01 08:00:00");
    }

    /** Orders that nobody has paid for, with goods of the shop's own; YLH knows them. */
    List<String> pending() {
        shop.execute("UPDATE orders SET haier_so_id = CONCAT('SO-P', id) WHERE status = 'pending'");
        return shop.orders("pending", true).stream()
                .filter(order -> shop.ownUnits(order) > 0)
                .toList();
    }

    String state(String order) {
        return shop.delivery(order);
    }

    long cancelCalls() {
        return sandbox.requests().stream()
                .filter(request -> request.endpoint() == Endpoint.CANCEL)
                .count();
    }

    Ran ylh(String... arguments) {
        return shop.ylh().run(arguments);
    }

    /** A run that may not change anything. */
    Ran idle(String... arguments) {
        Map<String, List<String>> before = shop.everything();
        Ran ran = ylh(arguments);
        Map<String, List<String>> after = shop.everything();
        // Every command that opens the database for writing records its run; that is not what it did.
        before.remove("ylh_run");
        after.remove("ylh_run");
        org.assertj.core.api.Assertions.assertThat(after).isEqualTo(before);
        return ran;
    }

    static List<String> words(Ran ran, String field) {
        List<String> words = new ArrayList<>();
        ran.json()
                .path("results")
                .forEach(result -> words.add(result.path(field).asText()));
        return words;
    }
}
