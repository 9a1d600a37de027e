package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.Outcome;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of orders on a PostgreSQL server. */
class PostgresqlSetsTest {
    @Nested
    class OfCancelSets extends CancelSetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }

        /** Only here a trigger can keep a row away without a word. */
        @ParameterizedTest
        @CsvSource({"order_status_history, order_id", "ylh_cancellation, order_id", "ylh_transition, order_key"})
        void aRowThatATriggerKeepsAwayCostsNoOtherOrder(String table, String key) {
            pending(1, 20);
            shop.execute(
                    "UPDATE orders SET haier_so_id = 'SO' || id",
                    "CREATE FUNCTION keep_away() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW." + key
                            + " = 7 THEN RETURN NULL; END IF; RETURN NEW; END'",
                    "CREATE TRIGGER keep_away BEFORE INSERT ON " + table
                            + " FOR EACH ROW EXECUTE FUNCTION keep_away()");

            List<CancelResult> results = cancelling(schema).cancel(numbers(1, 20));

            assertThat(english(results.get(6).message()))
                    .startsWith("a statement wrote 0 rows where it had to write 1");
            assertThat(outcomes(results).stream().filter(Outcome.CANCELLED::equals))
                    .hasSize(19);
            assertCancelledOnce(
                    LongStream.rangeClosed(1, 20).filter(id -> id != 7).boxed().toList());
        }
    }

    @Nested
    class OfAlikeWords extends AlikeWordsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfBusySets extends BusySetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfDjangoSets extends DjangoSetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfSeveralRows extends SeveralRowsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }
}
