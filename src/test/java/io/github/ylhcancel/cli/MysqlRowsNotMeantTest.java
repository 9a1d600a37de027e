package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MysqlRowsNotMeantTest extends RowsNotMeantContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }

    @Override
    String flag() {
        return "bit(1)";
    }
}
