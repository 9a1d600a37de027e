package io.github.ylhcancel.store;

class H2OutboxFinishTest extends OutboxFinishContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
