package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class PostgresqlRowsNotMeantTest extends RowsNotMeantContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    String flag() {
        return "boolean";
    }
}
