package io.github.ylhcancel.store;

class H2DjangoAgreementTest extends DjangoAgreementContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
