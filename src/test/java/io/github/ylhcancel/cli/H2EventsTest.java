package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.H2Databases;
import io.github.ylhcancel.store.TestDatabases;

class H2EventsTest extends EventsContract {
    @Override
    TestDatabases databases() throws Exception {
        return new H2Databases(folder);
    }
}
