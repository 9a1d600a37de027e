package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.util.List;

class PostgresqlFewConnectionsTest extends FewConnectionsContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    List<String> user(String name, int connections, String room) {
        return List.of(
                "CREATE ROLE " + name + " LOGIN CONNECTION LIMIT " + connections,
                "GRANT USAGE ON SCHEMA " + room + " TO " + name,
                "GRANT ALL ON ALL TABLES IN SCHEMA " + room + " TO " + name);
    }

    @Override
    List<String> without(String name) {
        return List.of("DROP OWNED BY " + name, "DROP ROLE " + name);
    }

    @Override
    String room(String url) {
        return url.replaceFirst(".*currentSchema=", "");
    }
}
