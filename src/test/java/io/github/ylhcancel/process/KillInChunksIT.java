package io.github.ylhcancel.process;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.TestShop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Kills in the middle of a file and of a plan, on every kind of database. */
class KillInChunksIT {
    @Nested
    class OnH2 extends KillInChunksContract {
        @Override
        TestShop shopOf(int orders) {
            return TestShop.create(folder, orders, sandbox);
        }

        @Override
        boolean beginsWithFile() {
            return true;
        }

        @Override
        boolean leaseOutlivesItsHolder() {
            return false;
        }
    }

    abstract static class OnServer extends KillInChunksContract {
        private TestDatabases databases;

        abstract TestDatabases databases() throws Exception;

        @Override
        TestShop shopOf(int orders) throws Exception {
            databases = databases();
            return TestShop.create(folder, databases, orders, sandbox);
        }

        @Override
        boolean leaseOutlivesItsHolder() {
            return true;
        }

        @AfterEach
        void tidyUp() {
            if (databases != null) {
                databases.close();
            }
        }
    }

    @Nested
    class OnPostgresql extends OnServer {
        @Override
        TestDatabases databases() throws Exception {
            return PostgresqlDatabases.started();
        }

        @Override
        boolean beginsWithFile() {
            return false;
        }
    }

    @Nested
    class OnMariadb extends OnServer {
        @Override
        TestDatabases databases() throws Exception {
            return MariadbDatabases.started();
        }

        @Override
        boolean beginsWithFile() {
            return true;
        }
    }

    @Nested
    class OnMysql extends OnServer {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }

        @Override
        boolean beginsWithFile() {
            return false;
        }
    }
}
