package io.github.ylhcancel.store;

class H2TimelineTest extends TimelineContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
