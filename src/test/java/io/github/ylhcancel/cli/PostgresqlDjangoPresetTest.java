package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class PostgresqlDjangoPresetTest extends DjangoPresetContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }
}
