package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OperatorWord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract on a PostgreSQL server, and what happens while another connection has the row in hand. */
class PostgresqlInterventionsTest extends InterventionsContract {
    private static final String WAITING = "SELECT COUNT(*) FROM pg_stat_activity"
            + " WHERE wait_event_type = 'Lock' AND query LIKE '%ylh_cancellation%' AND datname = current_database()";

    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Test
    void aRowThatAProcessIsJustClaimingIsNotOverwritten() throws Exception {
        given("unknown");
        Cancellation seen = stored();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection claiming = holding("UPDATE ylh_cancellation SET state = 'sending', lease_owner = 'other',"
                + " attempts = attempts + 1 WHERE id = 7")) {
            Future<Boolean> said = thread.submit(() -> interventions.settle(seen, OperatorWord.ABANDONED, NOTE, NOW));
            await().atMost(Duration.ofSeconds(4)).until(() -> shop.number(WAITING) == 1);
            claiming.commit();

            assertThat(said.get(SECONDS, TimeUnit.SECONDS)).isFalse();
        } finally {
            thread.shutdownNow();
        }
        assertThat(shop.rows("SELECT state, lease_owner, attempts FROM ylh_cancellation"))
                .containsExactly("sending | other | 2");
        assertThat(shop.rows("SELECT * FROM ylh_intervention")).isEmpty();
    }

    @Test
    void aDeadDeliveryThatSomebodyIsJustDecidingAboutIsLeftToHim() throws Exception {
        given("dead");
        shop.cancellation(8, 2, 1, "dead", null);

        try (Connection deciding = holding("UPDATE ylh_cancellation SET state = 'abandoned' WHERE id = 7")) {
            assertThat(interventions.reopenAll(DEAD, 0, 10, true, NOTE, NOW))
                    .extracting(Cancellation::id)
                    .containsExactly(8L);
            deciding.commit();
        }

        assertThat(shop.rows("SELECT id, state FROM ylh_cancellation ORDER BY id"))
                .containsExactly("7 | abandoned", "8 | pending");
        assertThat(shop.rows("SELECT cancellation_id FROM ylh_intervention")).containsExactly("8");
    }

    /** Most deliveries are over, and a list of those that are not must not read them all. */
    @Test
    void listsAreFoundByTheIndexOfStates() {
        shop.execute(
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, maybe_applied, created_at, updated_at, run_id)"
                        + " SELECT n, 1, 'PO' || n, 'SO' || n, 'x', 'TEST', '2026-01-01 08:00:00', 'paid', 'kefu',"
                        + " CASE WHEN n % 5000 = 0 THEN 'dead' ELSE 'confirmed' END, 1, FALSE, '2026-01-01 08:00:00',"
                        + " '2026-01-01 08:00:00', 'r' || n % 1000 FROM generate_series(1, 20000) n",
                "ANALYZE ylh_cancellation");
        DeliveryFilter anyOfRun =
                DeliveryFilter.of(DeliveryState.all(state -> true)).ofRun(Optional.of("r1"));

        assertThat(plan(DeliveryFilter.of(DEAD))).contains("ylh_cancellation_state");
        assertThat(plan(DeliveryFilter.forAPerson(true))).contains("ylh_cancellation_state");
        assertThat(plan(anyOfRun)).contains("ylh_cancellation_run_id");
    }

    private String plan(DeliveryFilter filter) {
        String where = Backlog.where(filter)
                .replace(":overdue", "TIMESTAMP '2026-01-01 00:00:00'")
                .replace(":run_id", "'r1'");
        return String.join("\n", shop.rows("EXPLAIN SELECT COUNT(*) FROM ylh_cancellation" + where));
    }

    /** A transaction of another connection that has done this and is not at its end. */
    private Connection holding(String update) throws SQLException {
        Connection connection = DriverManager.getConnection(address.url(), address.username(), "");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(update)).isEqualTo(1);
        }
        return connection;
    }
}
