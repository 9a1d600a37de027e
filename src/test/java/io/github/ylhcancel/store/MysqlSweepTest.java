package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** The sweep's transactions on a MySQL server. */
class MysqlSweepTest {
    @Nested
    class DjangoDoubledOrders extends DjangoDoubledOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class DoubledOrders extends DoubledOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfSweepTransaction extends SweepTransactionContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class SweepRefusal extends SweepRefusalContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class DjangoSweep extends DjangoSweepContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class Race extends SweepRaceContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class DjangoRace extends DjangoSweepRaceContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfSweepFailures extends SweepFailuresContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfUnpaidSet extends UnpaidSetContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }
}
