package io.github.ylhcancel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** Where databases differ. A statement that is not the same on all stands here, written whole for each. */
enum Dialect {
    H2("jdbc:h2:", "h2") {
        @Override
        boolean supports(String url) {
            String rest = url.substring("jdbc:h2:".length()).toLowerCase(Locale.ROOT);
            return !rest.isEmpty() && !rest.startsWith("tcp:") && !rest.startsWith("ssl:") && !rest.startsWith("zip:");
        }

        /** Opened without {@link java.sql.DriverManager}, which would look for and load every driver on the class path. */
        @Override
        Connection connect(DatabaseAddress address, Access access) throws SQLException {
            Properties properties = new Properties();
            properties.setProperty("user", address.username());
            properties.setProperty("password", address.password());
            return new org.h2.Driver().connect(url(address, access), properties);
        }

        @Override
        String url(DatabaseAddress address, Access access) {
            String settings = address.url() + H2_SETTINGS;
            return switch (access) {
                case READ -> settings + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
                case WRITE -> settings + ";IFEXISTS=TRUE;WRITE_DELAY=0";
                case CREATE -> settings + ";WRITE_DELAY=0";
            };
        }

        @Override
        String appliedVersions() {
            return """
                SELECT "version", "success" FROM "ylh_schema_history" WHERE "version" IS NOT NULL
                """;
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
    };

    /**
     * An interrupt lets the order at hand be finished, so the database must outlive the start of the shutdown. What goes wrong is
     * said by us, so no trace file grows beside the database. A cancellation is made of a dozen statements, and with the default
     * of 8 each of them would be parsed anew for every order. WRITE_DELAY=0 comes with every writing access: otherwise a commit
     * that was reported can be lost with the process.
     */
    private static final String H2_SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;QUERY_CACHE_SIZE=64";

    private final String prefix;
    private final String folder;

    Dialect(String prefix, String folder) {
        this.prefix = prefix;
        this.folder = folder;
    }

    static Optional<Dialect> ofUrl(String url) {
        for (Dialect dialect : values()) {
            if (url.startsWith(dialect.prefix) && dialect.supports(url)) {
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

    /** The address with the settings that the program insists on. */
    abstract String url(DatabaseAddress address, Access access);

    abstract Connection connect(DatabaseAddress address, Access access) throws SQLException;

    /** Selects what Flyway's table says was applied: version as text, and whether it succeeded. */
    abstract String appliedVersions();

    /** Whether no other process can be connected while this one is. */
    abstract boolean isExclusive();

    abstract boolean isMissingTable(SQLException e);

    abstract boolean isLockedByAnotherProcess(SQLException e);

    abstract boolean isMissingDatabase(SQLException e);

    abstract boolean isWrongPassword(SQLException e);
}
