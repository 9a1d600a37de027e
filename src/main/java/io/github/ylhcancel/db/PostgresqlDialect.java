package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/** PostgreSQL, and the settings that the program insists on there. */
final class PostgresqlDialect extends Dialect {
    private static final List<String> OWN_SETTINGS =
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

    @Override
    Connection connect(DatabaseAddress address, Access access) throws SQLException {
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
        Properties properties = credentials(address);
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

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    List<String> ownSettings() {
        return OWN_SETTINGS;
    }

    private final Pattern address = Pattern.compile("jdbc:postgresql:(//[^/?]+/)?[^/?]+(\\?.*)?");

    @Override
    boolean supports(String url) {
        return address.matcher(url).matches();
    }

    @Override
    String appliedVersions() {
        return "SELECT version, success FROM ylh_schema_history WHERE version IS NOT NULL";
    }

    @Override
    String now() {
        return "SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now_utc";
    }

    @Override
    public String indexWithoutLocks() {
        return "CONCURRENTLY ";
    }

    @Override
    public boolean hasArrays() {
        return true;
    }

    /** NO KEY, so that a check-out that only refers to a product need not wait. */
    @Override
    public String rowLock() {
        return " FOR NO KEY UPDATE";
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return "55P03".equals(e.getSQLState());
    }

    /** The first is of the cluster and the database in it; not every user may ask for it. */
    @Override
    public List<String> identity() {
        return List.of(
                "SELECT system_identifier || '/' || current_database() FROM pg_control_system()",
                "SELECT current_database() || ' at ' || COALESCE(host(inet_server_addr()), '') || ':'"
                        + " || COALESCE(inet_server_port(), 0)");
    }

    @Override
    public String restartKeys() {
        return "ALTER TABLE %s ALTER COLUMN %s RESTART WITH %d";
    }

    @Override
    public boolean isExclusive() {
        return false;
    }

    @Override
    public boolean isMissingTable(SQLException e) {
        return "42P01".equals(e.getSQLState());
    }

    @Override
    boolean isLockedByAnotherProcess(SQLException e) {
        return false;
    }

    @Override
    boolean isMissingDatabase(SQLException e) {
        return "3D000".equals(e.getSQLState());
    }

    /** Not 28000: that is also an address that the server lets nobody in from, and its own words say which. */
    @Override
    boolean isWrongPassword(SQLException e) {
        return "28P01".equals(e.getSQLState());
    }

    /** Deadlock, serialization failure, lock time-out. */
    @Override
    public boolean isTransient(SQLException e) {
        return "40P01".equals(e.getSQLState()) || "40001".equals(e.getSQLState()) || "55P03".equals(e.getSQLState());
    }
}
