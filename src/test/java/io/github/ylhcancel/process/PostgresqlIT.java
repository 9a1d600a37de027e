package io.github.ylhcancel.process;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class PostgresqlIT extends ServerProcessTest {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }
}
