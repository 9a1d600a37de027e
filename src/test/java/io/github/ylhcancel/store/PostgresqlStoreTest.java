package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** Every contract of the stores on a PostgreSQL server. */
class PostgresqlStoreTest {
    @Nested
    class Agreement extends AgreementContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class CancelAgain extends CancelAgainContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfChangedOrders extends ChangedOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfUnrefundedOrders extends UnrefundedOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfUntoldOrders extends UntoldOrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class CancelRace extends CancelRaceContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class CancelRefusal extends CancelRefusalContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfCancelTransaction extends CancelTransactionContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfCancellations extends CancellationsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class DatabaseVersion extends DatabaseVersionContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfOrders extends OrdersContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OtherSchema extends OtherSchemaContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OutboxClaim extends OutboxClaimContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OutboxFinish extends OutboxFinishContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfRuns extends RunsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfSampleShop extends SampleShopContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfTimeline extends TimelineContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfLocalTimes extends LocalTimesContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfTimes extends TimesContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class Transactions extends TransactionsContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class Server extends ServerContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }

        @Override
        String session() {
            return "SELECT pg_backend_pid()";
        }

        @Override
        String kill() {
            return "SELECT pg_terminate_backend(%d)";
        }

        @Override
        String limit() {
            return "SET statement_timeout = 20";
        }

        @Override
        String change() {
            return "LOCK TABLE products IN ACCESS EXCLUSIVE MODE";
        }
    }

    @Nested
    class OutboxDue extends OutboxDueContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfLease extends SharedLeaseContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }

    @Nested
    class OfCircuitStore extends CircuitStoreContract {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }
    }
}
