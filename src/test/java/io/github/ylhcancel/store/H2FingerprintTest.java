package io.github.ylhcancel.store;

class H2FingerprintTest extends FingerprintContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
