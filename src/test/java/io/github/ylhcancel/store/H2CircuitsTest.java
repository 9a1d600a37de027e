package io.github.ylhcancel.store;

class H2CircuitsTest extends CircuitsContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
