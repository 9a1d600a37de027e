package io.github.ylhcancel.store;

class H2AgreementTest extends AgreementContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
