package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.ServerDatabases;

class MariadbLostDatabaseTest extends LostDatabaseContract {
    @Override
    ServerDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
