package io.github.ylhcancel.store;

class MariadbCallbackTest extends CallbackContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }
}
