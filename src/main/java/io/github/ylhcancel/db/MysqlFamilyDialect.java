package io.github.ylhcancel.db;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.mariadb.jdbc.util.log.Loggers;

/** What MariaDB and MySQL have in common: the driver, the language, and the settings that the program insists on there. */
abstract class MysqlFamilyDialect extends Dialect {
    private static final String COLUMN_TYPE = """
            SELECT COLUMN_TYPE AS type FROM information_schema.COLUMNS
             WHERE TABLE_SCHEMA = COALESCE(:schema, DATABASE()) AND TABLE_NAME = :table AND COLUMN_NAME = :column
               AND DATA_TYPE = 'enum'
            """;
    private static final String TRIGGERS = """
            SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS
             WHERE EVENT_OBJECT_SCHEMA = COALESCE(:schema, DATABASE()) AND EVENT_OBJECT_TABLE = :table
               AND EVENT_MANIPULATION <> 'DELETE'
             ORDER BY TRIGGER_NAME
            """;
    private static final String SOCKET = "localSocket";

    private static final Set<String> ALLOWED = Set.of(
            "allowPublicKeyRetrieval",
            "connectTimeout",
            "enabledSslProtocolSuites",
            "fallbackToSystemKeyStore",
            "fallbackToSystemTrustStore",
            "galeraAllowedState",
            "keyPassword",
            "keyStore",
            "keyStorePassword",
            "keyStoreType",
            SOCKET,
            "restrictedAuth",
            "retriesAllDown",
            "serverRsaPublicKeyFile",
            "serverSslCert",
            "socketTimeout",
            "sslMode",
            "tcpKeepAlive",
            "trustStore",
            "trustStorePassword",
            "trustStoreType",
            "useCompression");

    private static final Set<String> FILES =
            Set.of("keyStore", SOCKET, "serverRsaPublicKeyFile", "serverSslCert", "trustStore");

    /** {@code trust} and {@code allow} encrypt, and take whoever answers for the server. */
    private static final Set<String> PROTECTED = Set.of("verify-full", "verify-ca");

    private static final String READ_ONLY =
            "SHOW VARIABLES WHERE variable_name IN ('tx_read_only', 'transaction_read_only', 'read_only')";

    /** On a database, a table, a column. */
    private static final Set<Integer> NO_RIGHT = Set.of(1044, 1142, 1143);

    private static final Set<String> WRITABLE = Set.of("0", "OFF");

    private static final int CONNECT_SECONDS = 10;
    /** No statement of ours works for minutes; after this long the network lost the answer. */
    private static final int SOCKET_SECONDS = 600;

    /** Strict: a text that is too long must be refused, and not be cut. */
    private static final String SESSION =
            "sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION',"
                    + "time_zone='%2$s',innodb_lock_wait_timeout=%1$d,lock_wait_timeout=%1$d";

    /**
     * Long lists of keys are looked up in their index. Left to itself the server counts on average as many rows for each key as the
     * index has for NULL, of which most orders' main orders are, or on MariaDB makes a table of the list and joins it, and reads the
     * whole table of the shop's orders either way, for every thousand keys anew. MySQL has no such join, and reads over what is between
     * the signs.
     */
    private static final String LONG_LISTS =
            "SET eq_range_index_dive_limit=0 /*M!100318 ,in_predicate_conversion_threshold=0 */";

    private static final String JDBC_MYSQL = "jdbc:mysql:";

    /** What goes wrong is said by us. Left to itself the driver loads the logging framework, which a start may have no use for. */
    private static final class SilentDriver {
        static {
            System.setProperty(Loggers.NO_LOGGER_PROPERTY, "true");
        }

        static Connection connect(String url, Properties properties) throws SQLException {
            return new org.mariadb.jdbc.Driver().connect(url, properties);
        }
    }

    /**
     * The driver takes the first server that answers, whatever it answers. Of several that one is written to which takes writes, wherever it
     * stands in the address; one that is not in order, or has not got so far yet, is passed over.
     */
    @Override
    Connection connect(DatabaseAddress address, Access access) throws SQLException {
        try {
            return connect(url(address), address, access);
        } catch (TakesNoWritesException first) {
            return another(address, access).orElseThrow(() -> first);
        } catch (SQLException first) {
            boolean passes = trouble(first)
                    .filter(trouble -> trouble == Trouble.MISSING_DATABASE || trouble.isOfServer())
                    .isPresent();
            return (passes ? another(address, access) : Optional.<Connection>empty()).orElseThrow(() -> first);
        }
    }

    private Optional<Connection> another(DatabaseAddress address, Access access) {
        List<String> hosts = address.parts().hosts();
        if (hosts.size() == 1 || address.settings().containsKey(SOCKET)) {
            return Optional.empty();
        }
        return hosts.stream()
                .map(host -> connectTo(host, address, access))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Connection> connectTo(String host, DatabaseAddress address, Access access) {
        try {
            return Optional.of(
                    connect("jdbc:mariadb://" + host + "/" + address.parts().database(), address, access));
        } catch (SQLException | TakesNoWritesException another) {
            return Optional.empty();
        }
    }

    private Connection connect(String url, DatabaseAddress address, Access access) throws SQLException {
        Connection connection = SilentDriver.connect(url, ours(address));
        try (Statement statement = connection.createStatement()) {
            if (access == Access.READ) {
                statement.execute("SET SESSION TRANSACTION READ ONLY");
            } else {
                requireWrites(statement, address);
            }
            return connection;
        } catch (SQLException | UserError e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Transactions that are read-only unless one says otherwise stay so: that is how an owner freezes a database. A server that is
     * read-only, as replicas are, still takes the writes of some users; it says so when it is asked for such a transaction.
     */
    private void requireWrites(Statement statement, DatabaseAddress address) throws SQLException {
        Map<String, String> readOnly = new LinkedHashMap<>();
        try (ResultSet row = statement.executeQuery(READ_ONLY)) {
            while (row.next()) {
                if (!WRITABLE.contains(row.getString(2))) {
                    readOnly.put(row.getString(1), row.getString(2));
                }
            }
        }
        for (String setting : readOnly.keySet()) {
            if (!setting.equals("read_only") || !takesOurWrites(statement)) {
                throw new TakesNoWritesException(
                        "db.takes-no-writes", address, setting + " = " + readOnly.get(setting));
            }
        }
    }

    private boolean takesOurWrites(Statement statement) throws SQLException {
        try {
            statement.execute("START TRANSACTION READ WRITE");
            statement.execute("ROLLBACK");
            return true;
        } catch (SQLException e) {
            if (takesNoWrites(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Behind either word in an address there may be either of them. */
    @Override
    Dialect found(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("MariaDB") ? MARIADB : MYSQL;
    }

    /** Without a binary log there is none to be written to the disk. */
    @Override
    public Optional<String> durability() {
        return Optional.of(
                "SELECT 'innodb_flush_log_at_trx_commit' AS name,"
                        + " CAST(@@global.innodb_flush_log_at_trx_commit AS CHAR) AS setting"
                        + " UNION ALL SELECT 'sync_binlog', CAST(@@global.sync_binlog AS CHAR) FROM (SELECT 1) one WHERE @@global.log_bin = 1");
    }

    /** A user is one of a host, or of some; without it a GRANT means another. */
    @Override
    public Optional<String> grantee() {
        return Optional.of("SELECT CONCAT(QUOTE(LEFT(me, CHAR_LENGTH(me) - CHAR_LENGTH(host) - 1)), '@', QUOTE(host))"
                + " FROM (SELECT CURRENT_USER() AS me, SUBSTRING_INDEX(CURRENT_USER(), '@', -1) AS host) who");
    }

    /** Of the name of a table LEFT and not LIKE, whose backslash means nothing where NO_BACKSLASH_ESCAPES is set. */
    @Override
    public Optional<String> doubtfulTables(List<String> tables) {
        Map<String, List<String>> bySchema = new TreeMap<>(Map.of("DATABASE()", new ArrayList<>()));
        for (String table : tables) {
            List<String> parts = DatabaseName.parts(table).stream()
                    .map(part -> "'" + DatabaseName.bare(part) + "'")
                    .toList();
            String schema = parts.size() == 1 ? "DATABASE()" : parts.get(0);
            bySchema.computeIfAbsent(schema, none -> new ArrayList<>()).add(parts.get(parts.size() - 1));
        }
        List<String> places =
                new ArrayList<>(List.of("t.TABLE_SCHEMA = DATABASE() AND LEFT(t.TABLE_NAME, 4) = 'ylh_'"));
        bySchema.forEach((schema, names) -> {
            if (!names.isEmpty()) {
                places.add("t.TABLE_SCHEMA = " + schema + " AND t.TABLE_NAME IN (" + String.join(", ", names) + ")");
            }
        });
        return Optional.of("SELECT t.TABLE_NAME AS name, t.ENGINE AS engine, FALSE AS transactions,"
                + " CONCAT('ALTER TABLE ', t.TABLE_SCHEMA, '.', t.TABLE_NAME, ' ENGINE = InnoDB;') AS remedy"
                + " FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE"
                + " WHERE COALESCE(e.TRANSACTIONS, 'NO') <> 'YES' AND (" + String.join(" OR ", places)
                + ") ORDER BY t.TABLE_NAME");
    }

    @Override
    String quoted(String bare) {
        return "`" + bare + "`";
    }

    /** Names of columns are the same in any case, and those of tables are what the server makes of them. */
    @Override
    String folded(String plain) {
        return plain;
    }

    @Override
    boolean isSamePlain(String plain, String bare) {
        return plain.equalsIgnoreCase(bare);
    }

    private static Parameters place(String table) {
        List<String> parts =
                DatabaseName.parts(table).stream().map(DatabaseName::bare).toList();
        return Parameters.of("schema", parts.size() == 1 ? Optional.empty() : Optional.of(parts.get(0)))
                .and("table", parts.get(parts.size() - 1));
    }

    /** Those that the user may see, which takes a right of its own. */
    @Override
    public List<String> triggers(Sql sql, String table) {
        return sql.list(TRIGGERS, place(table), row -> row.text("name"));
    }

    @Override
    public Optional<List<String>> enumWords(Sql sql, String table, String column) {
        return sql.first(COLUMN_TYPE, place(table).and("column", column), row -> row.text("type"))
                .map(type -> Pattern.compile("'((?:[^']|'')*)'")
                        .matcher(type)
                        .results()
                        .map(word -> word.group(1).replace("''", "'"))
                        .toList());
    }

    /** A TIMESTAMP is kept in UTC and told in the zone of the session; a DATETIME is what somebody wrote. */
    @Override
    public boolean holdsInstants(String type) {
        return type.equalsIgnoreCase("TIMESTAMP");
    }

    @Override
    boolean isMissingRight(SQLException e) {
        return NO_RIGHT.contains(e.getErrorCode());
    }

    /** The server is read-only, or the transaction is; InnoDB is read-only. */
    @Override
    boolean takesNoWrites(SQLException e) {
        return e.getErrorCode() == 1290 || e.getErrorCode() == 1792 || e.getErrorCode() == 1836;
    }

    /** The driver leaves addresses that begin with the other word to MySQL's own driver. */
    private static String url(DatabaseAddress address) {
        String base = address.parts().base();
        return base.startsWith(JDBC_MYSQL) ? "jdbc:mariadb:" + base.substring(JDBC_MYSQL.length()) : base;
    }

    /** With no second at all the server fails where it ought to skip a locked row. */
    private static long seconds(Duration lockWait) {
        return Math.max(1, lockWait.plusMillis(999).toSeconds());
    }

    private static Properties ours(DatabaseAddress address) {
        Properties properties = properties(address);
        properties.putIfAbsent("connectTimeout", String.valueOf(CONNECT_SECONDS * 1000));
        properties.putIfAbsent("socketTimeout", String.valueOf(SOCKET_SECONDS * 1000));
        properties.putIfAbsent("tcpKeepAlive", "true");
        properties.setProperty("connectionAttributes", "program_name:ylh");
        properties.setProperty("transactionIsolation", "READ-COMMITTED");
        properties.setProperty(
                "sessionVariables", SESSION.formatted(seconds(address.lockWait()), written(address.offset())));
        properties.setProperty("initSql", LONG_LISTS);
        properties.setProperty("connectionTimeZone", "UTC");
        // Without it times with a zone would be taken for times in the JVM's zone.
        properties.setProperty("preserveInstants", "true");
        // When a cluster aborts the transaction around a bulk insert, the driver does not say so, and its commit sends
        // nothing.
        properties.setProperty("useBulkStmtsForInserts", "false");
        properties.setProperty("useBulkStmts", "false");
        // The server that was looked at is the one that is spoken to.
        properties.setProperty("permitRedirect", "false");
        // A server must not be able to ask for files of this machine.
        properties.setProperty("allowLocalInfile", "false");
        return properties;
    }

    private static String written(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
    }

    /** A TIMESTAMP is written and shown as the session's clock has it. */
    @Override
    Object bound(Instant at, ZoneOffset session) {
        return LocalDateTime.ofInstant(at.truncatedTo(ChronoUnit.MICROS), session);
    }

    @Override
    Optional<Instant> serverTime(ResultSet row, String column, ZoneOffset session) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDateTime.class)).map(shown -> shown.toInstant(session));
    }

    @Override
    public boolean comparesBitsWithNumbers() {
        return true;
    }

    @Override
    Optional<String> sessionOffset(ZoneOffset offset) {
        return Optional.of("SET time_zone = '" + written(offset) + "'");
    }

    @Override
    public String folder() {
        return "mariadb";
    }

    @Override
    Set<String> settings() {
        return ALLOWED;
    }

    @Override
    Optional<Message> problem(DatabaseUrl.Setting setting) {
        return FILES.contains(setting.name()) ? problemOfFile(setting.value()) : Optional.empty();
    }

    /** With the path of a socket of this machine the driver pays no attention to the hosts. */
    @Override
    boolean isProtected(Map<String, String> settings) {
        String mode = settings.getOrDefault("sslMode", "").toLowerCase(Locale.ROOT);
        return settings.containsKey(SOCKET) || PROTECTED.contains(mode);
    }

    @Override
    String protection() {
        return "sslMode=verify-full";
    }

    @Override
    String appliedVersions() {
        return "SELECT version, success FROM ylh_schema_history WHERE version IS NOT NULL";
    }

    @Override
    String now() {
        return "SELECT UTC_TIMESTAMP(6) AS now_utc";
    }

    @Override
    public Optional<String> bytesOfOwnTables() {
        return Optional.of("SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables"
                + " WHERE table_schema = DATABASE() AND table_name LIKE 'ylh\\\\_%'");
    }

    @Override
    public List<String> identity() {
        return List.of("SELECT CONCAT(@@hostname, ':', @@port, '/', DATABASE())");
    }

    /** The column is not named: a table has one counter. */
    @Override
    public String restartKeys() {
        return "ALTER TABLE %1$s AUTO_INCREMENT = %3$d";
    }

    @Override
    public boolean isExclusive() {
        return false;
    }

    @Override
    public boolean isMissingTable(SQLException e) {
        return e.getErrorCode() == 1146;
    }

    @Override
    boolean isLockedByAnotherProcess(SQLException e) {
        return false;
    }

    /**
     * Of both, since who is not let in does not hear whose server it is. 1047 is a node of a Galera cluster that has lost the others; 3032
     * is offline mode, 3159 a server that takes nobody without TLS; 1969 and 3024 are the longest that a statement may take, 1317 is KILL
     * QUERY.
     */
    @Override
    Optional<Trouble> trouble(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1045, 1698 -> Optional.of(Trouble.WRONG_PASSWORD);
            case 1044, 1129, 1130 -> Optional.of(Trouble.NOT_LET_IN);
            case 1049 -> Optional.of(Trouble.MISSING_DATABASE);
            case 1040, 1203, 1226 -> Optional.of(Trouble.TOO_MANY_CONNECTIONS);
            case 1053, 1079 -> Optional.of(Trouble.STARTING_OR_STOPPING);
            case 1021, 1114 -> Optional.of(Trouble.DISK_FULL);
            case 1142, 1143, 1227, 1370 -> Optional.of(Trouble.NO_RIGHT);
            case 1153 -> Optional.of(Trouble.TOO_LARGE);
            case 1047 -> Optional.of(Trouble.UNREACHABLE);
            case 3032 -> Optional.of(Trouble.OFFLINE);
            case 3159 -> Optional.of(Trouble.TLS);
            case 1317, 1969, 3024 -> Optional.of(Trouble.ENDED_BY_SERVER);
            default -> isTooLarge(e) ? Optional.of(Trouble.TOO_LARGE) : Trouble.common(e);
        };
    }

    /**
     * MySQL's usual way to sign on, caching_sha2_password, tells the password to nobody but the holder of a key, unless the server still
     * has it from a time before: the driver says in words alone that it knows no such key. A user of whom the server demands TLS is refused
     * without it as with a wrong password.
     */
    @Override
    Optional<Trouble> troubleOpening(SQLException e, DatabaseAddress address) {
        String words = String.valueOf(e.getMessage());
        if (words.contains("RSA public key is not available") || words.contains("Cannot use authentication plugin")) {
            return Optional.of(Trouble.PASSWORD_NEEDS_TLS);
        }
        if (words.contains("hostname verification failed")) {
            return Optional.of(Trouble.CERTIFICATE_OF_ANOTHER_NAME);
        }
        return trouble(e)
                .map(trouble -> trouble == Trouble.WRONG_PASSWORD && isWithoutTls(address)
                        ? Trouble.WRONG_PASSWORD_WITHOUT_TLS
                        : trouble);
    }

    private static boolean isWithoutTls(DatabaseAddress address) {
        return address.settings().getOrDefault("sslMode", "").equalsIgnoreCase("disable");
    }

    /** The driver knows the server's limit, and does not even send what is above it. */
    private static boolean isTooLarge(SQLException e) {
        return String.valueOf(e.getMessage()).contains("max_allowed_packet");
    }

    @Override
    int usualPort() {
        return 3306;
    }

    /** Deadlock, lock time-out. */
    @Override
    public boolean isTransient(SQLException e) {
        return e.getErrorCode() == 1213 || e.getErrorCode() == 1205;
    }

    /** A missing value and characters that the column cannot hold have no state of their own. */
    @Override
    public boolean isRefusedRow(SQLException e) {
        return super.isRefusedRow(e) || e.getErrorCode() == 1364 || e.getErrorCode() == 1366;
    }

    /** 25S03: the driver has found another server, and lost the transaction. */
    @Override
    boolean isLost(SQLException e) {
        return super.isLost(e) || "25S03".equals(e.getSQLState());
    }

    /** A COMMIT that was interrupted, or failed for a reason of the cluster's. */
    @Override
    boolean isUnknownEnd(SQLException e) {
        return e.getErrorCode() == 1180 || e.getErrorCode() == 1317;
    }

    /** Has a session wait, where the server is one of a cluster: there it has this variable, and nowhere else. */
    static boolean catchUp(Connection connection, String variable, String waiting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SHOW VARIABLES LIKE '" + variable + "'")) {
            boolean isOfCluster = found.next();
            if (isOfCluster) {
                statement.execute("SET SESSION " + variable + " = " + waiting);
            }
            return isOfCluster;
        }
    }

    @Override
    public boolean locksWhatItReads() {
        return true;
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == 1205;
    }
}
