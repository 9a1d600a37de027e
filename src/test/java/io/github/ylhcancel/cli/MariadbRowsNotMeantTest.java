package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MariadbRowsNotMeantTest extends RowsNotMeantContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    @Override
    String flag() {
        return "bit(1)";
    }
}
