package io.github.ylhcancel.store;

class H2TimesTest extends TimesContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
