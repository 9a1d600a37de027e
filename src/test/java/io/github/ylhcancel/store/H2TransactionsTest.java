package io.github.ylhcancel.store;

class H2TransactionsTest extends TransactionsContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
