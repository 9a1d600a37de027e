package io.github.ylhcancel.store;

class H2RunsTest extends RunsContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
