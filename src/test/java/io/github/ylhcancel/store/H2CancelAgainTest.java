package io.github.ylhcancel.store;

class H2CancelAgainTest extends CancelAgainContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
