package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every contract of the stores on a MySQL server. */
class MysqlStoreTest {
    @Nested
    class Agreement extends AgreementContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class CancelAgain extends CancelAgainContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfChangedOrders extends ChangedOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfUnrefundedOrders extends UnrefundedOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfUntoldOrders extends UntoldOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class CancelRace extends CancelRaceContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class CancelRefusal extends CancelRefusalContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfCancelTransaction extends CancelTransactionContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfCancellations extends CancellationsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class DatabaseVersion extends DatabaseVersionContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfInterventions extends InterventionsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfOrders extends OrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OtherSchema extends OtherSchemaContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OutboxClaim extends OutboxClaimContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OutboxFinish extends OutboxFinishContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfRuns extends RunsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfSampleShop extends SampleShopContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfTimeline extends TimelineContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfLocalTimes extends LocalTimesContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfTimes extends TimesContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class Transactions extends TransactionsContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class Server extends ServerContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }

        @Override
        String session() {
            return "SELECT CONNECTION_ID()";
        }

        @Override
        String kill() {
            return "KILL %d";
        }

        @Override
        String limit() {
            return "SET max_execution_time = 20";
        }

        @Override
        String change() {
            return "LOCK TABLES products WRITE";
        }

        /** The driver leaves this word to MySQL's own. */
        @Test
        void takesAnAddressOfMysql() {
            DatabaseAddress mysql = new DatabaseAddress(
                    address.url().replaceFirst("^jdbc:mariadb:", "jdbc:mysql:"), address.username(), "", false);

            try (Tables tables = Tables.open(mysql, schema, Access.WRITE)) {
                assertThat(tables.migrate()).isZero();
            }
            Database.open(mysql, Access.READ).close();
        }
    }

    @Nested
    class OutboxDue extends OutboxDueContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfLease extends SharedLeaseContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class OfCircuitStore extends CircuitStoreContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }
}
