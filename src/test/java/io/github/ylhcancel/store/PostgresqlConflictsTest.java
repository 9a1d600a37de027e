package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Endurance;
import io.github.ylhcancel.domain.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Others undo what a set wrote, as often as a test says. Only here, because a sequence counts also what is rolled back. */
class PostgresqlConflictsTest extends SetsContract {
    private final List<Duration> naps = new ArrayList<>();
    private Database enduring;

    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @BeforeEach
    void openEnduring() {
        enduring = Database.open(address, Access.WRITE)
                .enduring(new Endurance(() -> 0, naps::add, new Random(7), () -> false));
    }

    @AfterEach
    void closeEnduring() {
        enduring.close();
    }

    /** While {@code condition} holds of the number of the try, it is undone. */
    private void undo(String condition) {
        shop.execute(
                "CREATE SEQUENCE tries",
                """
                CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE try BIGINT := nextval('tries');
                BEGIN IF %s THEN RAISE EXCEPTION 'undone' USING ERRCODE = '40001'; END IF; RETURN NULL; END $$
                """.formatted(condition),
                "CREATE TRIGGER undo BEFORE UPDATE ON orders EXECUTE FUNCTION undo()");
    }

    private long tries() {
        return shop.number("SELECT last_value FROM tries");
    }

    @Test
    void waitsAfterAConflictEachTimeForAnotherSpanAndTheLongerTheMoreThereWere() {
        pending(1, 1);
        undo("try <= 9");

        assertThat(outcomes(cancelling(enduring, schema).cancel(numbers(1, 1)))).containsExactly(Outcome.CANCELLED);

        assertThat(naps).hasSize(9).doesNotHaveDuplicates();
        assertThat(naps.get(0)).isBetween(Duration.ofMillis(1), Duration.ofMillis(40));
        assertThat(naps).allMatch(nap -> nap.compareTo(Duration.ofSeconds(1)) <= 0);
        assertThat(naps.subList(5, 9)).anyMatch(nap -> nap.compareTo(Duration.ofMillis(300)) > 0);
    }

    @Test
    void afterTwoConflictsTheSameIsTriedWithFewerOrders() {
        pending(1, 40);
        undo("try <= 4");

        assertThat(outcomes(cancelling(enduring, schema).cancel(numbers(1, 40))))
                .containsOnly(Outcome.CANCELLED);

        // Forty and twenty in vain, twice each. Then ten; and since nobody disturbs that, as many as there are.
        assertThat(rows("SELECT COUNT(*) FROM ylh_transition GROUP BY step ORDER BY step"))
                .containsExactly("10", "10", "20");
        assertStockIsThatOfTheLedger();
    }

    @Test
    void theNextSetBeginsWithAsManyAsNobodyDisturbed() {
        pending(1, 80);
        undo("try <= 4");
        CancelOrders cancelling = cancelling(enduring, schema);
        cancelling.cancel(numbers(1, 40).subList(0, 16));

        cancelling.cancel(numbers(41, 80));

        assertThat(rows("SELECT COUNT(*) FROM ylh_transition GROUP BY step ORDER BY step"))
                .startsWith("4", "4", "8")
                .contains("10", "20");
    }

    @Test
    void anOrderThatOthersUndoAllTheTimeIsLeftAsItWas() {
        pending(1, 1);
        undo("TRUE");

        assertThat(outcomes(cancelling(enduring, schema).cancel(numbers(1, 1)))).containsExactly(Outcome.FAILED);

        assertThat(tries()).isEqualTo(12);
        assertThat(rows("SELECT status FROM orders")).containsExactly("pending");
    }
}
