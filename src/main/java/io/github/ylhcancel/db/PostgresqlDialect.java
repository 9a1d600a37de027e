package io.github.ylhcancel.db;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.GT;

/** PostgreSQL, and the settings that the program insists on there. */
final class PostgresqlDialect extends Dialect {
    private static final String ENUM_WORDS = """
            SELECT e.enumlabel AS word
              FROM pg_attribute a
              JOIN pg_enum e ON e.enumtypid = a.atttypid
             WHERE a.attrelid = to_regclass(:table) AND a.attname = :column
             ORDER BY e.enumsortorder
            """;

    /** Neither those that only look at what is removed, nor those of foreign keys. */
    private static final String TRIGGERS = """
            SELECT tgname AS name FROM pg_trigger
             WHERE tgrelid = to_regclass(CAST(:table AS text)) AND NOT tgisinternal AND tgenabled <> 'D' AND (tgtype & 20) <> 0
             ORDER BY tgname
            """;

    @Override
    String folded(String plain) {
        return plain.toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<List<String>> enumWords(Sql sql, String table, String column) {
        Parameters which = Parameters.of("table", name(table)).and("column", column);
        return Optional.of(sql.list(ENUM_WORDS, which, row -> row.text("word"))).filter(words -> !words.isEmpty());
    }

    @Override
    public List<String> triggers(Sql sql, String table) {
        return sql.list(TRIGGERS, Parameters.of("table", name(table)), row -> row.text("name"));
    }

    private static final String CURRENT_SCHEMA = "currentSchema";
    private static final String TARGET_SERVER_TYPE = "targetServerType";

    private static final Set<String> ALLOWED = Set.of(
            "ApplicationName",
            "cancelSignalTimeout",
            "channelBinding",
            "connectTimeout",
            CURRENT_SCHEMA,
            "hostRecheckSeconds",
            "loadBalanceHosts",
            "loginTimeout",
            "prepareThreshold",
            "requireAuth",
            "socketTimeout",
            "sslcert",
            "sslkey",
            "sslmode",
            "sslNegotiation",
            "sslpassword",
            "sslrootcert",
            TARGET_SERVER_TYPE,
            "tcpKeepAlive");

    private static final Set<String> FILES = Set.of("sslcert", "sslkey", "sslrootcert");

    private static final Set<String> VERIFIED = Set.of("verify-full", "verify-ca");

    private static final int CONNECT_SECONDS = 10;
    /** With the server's own start of the session, which can be slow when all its connections are wanted at once. */
    private static final int LOGIN_SECONDS = 20;
    /** No statement of ours works for minutes; after this long the network lost the answer. */
    private static final int SOCKET_SECONDS = 600;

    /** The oldest server that a pool's sessions are left as they were with: to older ones the driver sends a setting by itself. */
    private static final String OLDEST = "12";

    private static final int BEGIN_AND_SELECT = 2;

    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";

    /**
     * Nothing is set for the session: behind a pool it is the shop's next. SET LOCAL, as a query, because a statement of its own for each
     * would be one more to parse, and because the last depends on what the session has. A commit is reported and told, so it must
     * survive a crash of the server; who wants more than that keeps it.
     */
    private static final String SETTINGS =
            ";SELECT set_config('TimeZone', '%s', true)," + " set_config('lock_timeout', '%dms', true)";

    private static final String DURABLE = "set_config('synchronous_commit',"
            + " CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, %s)";

    private static final String SCHEMA = ", set_config('search_path', '%s', true)";

    /** Direct, and ours alone. */
    private static final String SESSION_TO_MIGRATE = "SET TIME ZONE 'UTC'; SET lock_timeout = '%dms';"
            + " SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT ";

    private static final String FROZEN = "default_transaction_read_only";

    private static final String SERVER =
            "SELECT pg_backend_pid(), pg_is_in_recovery(), current_setting('" + FROZEN + "') = 'on'";

    private static final Set<String> PRIMARY = Set.of("primary", "master");

    /** What goes wrong is said by us, and the driver's own lines would go to standard error. Apart from what every start has. */
    private static final class SilentDriver {
        /** Kept, or the setting is forgotten. */
        private static final Logger LINES = Logger.getLogger("org.postgresql");

        static {
            LINES.setLevel(Level.OFF);
        }

        static Connection connect(String url, Properties properties) throws SQLException {
            return new org.postgresql.Driver().connect(url, properties);
        }
    }

    @Override
    Connection connect(DatabaseAddress address, Access access) throws SQLException {
        // A schema is part of a transaction's settings: as a start-up parameter pools refuse it or pay no attention to
        // it.
        Properties properties = ours(address);
        properties.remove(CURRENT_SCHEMA);
        Connection connection = SilentDriver.connect(address.parts().base(), properties);
        try {
            look(connection, address, access);
            return connection;
        } catch (SQLException | UserError e) {
            connection.close();
            throw e;
        }
    }

    /** Whether it is a server to work with. */
    private static void look(Connection connection, DatabaseAddress address, Access access) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            if (row.getInt(1) != driver.getBackendPID()) {
                // A statement that the server keeps under a name is not there when the pool gives us another session.
                driver.setPrepareThreshold(0);
                requireTransactions(connection, address);
            }
            if (access != Access.READ && row.getBoolean(2)) {
                boolean several = address.parts().hosts().size() > 1
                        && !PRIMARY.contains(address.settings().getOrDefault(TARGET_SERVER_TYPE, ""));
                throw new TakesNoWritesException(several ? "db.standby-of-several" : "db.standby", address, "");
            }
            if (access != Access.READ && row.getBoolean(3)) {
                throw new TakesNoWritesException("db.frozen", address, FROZEN + " = on");
            }
        }
    }

    private static void requireTransactions(Connection connection, DatabaseAddress address) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("statement pooling")) {
                throw new UserError(ExitCode.USAGE, Message.of("db.pool-of-statements", address), e);
            }
            throw e;
        }
    }

    @Override
    Connection connectToMigrate(DatabaseAddress address) throws SQLException {
        Connection connection = SilentDriver.connect(address.parts().base(), ours(address));
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION_TO_MIGRATE.formatted(address.lockWait().toMillis()) + DURABLE.formatted("false"));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** What the server calls its session, and what we were told that it is called when it was opened. */
    @Override
    boolean isPooled(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        }
    }

    @Override
    public Optional<String> durability() {
        return Optional.of("""
                SELECT name, setting FROM pg_settings WHERE name IN ('synchronous_commit', 'fsync', 'full_page_writes')
                UNION ALL
                SELECT 'replicas', CAST(count(*) AS text) FROM pg_stat_replication
                 WHERE current_setting('synchronous_standby_names') = ''
                """);
    }

    /** Of defaults, as a serial column has one. What an identity column takes numbers from is the table's own, and asks for no right. */
    @Override
    public Optional<String> closedSequences() {
        return Optional.of("""
                SELECT owner.attname AS column_name, CAST(CAST(taken.oid AS regclass) AS text) AS sequence_name
                  FROM pg_attrdef given
                  JOIN pg_attribute owner ON owner.attrelid = given.adrelid AND owner.attnum = given.adnum
                  JOIN pg_depend needs ON needs.objid = given.oid AND needs.classid = CAST('pg_attrdef' AS regclass)
                   AND needs.refclassid = CAST('pg_class' AS regclass)
                  JOIN pg_class taken ON taken.oid = needs.refobjid
                 WHERE given.adrelid = to_regclass(CAST(:table AS text))
                   AND CASE WHEN taken.relkind = 'S' THEN NOT has_sequence_privilege(taken.oid, 'USAGE, UPDATE') ELSE FALSE END
                """);
    }

    /** What is in a foreign table is another server's, and one that is not logged is empty after a crash. */
    @Override
    public Optional<String> doubtfulTables(List<String> tables) {
        String names =
                tables.stream().map(table -> "to_regclass('" + table + "')").collect(Collectors.joining(", "));
        return Optional.of("""
                SELECT CAST(CAST(c.oid AS regclass) AS text) AS name,
                       CASE c.relkind WHEN 'f' THEN 'FOREIGN' ELSE 'UNLOGGED' END AS engine, c.relkind <> 'f' AS transactions,
                       CASE c.relkind WHEN 'f' THEN NULL
                                      ELSE 'ALTER TABLE ' || CAST(CAST(c.oid AS regclass) AS text) || ' SET LOGGED;' END AS remedy
                  FROM pg_class c
                 WHERE (c.relkind = 'f' OR c.relkind = 'r' AND c.relpersistence = 'u')
                   AND (c.oid IN (%s) OR left(c.relname, 4) = 'ylh_' AND pg_table_is_visible(c.oid))
                 ORDER BY 1
                """.formatted(names));
    }

    @Override
    public boolean isOneRoom(DatabaseAddress address) {
        return schema(address).isPresent();
    }

    @Override
    public boolean holdsInstants(String type) {
        return type.equalsIgnoreCase("timestamptz");
    }

    @Override
    boolean isMissingRight(SQLException e) {
        return "42501".equals(e.getSQLState());
    }

    @Override
    boolean takesNoWrites(SQLException e) {
        return "25006".equals(e.getSQLState());
    }

    @Override
    Frame.Beginning beginning(DatabaseAddress address, Access access) {
        String text = BEGIN + (access == Access.READ ? ", READ ONLY" : "")
                + SETTINGS.formatted(posix(address.offset()), address.lockWait().toMillis())
                + (access == Access.READ ? "" : ", " + DURABLE.formatted("true"))
                + schema(address).map(SCHEMA::formatted).orElse("") + ";";
        return new Frame.Beginning(text, BEGIN_AND_SELECT);
    }

    /** In POSIX's way, which every server knows: what is in brackets is a name, and the sign behind it means west. */
    private static String posix(ZoneOffset offset) {
        if (offset.equals(ZoneOffset.UTC)) {
            return "UTC";
        }
        ZoneOffset west = ZoneOffset.ofTotalSeconds(-offset.getTotalSeconds());
        return "<" + offset.getId() + ">" + west.getId();
    }

    private static Optional<String> schema(DatabaseAddress address) {
        return Optional.ofNullable(address.settings().get(CURRENT_SCHEMA)).map(schema -> schema.replace("'", "''"));
    }

    /** It begins on the server with its first statement. The driver is left in the belief that each statement stands for itself. */
    @Override
    void begin(Connection connection) throws SQLException {
        if (state(connection) != TransactionState.IDLE) {
            throw new SQLException("a transaction is open already", "25001");
        }
    }

    /** A server that has already undone it answers COMMIT with ROLLBACK, and this driver takes that for success. */
    @Override
    void commit(Connection connection) throws SQLException {
        if (state(connection) == TransactionState.FAILED) {
            rollback(connection);
            throw new SQLException("a statement of the transaction failed, so it cannot be committed", "25P02");
        }
        end(connection, "COMMIT");
    }

    @Override
    void rollback(Connection connection) throws SQLException {
        end(connection, "ROLLBACK");
    }

    private static void end(Connection connection, String how) throws SQLException {
        if (state(connection) != TransactionState.IDLE) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(how);
            }
        }
    }

    private static TransactionState state(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState();
    }

    private static Properties ours(DatabaseAddress address) {
        Properties properties = properties(address);
        properties.putIfAbsent("ApplicationName", "ylh");
        properties.putIfAbsent("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.putIfAbsent("loginTimeout", String.valueOf(LOGIN_SECONDS));
        properties.putIfAbsent("socketTimeout", String.valueOf(SOCKET_SECONDS));
        properties.putIfAbsent("tcpKeepAlive", "true");
        // Then its name is told when the session starts, and not set afterwards.
        properties.setProperty("assumeMinServerVersion", OLDEST);
        properties.setProperty("reWriteBatchedInserts", "true");
        // A text parameter takes the column's type: there are shops whose status is a number or an enum.
        properties.setProperty("stringtype", "unspecified");
        // The detail of an error is often a whole row of the shop, with the name, address and telephone number of a
        // customer.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    Set<String> settings() {
        return ALLOWED;
    }

    /** A schema becomes part of a statement, in quotes. */
    @Override
    Optional<Message> problem(DatabaseUrl.Setting setting) {
        if (FILES.contains(setting.name())) {
            return problemOfFile(setting.value());
        }
        return setting.name().equals(CURRENT_SCHEMA) && setting.value().indexOf('\\') >= 0
                ? Optional.of(Message.of("db.url-value.schema"))
                : Optional.empty();
    }

    /** Encryption alone is none against who answers in the server's place, unless the password itself is bound to the server's key. */
    @Override
    boolean isProtected(Map<String, String> settings) {
        String mode = settings.getOrDefault("sslmode", "").toLowerCase(Locale.ROOT);
        boolean isBound = settings.getOrDefault("channelBinding", "").equalsIgnoreCase("require");
        return VERIFIED.contains(mode) || mode.equals("require") && isBound;
    }

    @Override
    String protection() {
        return "sslmode=verify-full";
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

    /** Of the schema in which the program finds them. */
    @Override
    public Optional<String> bytesOfOwnTables() {
        return Optional.of("SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
                + " WHERE c.relkind = 'r' AND c.relname LIKE 'ylh\\_%' AND pg_table_is_visible(c.oid)");
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

    /**
     * 28000 is a user or an address that the server lets nobody in from; its own words say which. 57014 is statement_timeout, or somebody
     * who cancels a statement.
     */
    @Override
    Optional<Trouble> trouble(SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "28P01" -> Optional.of(Trouble.WRONG_PASSWORD);
            case "28000" -> Optional.of(Trouble.NOT_LET_IN);
            case "3D000" -> Optional.of(Trouble.MISSING_DATABASE);
            case "53300" -> Optional.of(Trouble.TOO_MANY_CONNECTIONS);
            case "57P01", "57P02", "57P03" -> Optional.of(Trouble.STARTING_OR_STOPPING);
            case "53100" -> Optional.of(Trouble.DISK_FULL);
            case "42501" -> Optional.of(Trouble.NO_RIGHT);
            case "57014" -> Optional.of(Trouble.ENDED_BY_SERVER);
            default -> isLoginTimeout(e) ? Optional.of(Trouble.NO_ANSWER) : Trouble.common(e);
        };
    }

    /** The driver gives up by a clock of its own, has no cause to name, and says so in the user's language. */
    private static boolean isLoginTimeout(SQLException e) {
        return GT.tr("Connection attempt timed out.").equals(e.getMessage());
    }

    @Override
    int usualPort() {
        return 5432;
    }

    /** Deadlock, serialization failure, lock time-out. */
    @Override
    public boolean isTransient(SQLException e) {
        return "40P01".equals(e.getSQLState()) || "40001".equals(e.getSQLState()) || "55P03".equals(e.getSQLState());
    }
}
