package io.github.ylhcancel.store;

class H2UntoldOrdersTest extends UntoldOrdersContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
