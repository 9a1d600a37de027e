package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** The sweep's transactions on an embedded database. */
class H2SweepTest {
    @Nested
    class OfSweepTransaction extends SweepTransactionContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class SweepRefusal extends SweepRefusalContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class DjangoSweep extends DjangoSweepContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class Race extends SweepRaceContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class DjangoRace extends DjangoSweepRaceContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class OfSweepFailures extends SweepFailuresContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class OfUnpaidSet extends UnpaidSetContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }
}
