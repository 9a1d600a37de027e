package io.github.ylhcancel.store;

class H2DjangoUnpaidPlanTest extends DjangoUnpaidPlanContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
