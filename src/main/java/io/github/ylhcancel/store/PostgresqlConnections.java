package io.github.ylhcancel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Connects to PostgreSQL with the settings that the program insists on. */
final class PostgresqlConnections {
    static final List<String> OWN_SETTINGS =
            List.of("options", "stringtype", "readOnly", "readOnlyMode", "autosave", "preferQueryMode");

    /** A shop holds a row for milliseconds. Whoever holds it for seconds may hold it for hours, and then one wants to be told. */
    static final int LOCK_SECONDS = 5;

    private static final int CONNECT_SECONDS = 10;
    /** With the server's own start of the session, which can be slow when all its connections are wanted at once. */
    private static final int LOGIN_SECONDS = 20;
    /** No statement of ours works for minutes; after this long the network lost the answer. */
    private static final int SOCKET_SECONDS = 600;

    /** A statement and not start-up parameters: there the driver's own zone, the JVM's, comes last. */
    private static final String SESSION = "SET TIME ZONE 'UTC'; SET lock_timeout = '" + LOCK_SECONDS + "s'; "
            + "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, ";

    private PostgresqlConnections() {}

    static Connection open(DatabaseAddress address, Access access) throws SQLException {
        Connection connection = new org.postgresql.Driver().connect(address.url(), properties(address));
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION + (access == Access.READ ? "READ ONLY" : "READ WRITE"));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Properties properties(DatabaseAddress address) {
        Properties properties = new Properties();
        if (!address.username().isEmpty()) {
            properties.setProperty("user", address.username());
        }
        if (!address.password().isEmpty()) {
            properties.setProperty("password", address.password());
        }
        properties.setProperty("ApplicationName", "ylh");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", String.valueOf(LOGIN_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(SOCKET_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        // A text parameter takes the column's type: there are shops whose status is a number or an enum.
        properties.setProperty("stringtype", "unspecified");
        return properties;
    }
}
