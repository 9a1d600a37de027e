package io.github.ylhcancel.store;

import io.github.ylhcancel.testing.MysqlServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Databases on a MySQL server of this process, if one has been fetched. Their addresses call it a MariaDB, as many do: what it is it says
 * itself.
 */
public final class MysqlDatabases extends ServerDatabases {
    private static Callable<DatabaseServer> fast;

    private MysqlDatabases(DatabaseServer server) {
        super(server);
    }

    /** Databases that forget what they were told when the machine goes down, which no contract speaks of. */
    public static synchronized MysqlDatabases started() throws Exception {
        if (fast == null) {
            fast = DatabaseServer.of("MySQL", () -> start());
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
    String freezing() {
        return "SET GLOBAL transaction_read_only = 1";
    }

    @Override
    String thawing() {
        return "SET GLOBAL transaction_read_only = 0";
    }

    @Override
    String freezingTheSession() {
        return "SET SESSION transaction_read_only = 1";
    }

    @Override
    public String quoted(String name) {
        return '`' + name + '`';
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET FOREIGN_KEY_CHECKS = 0";
    }

    @Override
    public String withTimeZone(String table, String column) {
        return "ALTER TABLE " + table + " MODIFY COLUMN " + column + " TIMESTAMP(6) NULL";
    }

    @Override
    public String epoch(String column) {
        return "UNIX_TIMESTAMP(" + column + ")";
    }
}
