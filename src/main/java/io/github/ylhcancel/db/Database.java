package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.UserError;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One open connection to the shop's database, whose own tables have the version that this program knows. Used by one thread at
 * a time, and never interrupted: H2 closes a database whose thread was interrupted.
 */
public final class Database implements AutoCloseable {
    /** Statements, one after the other. */
    public interface Work<T> {
        T with(Sql sql);
    }

    /** How often work waits in vain for what another transaction holds, before it is given up. */
    public enum Patience {
        /** Once: there is something better to do than to wait again, such as the same with fewer rows. */
        SHORT,
        /** Several times. */
        LONG
    }

    /** Transactions are short; one that still finds another in its way after these stands in front of something lasting. */
    private static final int TRIES = 5;

    /** How long a server has to say that a connection still stands, after something failed. */
    private static final int VALID_WITHIN_SECONDS = 5;

    private final DatabaseAddress address;
    private final Access access;
    private final long sizeAtFirst;
    private Connection connection;
    private Transactions transactions;
    private Optional<Sql> open = Optional.empty();
    private Runnable beforeFirstWrite = () -> {};

    private Database(Connection connection, DatabaseAddress address, Access access) {
        this.connection = connection;
        this.address = address;
        this.access = access;
        this.sizeAtFirst = address.dialect().size(address);
    }

    /**
     * Opens a database that is ready for use.
     *
     * @throws UserError if it is missing, held by another process (exit code 11), unreachable, not initialised, of an older or
     *     newer version than this program, or left half-way by a migration that failed
     */
    public static Database open(DatabaseAddress address, Access access) {
        Database database = connect(address, access);
        try {
            Optional<Integer> version = database.version();
            if (isAutomaticUpgrade(address, version)) {
                database.close();
                upgrade(address);
                return open(address, access);
            }
            requireVersion(address, version);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Opens without looking at the version, for the commands that create and migrate. */
    public static Database connect(DatabaseAddress address, Access access) {
        Dialect dialect = address.dialect();
        try {
            return new Database(dialect.connect(address, access), address, access);
        } catch (SQLException e) {
            throw openingFailed(address, dialect, e);
        }
    }

    private static UserError openingFailed(DatabaseAddress address, Dialect dialect, SQLException e) {
        if (dialect.isLockedByAnotherProcess(e)) {
            return new UserError(ExitCode.LOCKED, Message.of("db.locked", address), e);
        }
        if (dialect.isMissingDatabase(e)) {
            String key = dialect.isExclusive() ? "db.missing" : "db.missing-on-server";
            return new UserError(ExitCode.USAGE, Message.of(key, address), e);
        }
        if (dialect.isWrongPassword(e)) {
            return new UserError(ExitCode.USAGE, Message.of("db.wrong-password", address, address.username()), e);
        }
        return new UserError(ExitCode.USAGE, Message.of("db.unreachable", address, firstLine(e)), e);
    }

    /** Of a batch the statement that failed, and not that one did. */
    static String firstLine(SQLException e) {
        SQLException told =
                e instanceof BatchUpdateException && e.getNextException() != null ? e.getNextException() : e;
        return String.valueOf(told.getMessage()).lines().findFirst().orElse("");
    }

    /** Only the database that nobody chose is migrated unasked: a real shop's is migrated when its operator says so. */
    private static boolean isAutomaticUpgrade(DatabaseAddress address, Optional<Integer> version) {
        return address.embeddedDefault()
                && version.filter(found -> found != Migrations.FAILED && found < Migrations.NEWEST)
                        .isPresent();
    }

    private static void upgrade(DatabaseAddress address) {
        try (Database database = connect(address, Access.WRITE)) {
            new Migrations(database).run();
        }
    }

    private static void requireVersion(DatabaseAddress address, Optional<Integer> version) {
        if (version.isEmpty()) {
            throw UserError.usage("db.not-initialised", address);
        }
        int found = version.get();
        if (found == Migrations.FAILED) {
            throw UserError.usage("db.migration-failed", address);
        }
        if (found < Migrations.NEWEST) {
            throw UserError.usage("db.older", address, found, Migrations.NEWEST);
        }
        if (found > Migrations.NEWEST) {
            throw UserError.usage("db.newer", address, found, Migrations.NEWEST);
        }
    }

    public Optional<Integer> version() {
        return read(Migrations::version);
    }

    public Dialect dialect() {
        return address.dialect();
    }

    public DatabaseAddress address() {
        return address;
    }

    /** Has {@code action} done once, before anything is written. What it writes itself here does not call it again. */
    public void beforeFirstWrite(Runnable action) {
        beforeFirstWrite = action;
    }

    /** Reads, in as many statements as it takes, each for itself; within a transaction they are part of it. */
    public <T> T read(Work<T> work) {
        try {
            return work.with(open.orElseGet(() -> new Sql(connection, dialect(), Frame.each(beginning(Access.READ)))));
        } catch (SqlFailure e) {
            throw failure("reading", e.sqlException());
        }
    }

    /** Reads in one transaction, so that what the driver asks of the server by itself is asked with its settings too. */
    public <T> T readTogether(Work<T> work) {
        Frame frame = Frame.one(beginning(Access.READ));
        try {
            T result = within(new Sql(connection, dialect(), frame), work);
            endReading(frame);
            return result;
        } catch (SqlFailure e) {
            endReading(frame);
            throw failure("reading", e.sqlException());
        }
    }

    private Frame.Beginning beginning(Access how) {
        return dialect().beginning(address, how);
    }

    private void endReading(Frame frame) {
        try {
            if (frame.hasBegun()) {
                dialect().rollback(connection);
            }
        } catch (SQLException e) {
            // The connection is lost; whoever uses it next is told so.
        }
    }

    /** What asks this database meanwhile asks in the same transaction. */
    private <T> T within(Sql sql, Work<T> work) {
        open = Optional.of(sql);
        try {
            return work.with(sql);
        } finally {
            open = Optional.empty();
        }
    }

    /**
     * Asked of the connection itself and not of the error, for which each driver has words of its own. A connection to a server
     * that takes no writes any more is of no use either: there may be another by now that does.
     */
    private Optional<RuntimeException> lost(SQLException e) {
        boolean isFrozen = access != Access.READ && dialect().takesNoWrites(e);
        return !isFrozen && stands()
                ? Optional.empty()
                : Optional.of(
                        new ConnectionLostException("the connection to the database is lost: " + firstLine(e), e));
    }

    private boolean stands() {
        try {
            return !connection.isClosed() && connection.isValid(VALID_WITHIN_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * For what needs a session of its own.
     *
     * @throws UserError if there is a pool between us and the server
     */
    public void requireOwnSession() {
        if (isPooled()) {
            throw UserError.usage("db.pool-to-migrate", address);
        }
    }

    /** Whether there is a pool between us and the server, as far as one can tell. */
    public boolean isPooled() {
        try {
            return dialect().isPooled(connection);
        } catch (SQLException e) {
            throw failure("reading", e);
        }
    }

    /** Whether it lives in this process, so that no connection to it is ever lost on the way. */
    public boolean isEmbedded() {
        return address.isEmbedded();
    }

    /**
     * Opens a connection in place of one that was lost, without looking at the version again.
     *
     * @throws UserError if the database cannot be reached
     */
    public void reconnect() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is lost anyway.
        }
        try {
            connection = dialect().connect(address, access);
            transactions = null;
        } catch (SQLException e) {
            throw openingFailed(address, dialect(), e);
        }
    }

    /** A table or column that is not there is a mistake in the schema that the configuration chose, and no mishap. */
    private Optional<RuntimeException> mappingFault(SQLException e) {
        return dialect().isMissingTable(e) || dialect().isMissingColumn(e)
                ? Optional.of(new UserError(
                        ExitCode.USAGE,
                        Message.of("db.not-as-mapped", address, firstLine(e).replace("; SQL statement:", "")),
                        e))
                : Optional.empty();
    }

    /** What time it is for the database: the same for all machines that use it. */
    public Instant now() {
        return read(Database::now);
    }

    private static Instant now(Sql sql) {
        return sql.first(sql.dialect().now(), row -> row.instant("now_utc")).orElseThrow();
    }

    /**
     * Runs {@code work} in one transaction: all of it is there afterwards, or, if it throws, nothing. The work may run several
     * times: if another transaction is in its way, all that it wrote is undone and it starts anew. What it changes outside the
     * database must bear that.
     *
     * @throws RefusedRowException if a row breaks a rule of the database, which says nothing about other rows
     * @throws ContentionException if another transaction was in the way each time
     * @throws ConnectionLostException if the connection is lost
     */
    public <T> T transaction(Work<T> work) {
        return transaction(work, Patience.LONG);
    }

    /** The same with as much patience as one chooses. */
    public <T> T transaction(Work<T> work, Patience patience) {
        return persistently(
                () -> transactions().run(on -> within(new Sql(on, dialect(), Frame.one(beginning(access))), work)),
                patience);
    }

    /**
     * One statement that writes and stands for itself: a transaction of its own. It may run several times, as that of
     * {@link #transaction}.
     */
    public <T> T statement(Work<T> work) {
        return persistently(() -> alone(work), Patience.LONG);
    }

    private <T> T alone(Work<T> work) {
        try {
            dialect().enter(connection);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
        try {
            return work.with(new Sql(connection, dialect(), Frame.each(beginning(access))));
        } finally {
            dialect().leave(connection);
        }
    }

    private Transactions transactions() {
        if (transactions == null) {
            transactions = new Transactions(connection, dialect());
        }
        return transactions;
    }

    private <T> T persistently(Supplier<T> work, Patience patience) {
        Runnable first = beforeFirstWrite;
        beforeFirstWrite = () -> {};
        first.run();
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (SqlFailure | StoreException e) {
                if (!(e.getCause() instanceof SQLException cause)) {
                    throw e;
                }
                if (!dialect().isTransient(cause)) {
                    throw failure("writing", cause);
                }
                if (attempt == TRIES || patience == Patience.SHORT && dialect().isLockTimeout(cause)) {
                    throw new ContentionException(attempt, firstLine(cause), cause);
                }
            }
        }
    }

    private RuntimeException failure(String doing, SQLException cause) {
        Optional<RuntimeException> lost = lost(cause);
        if (lost.isPresent()) {
            return lost.get();
        }
        if (dialect().isRefusedRow(cause)) {
            return new RefusedRowException(firstLine(cause), cause);
        }
        return mappingFault(cause).orElseGet(() -> new StoreException(doing + " failed: " + firstLine(cause), cause));
    }

    @Override
    public void close() {
        try {
            dialect().tidyUp(connection, dialect().size(address) - sizeAtFirst);
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("closing failed: " + firstLine(e), e);
        }
    }
}
