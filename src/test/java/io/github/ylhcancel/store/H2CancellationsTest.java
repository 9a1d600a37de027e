package io.github.ylhcancel.store;

class H2CancellationsTest extends CancellationsContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
