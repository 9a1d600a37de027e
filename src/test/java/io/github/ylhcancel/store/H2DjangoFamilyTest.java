package io.github.ylhcancel.store;

class H2DjangoFamilyTest extends DjangoFamilyContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
