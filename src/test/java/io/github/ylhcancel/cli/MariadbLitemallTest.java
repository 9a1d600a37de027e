package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MariadbLitemallTest extends LitemallContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
