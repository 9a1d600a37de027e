package io.github.ylhcancel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where databases differ. A statement that is not the same on all stands here, written whole for each. */
enum Dialect {
    H2("h2") {
        @Override
        boolean supports(String url) {
            if (!url.startsWith("jdbc:h2:")) {
                return false;
            }
            String rest = url.substring("jdbc:h2:".length()).toLowerCase(Locale.ROOT);
            return !rest.isEmpty() && !rest.startsWith("tcp:") && !rest.startsWith("ssl:") && !rest.startsWith("zip:");
        }

        @Override
        List<String> ownSettings() {
            return H2Connections.OWN_SETTINGS;
        }

        @Override
        Connection connect(DatabaseAddress address, Access access) throws SQLException {
            return H2Connections.open(address, access);
        }

        @Override
        long size(DatabaseAddress address) {
            return H2Connections.size(address);
        }

        @Override
        void tidyUp(Connection connection, long grown) throws SQLException {
            H2Connections.tidyUp(connection, grown);
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
        String restartKeys() {
            return "ALTER TABLE %s ALTER COLUMN %s RESTART WITH %d";
        }

        /** A database in memory has no path, and no other process ever sees it. */
        @Override
        List<String> identity() {
            return List.of("SELECT COALESCE(DATABASE_PATH(), '')");
        }

        /** An embedded database has one process at a time, so a lease of any other process is a dead one's. */
        @Override
        boolean isExclusive() {
            return true;
        }

        @Override
        boolean isMissingTable(SQLException e) {
            return "42S02".equals(e.getSQLState())
                    || "42S03".equals(e.getSQLState())
                    || "42S04".equals(e.getSQLState());
        }

        @Override
        boolean isLockedByAnotherProcess(SQLException e) {
            return e.getErrorCode() == 90020;
        }

        @Override
        boolean isMissingDatabase(SQLException e) {
            return e.getErrorCode() == 90146 || e.getErrorCode() == 90149;
        }

        @Override
        boolean isWrongPassword(SQLException e) {
            return e.getErrorCode() == 28000;
        }

        /** Deadlock, lock time-out, concurrent update. */
        @Override
        boolean isTransient(SQLException e) {
            return e.getErrorCode() == 40001 || e.getErrorCode() == 50200 || e.getErrorCode() == 90131;
        }
    },

    POSTGRESQL("postgresql") {
        private final Pattern address = Pattern.compile("jdbc:postgresql:(//[^/?]+/)?[^/?]+(\\?.*)?");

        @Override
        boolean supports(String url) {
            return address.matcher(url).matches();
        }

        @Override
        List<String> ownSettings() {
            return PostgresqlConnections.OWN_SETTINGS;
        }

        @Override
        Connection connect(DatabaseAddress address, Access access) throws SQLException {
            return PostgresqlConnections.open(address, access);
        }

        @Override
        String appliedVersions() {
            return "SELECT version, success FROM ylh_schema_history WHERE version IS NOT NULL";
        }

        @Override
        String now() {
            return "SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now_utc";
        }

        /** NO KEY, so that a check-out that only refers to a product need not wait. */
        @Override
        Optional<AddToMany> addToMany() {
            return Optional.of(
                    new AddToMany("SELECT %2$s FROM %1$s WHERE %2$s = ANY (?) ORDER BY %2$s FOR NO KEY UPDATE", """
                    UPDATE %1$s AS t
                       SET %3$s = t.%3$s + s.quantity
                      FROM unnest(?::bigint[], ?::bigint[]) AS s (id, quantity)
                     WHERE t.%2$s = s.id
                    """));
        }

        /** The first is of the cluster and the database in it; not every user may ask for it. */
        @Override
        List<String> identity() {
            return List.of(
                    "SELECT system_identifier || '/' || current_database() FROM pg_control_system()",
                    "SELECT current_database() || ' at ' || COALESCE(host(inet_server_addr()), '') || ':'"
                            + " || COALESCE(inet_server_port(), 0)");
        }

        @Override
        String restartKeys() {
            return "ALTER TABLE %s ALTER COLUMN %s RESTART WITH %d";
        }

        @Override
        boolean isExclusive() {
            return false;
        }

        @Override
        boolean isMissingTable(SQLException e) {
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
        boolean isTransient(SQLException e) {
            return "40P01".equals(e.getSQLState())
                    || "40001".equals(e.getSQLState())
                    || "55P03".equals(e.getSQLState());
        }
    },

    /** MariaDB and MySQL. */
    MARIADB("mariadb") {
        private final Pattern address = Pattern.compile("jdbc:(mariadb|mysql):([a-z-]+:)?//[^/?]+/[^/?]+(\\?.*)?");

        @Override
        boolean supports(String url) {
            return address.matcher(url).matches();
        }

        @Override
        List<String> ownSettings() {
            return MariadbConnections.OWN_SETTINGS;
        }

        @Override
        Connection connect(DatabaseAddress address, Access access) throws SQLException {
            return MariadbConnections.open(address, access);
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
        List<String> identity() {
            return List.of("SELECT CONCAT(@@hostname, ':', @@port, '/', DATABASE())");
        }

        /** The column is not named: a table has one counter. */
        @Override
        String restartKeys() {
            return "ALTER TABLE %1$s AUTO_INCREMENT = %3$d";
        }

        @Override
        boolean isExclusive() {
            return false;
        }

        @Override
        boolean isMissingTable(SQLException e) {
            return e.getErrorCode() == 1146;
        }

        @Override
        boolean isLockedByAnotherProcess(SQLException e) {
            return false;
        }

        @Override
        boolean isMissingDatabase(SQLException e) {
            return e.getErrorCode() == 1049;
        }

        @Override
        boolean isWrongPassword(SQLException e) {
            return e.getErrorCode() == 1045;
        }

        /**
         * Deadlock, lock time-out, a row that changed since the transaction's first look, and a table's counter that others held
         * until a deadlock or time-out came of it.
         */
        @Override
        boolean isTransient(SQLException e) {
            return e.getErrorCode() == 1213
                    || e.getErrorCode() == 1205
                    || e.getErrorCode() == 1020
                    || e.getErrorCode() == 1467;
        }

        /** A missing value, characters that the column cannot hold and, on MySQL, a broken check have no state of their own. */
        @Override
        boolean isRefusedRow(SQLException e) {
            return super.isRefusedRow(e)
                    || e.getErrorCode() == 1364
                    || e.getErrorCode() == 1366
                    || e.getErrorCode() == 3819;
        }
    };

    private final String folder;

    Dialect(String folder) {
        this.folder = folder;
    }

    static Optional<Dialect> ofUrl(String url) {
        for (Dialect dialect : values()) {
            if (dialect.supports(url)) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }

    /** The folder of its scripts, beside this class. */
    String folder() {
        return folder;
    }

    abstract boolean supports(String url);

    /** What the program itself sets on every connection; a second opinion in the URL could only weaken it. */
    abstract List<String> ownSettings();

    /**
     * Opens with the settings that the program insists on, without {@link java.sql.DriverManager}, which would look for and load
     * every driver on the class path. The session's time zone is UTC on all.
     */
    abstract Connection connect(DatabaseAddress address, Access access) throws SQLException;

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

    /**
     * Two statements, as formats of table, key and number.
     *
     * @param lock locks rows in the order of their keys; takes an array of keys
     * @param add adds to a number in each; takes that array and one of quantities
     */
    record AddToMany(String lock, String add) {}

    /** How to add to many rows at once; absent where that is no faster than one statement a row, sent together. */
    Optional<AddToMany> addToMany() {
        return Optional.empty();
    }

    /** A format of table, column and number: the next key that the table gives out. */
    abstract String restartKeys();

    /**
     * Selects one text that tells this database from its copies elsewhere. Where the first SELECT is not permitted the next is
     * asked.
     */
    abstract List<String> identity();

    /** Whether no other process can be connected while this one is. */
    abstract boolean isExclusive();

    abstract boolean isMissingTable(SQLException e);

    /** 42S22 on H2 and MariaDB, 42703 on PostgreSQL. */
    boolean isMissingColumn(SQLException e) {
        return "42S22".equals(e.getSQLState()) || "42703".equals(e.getSQLState());
    }

    abstract boolean isLockedByAnotherProcess(SQLException e);

    abstract boolean isMissingDatabase(SQLException e);

    abstract boolean isWrongPassword(SQLException e);

    /** Whether another transaction was in the way, so that the same work may well succeed when it is done again. */
    abstract boolean isTransient(SQLException e);

    /**
     * Whether a row broke a rule of the database. SQL's own classes: 22 is a value that does not fit, 23 a broken constraint. 45000 and
     * PostgreSQL's P0001 are what a trigger of the shop says no with.
     */
    boolean isRefusedRow(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.equals("45000") || state.equals("P0001");
    }
}
