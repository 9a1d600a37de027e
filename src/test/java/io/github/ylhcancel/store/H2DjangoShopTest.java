package io.github.ylhcancel.store;

class H2DjangoShopTest extends DjangoShopContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
