package io.github.ylhcancel.store;

class MariadbLostConnectionTest extends LostConnectionContract {
    @Override
    ServerDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
