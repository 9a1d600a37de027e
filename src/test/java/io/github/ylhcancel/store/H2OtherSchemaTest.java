package io.github.ylhcancel.store;

class H2OtherSchemaTest extends OtherSchemaContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
