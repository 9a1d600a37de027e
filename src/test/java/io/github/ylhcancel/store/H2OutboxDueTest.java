package io.github.ylhcancel.store;

class H2OutboxDueTest extends OutboxDueContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
