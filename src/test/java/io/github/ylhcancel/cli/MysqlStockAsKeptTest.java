package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MysqlStockAsKeptTest extends StockAsKeptContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }
}
