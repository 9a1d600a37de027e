package io.github.ylhcancel.store;

class MariadbRightsTest extends RightsContract {
    @Override
    ServerDatabases databases() throws Exception {
        return MariadbDatabases.withUsers();
    }
}
