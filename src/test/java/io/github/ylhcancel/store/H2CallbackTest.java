package io.github.ylhcancel.store;

class H2CallbackTest extends CallbackContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
