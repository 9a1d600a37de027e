package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** The specification's own shop, and another one, on a MySQL server. */
class MysqlDjangoTest {
    @Nested
    class Prune extends PruneContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class Agreement extends DjangoAgreementContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class Shop extends DjangoShopContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class Families extends DjangoFamilyContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class Checked extends SchemaCheckContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class AnotherShop extends OtherShopContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class UnpaidPlan extends DjangoUnpaidPlanContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }

    @Nested
    class PutBack extends PutBackContract {
        @Override
        TestDatabases databases() throws Exception {
            return MysqlDatabases.started();
        }
    }
}
