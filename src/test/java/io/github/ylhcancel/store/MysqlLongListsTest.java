package io.github.ylhcancel.store;

class MysqlLongListsTest extends LongListsContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
