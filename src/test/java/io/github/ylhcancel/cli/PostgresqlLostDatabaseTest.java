package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.ServerDatabases;

class PostgresqlLostDatabaseTest extends LostDatabaseContract {
    @Override
    ServerDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }
}
