package io.github.ylhcancel.store;

class MysqlRoundTripsTest extends RoundTripsContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
