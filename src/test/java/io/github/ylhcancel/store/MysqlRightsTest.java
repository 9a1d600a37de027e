package io.github.ylhcancel.store;

class MysqlRightsTest extends RightsContract {
    @Override
    ServerDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
