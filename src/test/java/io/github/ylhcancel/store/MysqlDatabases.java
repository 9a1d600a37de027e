package io.github.ylhcancel.store;

import io.github.ylhcancel.testing.MysqlServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Databases on a MySQL server of this process, if one has been fetched. Their addresses call it a MariaDB, as many do: what it is it says
 * itself.
 */
public final class MysqlDatabases extends MysqlFamilyDatabases {
    private static Callable<DatabaseServer> fast;

    private MysqlDatabases(DatabaseServer server) {
        super(server);
    }

    /** Databases that forget what they were told when the machine goes down, which no contract speaks of. */
    public static synchronized MysqlDatabases started() throws Exception {
        if (fast == null) {
            fast = DatabaseServer.of("MySQL", MysqlDatabases::start);
        }
        return new MysqlDatabases(fast.call());
    }

    private static DatabaseServer.Kind start() throws IOException {
        List<String> settings = new ArrayList<>(MysqlServer.FAST);
        settings.addAll(MysqlServer.PLAIN);
        MysqlServer server = MysqlServer.started(DatabaseServer.place(true), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        String withoutTls = "?sslMode=disable";
        return DatabaseServer.Kind.ofMysqlFamily(
                "root", server.url("") + withoutTls + "&allowMultiQueries=true", server.url("%s") + withoutTls);
    }

    @Override
    String readOnly() {
        return "transaction_read_only";
    }

    @Override
    public Optional<String> lenientCollation() {
        return Optional.of("utf8mb4_0900_ai_ci");
    }
}
