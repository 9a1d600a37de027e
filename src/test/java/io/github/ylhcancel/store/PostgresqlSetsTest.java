package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** Sets of orders on a PostgreSQL server. */
class PostgresqlSetsTest {
    @Nested
    class OfCancelSets extends CancelSetsContract {
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
