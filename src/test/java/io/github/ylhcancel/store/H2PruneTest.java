package io.github.ylhcancel.store;

class H2PruneTest extends PruneContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
