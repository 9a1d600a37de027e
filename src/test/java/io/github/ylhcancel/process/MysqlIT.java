package io.github.ylhcancel.process;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MysqlIT extends ServerProcessTest {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
