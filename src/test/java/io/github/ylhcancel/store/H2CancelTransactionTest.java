package io.github.ylhcancel.store;

class H2CancelTransactionTest extends CancelTransactionContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
