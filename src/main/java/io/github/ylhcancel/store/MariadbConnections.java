package io.github.ylhcancel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Connects to MariaDB and MySQL with the settings that the program insists on. */
final class MariadbConnections {
    static final List<String> OWN_SETTINGS = List.of(
            "sessionVariables",
            "initSql",
            "autocommit",
            "transactionIsolation",
            "timezone",
            "serverTimezone",
            "connectionTimeZone",
            "forceConnectionTimeZoneToSession",
            "preserveInstants",
            "useAffectedRows",
            "useBulkStmts",
            "useLocalSessionState",
            "tinyInt1isBit",
            "transformedBitIsBoolean",
            "jdbcCompliantTruncation",
            "createDatabaseIfNotExist",
            "allowLocalInfile",
            "allowMultiQueries",
            "transactionReplay");

    /** A shop holds a row for milliseconds. Whoever holds it for seconds may hold it for hours, and then one wants to be told. */
    static final int LOCK_SECONDS = 5;

    private static final int CONNECT_SECONDS = 10;
    /** No statement of ours works for minutes; after this long the network lost the answer. */
    private static final int SOCKET_SECONDS = 600;

    /** Strict: a text that is too long must be refused, and not be cut. */
    private static final String SESSION =
            "sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION',"
                    + "time_zone='+00:00',innodb_lock_wait_timeout=" + LOCK_SECONDS + ",lock_wait_timeout="
                    + LOCK_SECONDS;

    private MariadbConnections() {}

    static Connection open(DatabaseAddress address, Access access) throws SQLException {
        Connection connection = new org.mariadb.jdbc.Driver().connect(url(address), properties(address));
        if (access != Access.READ) {
            return connection;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION TRANSACTION READ ONLY");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The driver leaves addresses that begin with the other word to MySQL's own driver. */
    private static String url(DatabaseAddress address) {
        return address.url().replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
    }

    private static Properties properties(DatabaseAddress address) {
        Properties properties = new Properties();
        if (!address.username().isEmpty()) {
            properties.setProperty("user", address.username());
        }
        if (!address.password().isEmpty()) {
            properties.setProperty("password", address.password());
        }
        properties.setProperty("connectionAttributes", "program_name:ylh");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS * 1000));
        properties.setProperty("socketTimeout", String.valueOf(SOCKET_SECONDS * 1000));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("transactionIsolation", "READ-COMMITTED");
        properties.setProperty("sessionVariables", SESSION);
        properties.setProperty("connectionTimeZone", "UTC");
        // Without it times with a zone would be taken for times in the JVM's zone.
        properties.setProperty("preserveInstants", "true");
        // Of inserts only: the server does not say how many rows each update of a batch found.
        properties.setProperty("useBulkStmtsForInserts", "true");
        // A server must not be able to ask for files of this machine.
        properties.setProperty("allowLocalInfile", "false");
        return properties;
    }
}
