package io.github.ylhcancel.db;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** Where databases differ: one class for each. A statement that is not the same on all stands there, written whole. */
public abstract class Dialect {
    public static final Dialect H2 = new H2Dialect();

    public static final Dialect POSTGRESQL = new PostgresqlDialect();
    public static final Dialect MARIADB = new MariadbDialect();
    public static final Dialect MYSQL = new MysqlDialect();

    private static final String BYTES = "CAST(CONVERT(%s USING utf8mb4) AS BINARY)";

    /** By the product that an address names; once there is a connection, {@link #found} holds. */
    static Dialect of(String product) {
        return switch (product) {
            case "h2" -> H2;
            case "postgresql" -> POSTGRESQL;
            case "mysql" -> MYSQL;
            default -> MARIADB;
        };
    }

    /** What a server is by its own word, where the address may say something else. */
    Dialect found(Connection connection) throws SQLException {
        return this;
    }

    /** The folder of its scripts, beside this class. */
    public abstract String folder();

    /**
     * What may be set in an address, as the driver spells it: what runs no code, names no class, writes no file, and takes nothing from
     * what the program itself insists on.
     */
    abstract Set<String> settings();

    /** What the value of one of them should be, if it is not that. */
    abstract Optional<Message> problem(DatabaseUrl.Setting setting);

    /** Some drivers would fetch what is called a file from anywhere, and it decides who is trusted. */
    static Optional<Message> problemOfFile(String path) {
        return path.startsWith("/") ? Optional.empty() : Optional.of(Message.of("db.url-value.path"));
    }

    /** Whether with these settings nobody on the way to the server is told the password, or can answer in its place. */
    boolean isProtected(Map<String, String> settings) {
        return true;
    }

    /** What to set for that, as one writes it. */
    String protection() {
        return "";
    }

    /**
     * Opens with the settings that the program insists on, without {@link java.sql.DriverManager}, which would look for and load
     * every driver on the class path. The time zone is the address's, which is UTC unless a shop has another.
     *
     * @throws UserError if the server answers and is not one to work with
     */
    abstract Connection connect(DatabaseAddress address, Access access) throws SQLException;

    /** Opens one for Flyway, which begins its transactions itself. */
    Connection connectToMigrate(DatabaseAddress address) throws SQLException {
        return connect(address, Access.WRITE);
    }

    /** Whether the session is not ours alone: what is set or locked in it may be another's with the next statement. */
    boolean isPooled(Connection connection) throws SQLException {
        return false;
    }

    /** Selects {@code name} and {@code setting} of what decides whether a commit survives a crash; empty where there is nothing to ask. */
    public Optional<String> durability() {
        return Optional.empty();
    }

    /**
     * Selects {@code column_name} and {@code sequence_name} of the sequences that a row of {@code :table} takes numbers from and that the
     * user may not use; empty where that takes no right of its own.
     */
    public Optional<String> closedSequences() {
        return Optional.empty();
    }

    /** Selects the user as a GRANT names it; empty where its name alone is enough. */
    public Optional<String> grantee() {
        return Optional.empty();
    }

    /**
     * Selects, of these tables and of the tool's own, those on which a transaction, or the memory of one, does not hold: {@code name},
     * what it is as {@code engine}, whether it has {@code transactions}, and the statement that would mend it as {@code remedy}, if there
     * is one. Empty where there is nothing to ask.
     *
     * @param tables names that need no quotation marks, each with a database's schema before it or without
     */
    public Optional<String> doubtfulTables(List<String> tables) {
        return Optional.empty();
    }

    /**
     * Whether what is at this address is one room, so that tables elsewhere are nobody's business: not where a database has several
     * schemas and the address names none of them.
     */
    public boolean isOneRoom(DatabaseAddress address) {
        return true;
    }

    /**
     * A condition that holds for this very text, on whichever database. To MySQL's and MariaDB's usual collations texts are equal that
     * differ in case, accents, width, or in what is not seen: the first comparison finds rows by an index, the second compares every byte.
     * Other databases compare exactly anyhow, and take what is between the signs for a comment.
     *
     * @param column with or without an alias; not necessarily of a text
     * @param literal with its quotation marks, and not a parameter
     */
    public static String exactly(String column, String literal) {
        return "(" + column + " = " + literal + " /*! AND " + BYTES.formatted(column) + " = CAST(" + literal
                + " AS BINARY) */)";
    }

    /** What to group by so that texts which differ in anything have a group each, as {@link #exactly} tells them apart. */
    public static String each(String column) {
        return column + " /*! , " + BYTES.formatted(column) + " */";
    }

    /** Whether times of this type say in which zone they are, or are kept so that it does not matter. */
    public boolean holdsInstants(String type) {
        return type.equalsIgnoreCase("TIMESTAMP WITH TIME ZONE");
    }

    /** For a parameter of a column that {@link #holdsInstants}. */
    Object bound(Instant at, ZoneOffset session) {
        return at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /** As such a column holds it. */
    Optional<Instant> serverTime(ResultSet row, String column, ZoneOffset session) throws SQLException {
        return Times.optionalInstant(row, column);
    }

    /** What gives the session another offset, where it has one for as long as it lasts; empty where each transaction brings its own. */
    Optional<String> sessionOffset(ZoneOffset offset) {
        return Optional.empty();
    }

    /** Whether a column of bits is compared with numbers alone, and a text is taken for the codes of its letters. */
    public boolean comparesBitsWithNumbers() {
        return false;
    }

    /** Whether the user lacks a right. */
    boolean isMissingRight(SQLException e) {
        return false;
    }

    /** Whether the server takes no writes now, whatever they are. */
    boolean takesNoWrites(SQLException e) {
        return false;
    }

    /**
     * What the address sets, for the driver to be given beside an address without settings: so nothing that stands there is read in a
     * second way. And the user's name and password, each only where one was given: without them the driver looks elsewhere.
     */
    static Properties properties(DatabaseAddress address) {
        Properties properties = new Properties();
        properties.putAll(address.settings());
        if (!address.username().isEmpty()) {
            properties.setProperty("user", address.username());
        }
        if (!address.password().isEmpty()) {
            properties.setProperty("password", address.password());
        }
        return properties;
    }

    /** Before something is written, be it a transaction or a statement. */
    void enter(Connection connection) throws SQLException {}

    /** After what began with {@link #enter}, however it ended. */
    void leave(Connection connection) {}

    /**
     * What goes in front of the first statement of a transaction, so that it has its settings.
     *
     * @param access {@link Access#READ} for one that must not write
     */
    Frame.Beginning beginning(DatabaseAddress address, Access access) {
        return Frame.Beginning.NONE;
    }

    /** Begins a transaction, as far as {@link #beginning} does not. */
    void begin(Connection connection) throws SQLException {
        enter(connection);
        connection.setAutoCommit(false);
    }

    /** Ends it well. When this returns the server has said that it is done; otherwise the connection is ready for another one. */
    void commit(Connection connection) throws SQLException {
        try {
            try {
                connection.commit();
            } catch (SQLException failed) {
                giveUp(connection, failed);
                throw failed;
            }
            connection.setAutoCommit(true);
        } finally {
            leave(connection);
        }
    }

    /** Or what comes next would be part of the transaction that failed. */
    private static void giveUp(Connection connection, SQLException failed) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** Undoes what was written in it. */
    void rollback(Connection connection) throws SQLException {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } finally {
            leave(connection);
        }
    }

    /**
     * Has a server of a cluster know from now on what the others had committed before it was asked, for who may come from another of them.
     *
     * @return whether it is one
     */
    boolean catchUp(Connection connection) throws SQLException {
        return false;
    }

    /**
     * Whether another server of the cluster came first with what this one has not carried out yet, so that the same work would lose against
     * it again until {@link #catchUp}.
     */
    boolean isLostAgainstAnother(SQLException e) {
        return false;
    }

    /** How large the database is, in bytes; 0 where the program has no part in that. */
    long size(DatabaseAddress address) {
        return 0;
    }

    /**
     * Called before a connection is closed.
     *
     * @param grown by how many bytes the database is larger than when it was opened
     */
    void tidyUp(Connection connection, long grown) throws SQLException {}

    /** Selects what Flyway's table says was applied: version as text, and whether it succeeded. */
    abstract String appliedVersions();

    /** Selects the database's clock as {@code now_utc}, a time without a zone in UTC. */
    abstract String now();

    /** Both at once, as every command needs both. */
    final String appliedVersionsAndNow() {
        return "SELECT applied.*, (" + now() + ") AS now_utc FROM (" + appliedVersions() + ") applied";
    }

    /**
     * Selects how many bytes the tool's own tables take, with their indexes, as far as the server knows it; empty where only the whole
     * database has a size.
     */
    public Optional<String> bytesOfOwnTables() {
        return Optional.empty();
    }

    /** What stands between CREATE INDEX and the name, so that a shop can go on while it is made. */
    public String indexWithoutLocks() {
        return "";
    }

    /** Whether lists of numbers can be joined as a table, so that one statement adds to many rows. */
    public boolean hasArrays() {
        return false;
    }

    /** How a statement names what a configuration writes: quoted where that is, or where it would be a word of the language. */
    public final String name(String written) {
        return DatabaseName.parts(written).stream()
                .map(part -> DatabaseName.isQuoted(part) || DatabaseName.isReserved(part)
                        ? quoted(DatabaseName.isQuoted(part) ? DatabaseName.bare(part) : folded(part))
                        : part)
                .collect(Collectors.joining("."));
    }

    /** How a configuration has to write a name of the database's own. */
    public final String written(String bare) {
        return bare.matches("[A-Za-z_][A-Za-z0-9_]*") && folded(bare).equals(bare)
                ? plain(bare)
                : DatabaseName.quoted(bare);
    }

    /** Whether a name as a configuration writes it is one of the database's own. */
    public final boolean isSame(String written, String bare) {
        return DatabaseName.isQuoted(written) ? DatabaseName.bare(written).equals(bare) : isSamePlain(written, bare);
    }

    boolean isSamePlain(String plain, String bare) {
        return folded(plain).equals(bare);
    }

    String quoted(String bare) {
        return DatabaseName.quoted(bare);
    }

    /** What a plain name means to the database. */
    abstract String folded(String plain);

    /** How people write a name that needs no quotation marks. */
    String plain(String bare) {
        return bare;
    }

    /**
     * The words that a column can hold whose type is a list of them; nothing where there are no such types.
     *
     * @param table as a configuration writes it
     */
    public Optional<List<String>> enumWords(Sql sql, String table, String column) {
        return Optional.empty();
    }

    /**
     * What a table does by itself when rows of it are written.
     *
     * @param table as a configuration writes it
     */
    public List<String> triggers(Sql sql, String table) {
        return List.of();
    }

    /** How rows are locked whose keys stay as they are. */
    public String rowLock() {
        return " FOR UPDATE";
    }

    /**
     * Whether a statement that locks rows may also lock, and wait for, others of the table: one that wants many of few rows is made to read
     * them all.
     */
    public boolean locksWhatItReads() {
        return false;
    }

    /** Whether a wait for another transaction took as long as one may; of a deadlock nobody need wait for long. */
    public abstract boolean isLockTimeout(SQLException e);

    /** A format of table, column and number: the next key that the table gives out. */
    public abstract String restartKeys();

    /**
     * Selects one text that tells this database from its copies elsewhere. Where the first SELECT is not permitted the next is
     * asked.
     */
    public abstract List<String> identity();

    /** Whether no other process can be connected while this one is. */
    public abstract boolean isExclusive();

    public abstract boolean isMissingTable(SQLException e);

    /** 42S22 on H2 and MariaDB, 42703 on PostgreSQL. */
    boolean isMissingColumn(SQLException e) {
        return "42S22".equals(e.getSQLState()) || "42703".equals(e.getSQLState());
    }

    abstract boolean isLockedByAnotherProcess(SQLException e);

    /** What keeps the database from being used, if that is what it says. */
    abstract Optional<Trouble> trouble(SQLException e);

    /** The same of who is not let in, which can depend on how one came. */
    Optional<Trouble> troubleOpening(SQLException e, DatabaseAddress address) {
        return trouble(e);
    }

    /** Where a server listens if nobody says. */
    int usualPort() {
        return 0;
    }

    /** Whether an error says that the connection broke, be it that the driver has another by now. SQL's own class 08. */
    boolean isLost(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("08");
    }

    /** Whether a COMMIT that ended with this error may have been carried out. */
    boolean isUnknownEnd(SQLException e) {
        return false;
    }

    /** Whether another transaction was in the way, so that the same work may well succeed when it is done again. */
    public abstract boolean isTransient(SQLException e);

    /**
     * Whether a row broke a rule of the database. SQL's own classes: 22 is a value that does not fit, 23 a broken constraint. 45000 and
     * PostgreSQL's P0001 are what a trigger of the shop says no with.
     */
    public boolean isRefusedRow(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.equals("45000") || state.equals("P0001");
    }
}
