package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.sandbox.Cancellation;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.ShopRows;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A PostgreSQL shop in which a sweep has cancelled many orders, and YLH has not heard of any. */
abstract class QueueProcessTest extends ProcessTest {
    /** The sandbox that is told so refuses the so-ids with this in them. */
    static final String REFUSED = "REFUSED";

    static final String OPEN = "SELECT COUNT(*) FROM ylh_cancellation WHERE state IN ('pending', 'sending', 'unknown')";

    private PostgresqlDatabases databases;
    private DatabaseAddress address;
    ShopRows rows;

    @BeforeEach
    void startServer() throws Exception {
        databases = PostgresqlDatabases.started();
        address = databases.shop();
        rows = new ShopRows(address);
    }

    @AfterEach
    void tidyUp() {
        // A process that is still at it would keep the tables from being dropped.
        endAll();
        if (rows != null) {
            rows.close();
        }
        if (databases != null) {
            databases.close();
        }
    }

    /** Every so many orders there is one that the sandbox refuses; 0 for none. */
    void queue(int orders, int everyRefused, String... configuration) {
        shop = TestShop.in(address, folder, sandbox, configuration);
        String refused = everyRefused == 0 ? "FALSE" : "n % " + everyRefused + " = 0";
        rows.execute(
                "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P1', 'supplier', 0)",
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at)"
                        + " SELECT n, 'PO' || n, 'pending', CASE WHEN " + refused + " THEN '" + REFUSED
                        + "-' ELSE 'SO-' END || n, '2026-01-01', '2026-01-01' FROM generate_series(1, " + orders
                        + ") n",
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1, 1 FROM generate_series(1, "
                        + orders + ") n");
        Ran sweep = shop.ylh()
                .run("cancel-unpaid", "--no-sync", "--yes", "--max-percent", "100", "--max-orders", "9999999", "-q");
        assertThat(sweep.code()).as(sweep.err()).isZero();
        assertThat(rows.number(OPEN)).isEqualTo(orders);
    }

    boolean isSettled() {
        return rows.number(OPEN) == 0;
    }

    /** Every order ended as it must: accepted, or put back if YLH refuses it, or held if it refused a repeat; and YLH saw one request for each. */
    void assertSettled(int orders) {
        assertThat(rows.rows("SELECT so_id, state, attempts, last_error FROM ylh_cancellation"
                        + " WHERE state <> CASE WHEN so_id LIKE '" + REFUSED
                        + "%' THEN CASE WHEN maybe_applied THEN 'held' ELSE 'compensated' END ELSE 'accepted' END"))
                .as("deliveries that did not end as they must")
                .isEmpty();
        assertThat(rows.number("SELECT COUNT(*) FROM ylh_cancellation")).isEqualTo(orders);
        assertThat(rows.number("SELECT COUNT(DISTINCT so_id) FROM ylh_cancellation"))
                .isEqualTo(orders);
        assertThat(rows.number("SELECT COUNT(DISTINCT c.id) FROM ylh_cancellation c"
                        + " JOIN ylh_call l ON l.cancellation_id = c.id AND l.endpoint = 'cancel'"))
                .as("deliveries with a call on record")
                .isEqualTo(orders);
        Map<String, Cancellation> held = sandbox.cancellations();
        assertThat(held.keySet()).containsExactlyInAnyOrderElementsOf(rows.rows("SELECT haier_so_id FROM orders"));
        assertThat(held.values())
                .filteredOn(Cancellation::different)
                .as("asked for in different bytes")
                .isEmpty();
        assertThat(held.values())
                .filteredOn(one -> one.held() != (isRefused(one.soId()) ? 0 : 1))
                .as("not held once, or held although refused")
                .isEmpty();
    }

    private static boolean isRefused(String soId) {
        return soId.startsWith(REFUSED);
    }

    /** Cuts one of the program's sessions, if there is any; answers whether there was. */
    boolean cutSession(int which) {
        List<String> sessions = rows.rows(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'ylh' ORDER BY backend_start, pid");
        if (sessions.isEmpty()) {
            return false;
        }
        String session = sessions.get(Math.floorMod(which, sessions.size()));
        return rows.rows("SELECT pg_terminate_backend(" + session + ")").equals(List.of("true"));
    }
}
