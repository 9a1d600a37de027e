package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** Sets of orders on a MariaDB server. */
class MariadbSetsTest {
    @Nested
    class OfCancelSets extends CancelSetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MariadbDatabases.started();
        }
    }

    @Nested
    class OfAlikeWords extends AlikeWordsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MariadbDatabases.started();
        }
    }

    @Nested
    class OfBusySets extends BusySetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MariadbDatabases.started();
        }
    }

    @Nested
    class OfDjangoSets extends DjangoSetsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MariadbDatabases.started();
        }
    }

    @Nested
    class OfSeveralRows extends SeveralRowsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MariadbDatabases.started();
        }
    }
}
