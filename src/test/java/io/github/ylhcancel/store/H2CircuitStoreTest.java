package io.github.ylhcancel.store;

class H2CircuitStoreTest extends CircuitStoreContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
