package io.github.ylhcancel.db;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DatabaseUrl;
import io.github.ylhcancel.files.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** The embedded database. */
final class H2Dialect extends Dialect {
    @Override
    String folded(String plain) {
        return plain.toUpperCase(Locale.ROOT);
    }

    /** Some addresses have it store names as they are. */
    @Override
    boolean isSamePlain(String plain, String bare) {
        return plain.equalsIgnoreCase(bare);
    }

    @Override
    String plain(String bare) {
        return bare.toLowerCase(Locale.ROOT);
    }

    private static final Set<String> ALLOWED = Set.of(
            "CACHE_SIZE",
            "CASE_INSENSITIVE_IDENTIFIERS",
            "CIPHER",
            "DATABASE_TO_LOWER",
            "DATABASE_TO_UPPER",
            "LOCK_TIMEOUT",
            "MAX_COMPACT_TIME",
            "MODE",
            "SCHEMA");

    /** H2 makes a statement of each setting. */
    private static final String WORD = "[A-Za-z0-9_]+";

    /**
     * An interrupt lets the transaction at hand be finished, so the database must outlive the start of the shutdown. What goes
     * wrong is said by us, so no trace file grows beside the database. A cancellation is made of more than a dozen statements, and
     * with the default of 8 each of them would be parsed anew for every set of orders. WRITE_DELAY=0 comes with every writing
     * access: otherwise a commit that was reported can be lost with the process. So does REUSE_SPACE=FALSE: with the default a
     * commit that H2 writes into space that became free, as it does soon after opening a file that is older than 45 seconds, is
     * gone when the process is killed before the next one.
     */
    private static final String SETTINGS =
            ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;QUERY_CACHE_SIZE=64;TIME ZONE=UTC";

    private static final int LOCK_TIMEOUT = 50200;
    private static final long MUCH = 64L << 20;

    @Override
    Connection connect(DatabaseAddress address, Access access) throws SQLException {
        if (access == Access.CREATE) {
            createIfMissing(file(address));
        }
        Properties properties = new Properties();
        properties.setProperty("user", address.username());
        properties.setProperty("password", address.password());
        String chosen = address.settings().entrySet().stream()
                .map(setting -> ";" + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining());
        Connection connection =
                new org.h2.Driver().connect(address.parts().base() + chosen + SETTINGS + settings(access), properties);
        if (access != Access.READ && connection.isReadOnly()) {
            connection.close();
            throw Trouble.READ_ONLY.error(address, "", null);
        }
        return connection;
    }

    /** H2 itself would make one that everybody can read, also where somebody's link leads. */
    private static void createIfMissing(Path file) {
        if (Files.exists(file)) {
            return;
        }
        try {
            NewFile.empty(file);
        } catch (IOException e) {
            throw UserError.usage("db.file-not-made", file, FileReason.of(e));
        }
    }

    /** How large its file is, in bytes; 0 for one that is not there yet. */
    @Override
    long size(DatabaseAddress address) {
        return file(address).toFile().length();
    }

    private static Path file(DatabaseAddress address) {
        return Path.of(address.parts().database() + ".mv.db");
    }

    /**
     * While it is open the file only grows, and what H2 takes back by itself on closing is little. After much writing it is written
     * anew, which closes the database.
     */
    @Override
    void tidyUp(Connection connection, long grown) throws SQLException {
        if (grown > MUCH) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            }
        }
    }

    private static String settings(Access access) {
        return switch (access) {
            case READ -> ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
            case WRITE -> ";IFEXISTS=TRUE;WRITE_DELAY=0;REUSE_SPACE=FALSE";
            case CREATE -> ";WRITE_DELAY=0;REUSE_SPACE=FALSE";
        };
    }

    @Override
    public String folder() {
        return "h2";
    }

    @Override
    Set<String> settings() {
        return ALLOWED;
    }

    @Override
    Optional<Message> problem(DatabaseUrl.Setting setting) {
        return setting.value().matches(WORD) ? Optional.empty() : Optional.of(Message.of("db.url-value.word"));
    }

    @Override
    String appliedVersions() {
        return """
            SELECT "version", "success" FROM "ylh_schema_history" WHERE "version" IS NOT NULL
            """;
    }

    @Override
    String now() {
        return "SELECT CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS TIMESTAMP(6)) AS now_utc";
    }

    @Override
    public String restartKeys() {
        return "ALTER TABLE %s ALTER COLUMN %s RESTART WITH %d";
    }

    @Override
    public List<String> identity() {
        return List.of("SELECT DATABASE_PATH()");
    }

    /** An embedded database has one process at a time, so a lease of any other process is a dead one's. */
    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public boolean isMissingTable(SQLException e) {
        return "42S02".equals(e.getSQLState()) || "42S03".equals(e.getSQLState()) || "42S04".equals(e.getSQLState());
    }

    @Override
    boolean isLockedByAnotherProcess(SQLException e) {
        return e.getErrorCode() == 90020;
    }

    @Override
    Optional<Trouble> trouble(SQLException e) {
        if (Trouble.fullDisk(e).isPresent()) {
            return Optional.of(Trouble.DISK_FULL);
        }
        return switch (e.getErrorCode()) {
            case 28000 -> Optional.of(Trouble.WRONG_PASSWORD_OF_FILE);
            case 90097 -> Optional.of(Trouble.READ_ONLY);
            case 90146, 90149 -> Optional.of(Trouble.MISSING_FILE);
            default -> Optional.empty();
        };
    }

    /** Deadlock, lock time-out, concurrent update. */
    @Override
    public boolean isTransient(SQLException e) {
        return e.getErrorCode() == 40001 || e.getErrorCode() == 50200 || e.getErrorCode() == 90131;
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == LOCK_TIMEOUT;
    }

    /** As long as H2 itself would wait for a row. */
    private static final long WAIT_SECONDS = 5;

    /** By the address of the database; one whose address is spelled in two ways is opened by one process in one of them. */
    private static final Map<String, ReentrantLock> WRITING = new ConcurrentHashMap<>();

    /**
     * One transaction writes at a time: where one is rolled back while another commits, H2 (2.3 and 2.5) can put a row's old value
     * over what a third has just committed, without a word. Locking the row first does not help. Little is lost by it, since all
     * transactions of the process wait for the same file.
     */
    @Override
    void enter(Connection connection) throws SQLException {
        try {
            if (!lock(connection).tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTimeoutException(
                        "another transaction of this process does not end", "HYT00", LOCK_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTimeoutException("interrupted while another transaction writes", "HYT00", LOCK_TIMEOUT, e);
        }
    }

    @Override
    void leave(Connection connection) {
        ReentrantLock lock = WRITING.get(url(connection));
        if (lock != null && lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }

    private static ReentrantLock lock(Connection connection) {
        return WRITING.computeIfAbsent(url(connection), url -> new ReentrantLock());
    }

    private static String url(Connection connection) {
        try {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            return "";
        }
    }
}
