package io.github.ylhcancel.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.sweep.Sweep.Result;
import org.junit.jupiter.api.Test;

class PostgresqlSweepUseCaseTest extends SweepUseCaseContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    /** While {@code condition} holds of the number of the try, others undo it. */
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

    /** Seven tries of eight are undone, be it of one order alone. */
    @Test
    void aRunThatMakesProgressDoesNotGiveUp() {
        overdue(30);
        undo("try % 8 <> 0");

        Result result = sweep(10, 1);

        assertThat(result.ended()).isEqualTo(Sweep.Ended.AT_THE_END);
        assertThat(result.totals()).isEqualTo(new SweepCounts(30, 0, 0, 0, 0, 30, 0));
    }

    @Test
    void aRunThatMakesNoneEnds() {
        overdue(60);
        undo("TRUE");

        Result result = sweep(10, 1);

        assertThat(result.ended()).isEqualTo(Sweep.Ended.BLOCKED);
        assertThat(result.totals().cancelled()).isZero();
        assertThat(result.totals().skipped()).isBetween(20L, 40L);
        assertThat(why).containsOnly(Reason.LOCKED);
    }
}
