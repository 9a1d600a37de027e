package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MariadbMoreOfTheOrderTest extends MoreOfTheOrderContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    @Override
    String flag() {
        return "TINYINT(1)";
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
