package io.github.ylhcancel.store;

class H2PutBackTest extends PutBackContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
