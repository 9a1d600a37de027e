package io.github.ylhcancel.store;

class H2OtherShopTest extends OtherShopContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
