package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.util.List;

class PostgresqlNamesTest extends NamesContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    String quoted(String statement) {
        return statement;
    }

    @Override
    List<String> states() {
        return List.of(
                "CREATE TYPE order_state AS ENUM ('PaymentPending', 'PaymentSettled', 'Cancelled')", "order_state");
    }

    @Override
    String otherKey() {
        return "UUID";
    }
}
