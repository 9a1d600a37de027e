package io.github.ylhcancel.store;

class MysqlLostConnectionTest extends LostConnectionContract {
    @Override
    ServerDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
