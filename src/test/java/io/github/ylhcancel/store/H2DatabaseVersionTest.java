package io.github.ylhcancel.store;

class H2DatabaseVersionTest extends DatabaseVersionContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
