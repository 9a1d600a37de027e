package io.github.ylhcancel.store;

class H2OrdersTest extends OrdersContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
