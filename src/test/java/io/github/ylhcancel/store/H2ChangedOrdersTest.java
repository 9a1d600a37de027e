package io.github.ylhcancel.store;

class H2ChangedOrdersTest extends ChangedOrdersContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
