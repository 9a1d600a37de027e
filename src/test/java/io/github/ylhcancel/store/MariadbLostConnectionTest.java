package io.github.ylhcancel.store;

class MariadbLostConnectionTest extends LostConnectionContract {
    @Override
    ServerDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    @Override
    String impatience() {
        return "SET innodb_lock_wait_timeout = 1";
    }
}
