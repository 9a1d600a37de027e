package io.github.ylhcancel.setup;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MysqlSetUpDatabaseTest extends SetUpDatabaseContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
