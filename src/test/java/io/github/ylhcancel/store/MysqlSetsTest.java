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

        @Override
        void overlookCase() {
            shop.execute(
                    "ALTER TABLE orders MODIFY order_number VARCHAR(100) NOT NULL COLLATE utf8mb4_general_ci",
                    "ALTER TABLE orders MODIFY haier_so_id VARCHAR(100) COLLATE utf8mb4_general_ci");
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
