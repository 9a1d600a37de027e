package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.OperatorWord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
