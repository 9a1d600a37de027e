package io.github.ylhcancel.store;

class MariadbRoundTripsTest extends RoundTripsContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
