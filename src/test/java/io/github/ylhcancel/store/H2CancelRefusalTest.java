package io.github.ylhcancel.store;

class H2CancelRefusalTest extends CancelRefusalContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
