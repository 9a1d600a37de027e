package io.github.ylhcancel.store;

class H2SampleShopTest extends SampleShopContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
