package io.github.ylhcancel.store;

class H2CancelRaceTest extends CancelRaceContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
