package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MysqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.util.List;

class MysqlNamesTest extends NamesContract {
    @Override
    TestDatabases databases() throws Exception {
        return MysqlDatabases.started();
    }

    @Override
    String quoted(String statement) {
        return statement.replace('"', '`');
    }

    @Override
    List<String> states() {
        return List.of("ENUM('PaymentPending', 'PaymentSettled', 'Cancelled')");
    }

    @Override
    String otherKey() {
        return "VARCHAR(36)";
    }
}
