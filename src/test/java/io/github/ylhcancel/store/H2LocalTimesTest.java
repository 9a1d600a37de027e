package io.github.ylhcancel.store;

class H2LocalTimesTest extends LocalTimesContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
