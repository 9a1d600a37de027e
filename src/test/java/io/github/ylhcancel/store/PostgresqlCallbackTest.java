package io.github.ylhcancel.store;

class PostgresqlCallbackTest extends CallbackContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }
}
