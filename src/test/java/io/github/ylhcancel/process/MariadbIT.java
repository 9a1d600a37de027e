package io.github.ylhcancel.process;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MariadbIT extends ServerProcessTest {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
