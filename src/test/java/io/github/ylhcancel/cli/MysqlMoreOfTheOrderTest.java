package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MysqlMoreOfTheOrderTest extends MoreOfTheOrderContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }

    @Override
    String flag() {
        return "BIT(1)";
    }

    @Override
    String time() {
        return "DATETIME";
    }

    @Override
    String statements() {
        return "SELECT info FROM information_schema.processlist WHERE command IN ('Query', 'Execute')";
    }
}
