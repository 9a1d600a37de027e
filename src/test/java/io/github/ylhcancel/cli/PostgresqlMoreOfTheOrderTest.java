package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class PostgresqlMoreOfTheOrderTest extends MoreOfTheOrderContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    String flag() {
        return "BOOLEAN";
    }

    @Override
    String time() {
        return "TIMESTAMP(0)";
    }

    @Override
    String statements() {
        return "SELECT query FROM pg_stat_activity WHERE state = 'active'";
    }
}
