package io.github.ylhcancel.setup;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class PostgresqlSetUpDatabaseTest extends SetUpDatabaseContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }
}
