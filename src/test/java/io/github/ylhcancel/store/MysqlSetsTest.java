package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** Sets of orders on a MySQL server. */
class MysqlSetsTest {
    @Nested
    class OfCancelSets extends CancelSetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfAlikeWords extends AlikeWordsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfBusySets extends BusySetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfDjangoSets extends DjangoSetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfSeveralRows extends SeveralRowsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }
}
