package io.github.ylhcancel.sweep;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class PostgresqlSweepUseCaseTest extends SweepUseCaseContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }
}
