package io.github.ylhcancel.store;

class H2InterventionsTest extends InterventionsContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
