package io.github.ylhcancel.store;

class H2UnrefundedOrdersTest extends UnrefundedOrdersContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
