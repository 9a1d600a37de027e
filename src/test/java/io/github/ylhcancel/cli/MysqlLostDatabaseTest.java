package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.ServerDatabases;

class MysqlLostDatabaseTest extends LostDatabaseContract {
    @Override
    ServerDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
