package io.github.ylhcancel.store;

class H2SchemaCheckTest extends SchemaCheckContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
