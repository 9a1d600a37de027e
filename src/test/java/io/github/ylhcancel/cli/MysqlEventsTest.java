package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MysqlEventsTest extends EventsContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
