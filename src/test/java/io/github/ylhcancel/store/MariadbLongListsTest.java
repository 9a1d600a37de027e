package io.github.ylhcancel.store;

class MariadbLongListsTest extends LongListsContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
