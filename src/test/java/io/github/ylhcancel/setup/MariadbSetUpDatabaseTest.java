package io.github.ylhcancel.setup;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MariadbSetUpDatabaseTest extends SetUpDatabaseContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
