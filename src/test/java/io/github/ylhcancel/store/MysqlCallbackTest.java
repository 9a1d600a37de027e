package io.github.ylhcancel.store;

class MysqlCallbackTest extends CallbackContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
