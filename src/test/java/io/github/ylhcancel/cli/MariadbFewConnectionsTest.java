package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.util.List;

class MariadbFewConnectionsTest extends FewConnectionsContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.withUsers();
    }

    @Override
    List<String> user(String name, int connections, String room) {
        return List.of(
                "CREATE USER " + name + " IDENTIFIED BY '" + name + "' WITH MAX_USER_CONNECTIONS " + connections,
                "GRANT ALL ON " + room + ".* TO " + name);
    }

    @Override
    List<String> without(String name) {
        return List.of("DROP USER " + name);
    }

    @Override
    String room(String url) {
        return url.replaceFirst(".*/([^/?]*).*", "$1");
    }
}
