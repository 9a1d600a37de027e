package io.github.ylhcancel.db;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.EventWishes;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * One open connection to the shop's database, whose own tables have the version that this program knows. Used by one thread at
 * a time, and never interrupted: H2 closes a database whose thread was interrupted.
 */
public final class Database implements AutoCloseable {
    /** Statements, one after the other. */
    public interface Work<T> {
        T with(Sql sql);
    }

    /** With which MariaDB's driver begins its words. */
    private static final String NUMBER_OF_CONNECTION = "^\\(conn=\\d+\\) ";

    /** How often work waits in vain for what another transaction holds, before it is given up. */
    public enum Patience {
        /** Once: there is something better to do than to wait again, such as the same with fewer rows. */
        SHORT,
        /** Several times. */
        LONG
    }

    /** Transactions are short; one that has waited in vain so often stands in front of something lasting. */
    private static final int MOST_WAITS = 5;

    /** One that others undo so often, with a pause after each time, will hardly get through. */
    private static final int MOST_CONFLICTS = 12;

    /** And before the same is tried with fewer rows. */
    private static final int FEW_CONFLICTS = 2;

    /** How long a server has to say that a connection still stands, after something failed. */
    private static final int VALID_WITHIN_SECONDS = 5;

    private final DatabaseAddress address;
    private final Access access;
    private final long sizeAtFirst;
    private Connection connection;
    /** The session's, where it has one of its own. */
    private ZoneOffset offset;
    /** The server's by its own word. */
    private Dialect dialect;

    private Transactions transactions;
    private Optional<CommitWatch> watch = Optional.empty();
    private Optional<Sql> open = Optional.empty();
    private Runnable beforeFirstWrite = () -> {};
    private EventWishes wishes = EventWishes.NONE;
    private Runnable afterEvents = () -> {};
    private Optional<ReconnectingDatabase> reconnecting = Optional.empty();
    private Consumer<Instant> listener = time -> {};
    private Optional<Instant> latestTime = Optional.empty();

    private Database(
            Connection connection, Dialect dialect, ZoneOffset offset, DatabaseAddress address, Access access) {
        this.connection = connection;
        this.offset = offset;
        this.dialect = dialect;
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
        return open(address, access, database -> {});
    }

    /**
     * The same.
     *
     * @param notInitialised is given the database where the tool's tables are not there, and may throw what says better what to do
     */
    public static Database open(DatabaseAddress address, Access access, Consumer<Database> notInitialised) {
        Database database = connect(address, access);
        try {
            Optional<Integer> version = database.versionFound();
            if (isAutomaticUpgrade(address, version)) {
                database.close();
                upgrade(address);
                return open(address, access, notInitialised);
            }
            if (version.isEmpty()) {
                notInitialised.accept(database);
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
            DatabaseAddress now = address.withOffsetOfNow();
            Connection connection = dialect.connect(now, access);
            return new Database(connection, dialect.found(connection), now.offset(), address, access);
        } catch (SQLException e) {
            throw openingFailed(address, dialect, e);
        }
    }

    private static UserError openingFailed(DatabaseAddress address, Dialect dialect, SQLException e) {
        if (dialect.isLockedByAnotherProcess(e)) {
            return new UserError(ExitCode.LOCKED, Message.of("db.locked", address), e);
        }
        return dialect.troubleOpening(e, address)
                .map(trouble -> trouble.error(address, firstLine(e), e))
                .orElseGet(() ->
                        new UserError(ExitCode.USAGE, Message.of("db.cannot-be-opened", address, firstLine(e)), e));
    }

    /** Of a batch the statement that failed, and not that one did; it may name what stands in a row of the shop. */
    static String firstLine(SQLException e) {
        SQLException told =
                e instanceof BatchUpdateException && e.getNextException() != null ? e.getNextException() : e;
        String line =
                String.valueOf(told.getMessage()).lines().findFirst().orElse("").replaceFirst(NUMBER_OF_CONNECTION, "");
        return PersonalData.masked(line);
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

    /** What another server of a cluster has made a moment ago is looked for once more, when this one has it too. */
    private Optional<Integer> versionFound() {
        Optional<Integer> version = version();
        return version.equals(Optional.of(Migrations.NEWEST)) || !catchUp() ? version : version();
    }

    private boolean catchUp() {
        try {
            return dialect.catchUp(connection);
        } catch (SQLException e) {
            throw failure("reading", new SqlFailure(e));
        }
    }

    public Optional<Integer> version() {
        return read(sql -> Migrations.version(sql, this::heard));
    }

    /** What the server calls itself, with its version. */
    public String product() {
        return read(sql -> sql.metadata(connection -> connection.getMetaData().getDatabaseProductName() + " "
                + connection.getMetaData().getDatabaseProductVersion()));
    }

    /** Whether it was opened to write. */
    public boolean takesWrites() {
        return access != Access.READ;
    }

    /** How large its file is, in bytes; 0 of a server. */
    public long size() {
        return dialect.size(address);
    }

    public Dialect dialect() {
        return dialect;
    }

    public DatabaseAddress address() {
        return address;
    }

    /** Has {@code action} done once, before anything is written. What it writes itself here does not call it again. */
    public void beforeFirstWrite(Runnable action) {
        beforeFirstWrite = action;
    }

    /**
     * From now on transactions write what these want to be told.
     *
     * @param committed is called after each transaction that has written such a thing, when it is committed
     */
    public Database telling(EventWishes whom, Runnable committed) {
        wishes = whom;
        afterEvents = committed;
        return this;
    }

    /**
     * From now on it pauses where another transaction undid its own, and opens a connection that is cut anew: what reads, and a
     * statement that stands for itself, is then done again. A transaction is not, since only its caller can say what became of it.
     */
    public Database enduring(Endurance how) {
        reconnecting = Optional.of(new ReconnectingDatabase(this, how));
        return this;
    }

    /** From now on somebody is told when the server is long in confirming what is written. One in this process waits for no other. */
    public Database watched(CommitWatch by) {
        watch = Optional.of(by).filter(watching -> !isEmbedded());
        return this;
    }

    /**
     * Does work that bears being done twice, again if the connection is lost. Work that is part of other such work is done again
     * with all of that, and within a transaction nothing is.
     *
     * @throws ConnectionLostException if the database does not come back in time
     * @throws ContentionException if other transactions are in the way for as long
     */
    public <T> T again(Supplier<T> work) {
        return reconnecting.isPresent() && open.isEmpty() ? reconnecting.get().get(work) : work.get();
    }

    /** The same for what answers nothing. */
    public void again(Runnable work) {
        again(() -> {
            work.run();
            return true;
        });
    }

    /** Has {@code work} done each time that there is a new connection, before anything else is done on it. */
    public void afterReconnecting(Runnable work) {
        reconnecting.ifPresent(anew -> anew.afterReconnecting(work));
    }

    /**
     * Opens a connection in place of the one that was lost, if this one waits for that.
     *
     * @throws ConnectionLostException if it does not, or the database does not come back in time
     */
    public void recover(ConnectionLostException lost) {
        reconnecting.orElseThrow(() -> lost).reconnect(lost);
    }

    /** The loss after which it was waited for in vain, over this connection or another of the run's. */
    public Optional<ConnectionLostException> gone() {
        return reconnecting.flatMap(ReconnectingDatabase::gone);
    }

    /**
     * Reads, in as many statements as it takes, each for itself; within a transaction they are part of it. What it changes outside the
     * database must bear being done twice.
     */
    public <T> T read(Work<T> work) {
        return again(() -> readOnce(work));
    }

    private <T> T readOnce(Work<T> work) {
        try {
            return work.with(
                    open.orElseGet(() -> new Sql(connection, dialect, Frame.each(beginning(Access.READ)), offset)));
        } catch (SqlFailure e) {
            throw failure("reading", e);
        }
    }

    /** Reads in one transaction, so that what the driver asks of the server by itself is asked with its settings too. */
    public <T> T readTogether(Work<T> work) {
        return again(() -> readTogetherOnce(work));
    }

    private <T> T readTogetherOnce(Work<T> work) {
        Frame frame = Frame.one(beginning(Access.READ));
        try {
            T result = within(new Sql(connection, dialect, frame, offset), work);
            endReading(frame);
            return result;
        } catch (SqlFailure e) {
            endReading(frame);
            throw failure("reading", e);
        }
    }

    private Frame.Beginning beginning(Access how) {
        return dialect.beginning(address, how);
    }

    private void endReading(Frame frame) {
        try {
            if (frame.hasBegun()) {
                dialect.rollback(connection);
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
     * Asked of the connection itself, since each driver has words of its own for the error. But one that knows several servers may have
     * gone over to another by itself, and lost what this one had begun; and a connection to a server that takes no writes any more is of
     * no use either: there may be another by now that does.
     */
    private Optional<RuntimeException> lost(SqlFailure e) {
        SQLException cause = e.sqlException();
        boolean isFrozen = access != Access.READ && dialect.takesNoWrites(cause);
        boolean over = dialect.isLost(cause) || isInDoubt(e);
        if (isFrozen) {
            return Optional.of(ConnectionLostException.frozen(address, firstLine(cause), cause));
        }
        return !over && stands()
                ? Optional.empty()
                : Optional.of(new ConnectionLostException(address, firstLine(cause), cause));
    }

    /** A commit of which the answer does not say what became of it. */
    private boolean isInDoubt(SqlFailure e) {
        return e.isOfCommit() && dialect.isUnknownEnd(e.sqlException());
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
            return dialect.isPooled(connection);
        } catch (SQLException e) {
            throw failure("reading", new SqlFailure(e));
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
            DatabaseAddress now = address.withOffsetOfNow();
            connection = address.dialect().connect(now, access);
            offset = now.offset();
            dialect = address.dialect().found(connection);
            transactions = null;
            dialect.catchUp(connection);
        } catch (SQLException e) {
            throw openingFailed(address, dialect, e);
        }
    }

    /** A table or column that is not there is a mistake in the schema that the configuration chose, and no mishap. */
    private Optional<RuntimeException> mappingFault(SQLException e) {
        return dialect.isMissingTable(e) || dialect.isMissingColumn(e)
                ? Optional.of(new UserError(
                        ExitCode.USAGE,
                        Message.of("db.not-as-mapped", address, firstLine(e).replace("; SQL statement:", "")),
                        e))
                : Optional.empty();
    }

    /** What time it is for the database: the same for all machines that use it. */
    public Instant now() {
        return read(sql -> {
            Instant now = now(sql);
            heard(now);
            return now;
        });
    }

    private void heard(Instant now) {
        latestTime = Optional.of(now);
        listener.accept(now);
    }

    /** Tells {@code clock} what time it is here, from what was read when this was opened, and whenever it is read again. */
    public void tellTheTime(DatabaseClock clock) {
        latestTime.ifPresent(clock::hear);
        listener = clock::hear;
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
        boolean[] hasEvents = {false};
        T result = persistently(
                () -> inTransaction(on -> {
                    Sql sql = new Sql(on, dialect, Frame.one(beginning(access)), offset, wishes);
                    T done = within(sql, work);
                    hasEvents[0] = sql.hasEvents();
                    return done;
                }),
                patience);
        if (hasEvents[0]) {
            afterEvents.run();
        }
        return result;
    }

    /** The same for what only takes locks to see whether it can: a connection that is lost meanwhile does not matter. */
    public <T> T locking(Work<T> work, Patience patience) {
        return again(() -> transaction(work, patience));
    }

    /**
     * One statement that writes and stands for itself: a transaction of its own. It may run several times, as that of
     * {@link #transaction}, and also once more after it was carried out, if the answer was lost.
     */
    public <T> T statement(Work<T> work) {
        return again(() -> persistently(() -> alone(work), Patience.LONG));
    }

    /** In a zone with summer time a session may have been opened under another offset. */
    private void keepOffset() {
        ZoneOffset now = address.offset();
        Optional<String> change = now.equals(offset) ? Optional.empty() : dialect.sessionOffset(now);
        change.ifPresent(text -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(text);
                offset = now;
            } catch (SQLException e) {
                throw new SqlFailure(e);
            }
        });
    }

    private <T> T alone(Work<T> work) {
        keepOffset();
        try {
            dialect.enter(connection);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
        try {
            return CommitWatch.during(
                    watch, () -> work.with(new Sql(connection, dialect, Frame.each(beginning(access)), offset)));
        } finally {
            dialect.leave(connection);
        }
    }

    private <T> T inTransaction(Function<Connection, T> work) {
        keepOffset();
        return transactions().run(work);
    }

    private Transactions transactions() {
        if (transactions == null) {
            transactions = new Transactions(connection, dialect, watch);
        }
        return transactions;
    }

    private <T> T persistently(Supplier<T> work, Patience patience) {
        Runnable first = beforeFirstWrite;
        beforeFirstWrite = () -> {};
        first.run();
        int waits = 0;
        int conflicts = 0;
        while (true) {
            SQLException inTheWay;
            try {
                return work.get();
            } catch (OutdatedException outdated) {
                if (isEnough(waits, ++conflicts, patience)) {
                    throw new ContentionException(waits + conflicts, outdated.getMessage(), outdated);
                }
                continue;
            } catch (SqlFailure failed) {
                inTheWay = failed.sqlException();
                if (!dialect.isTransient(inTheWay)) {
                    throw failure("writing", failed);
                }
            } catch (ContentionException read) {
                // A look in the middle of a transaction.
                if (!(read.getCause() instanceof SQLException cause)) {
                    throw read;
                }
                inTheWay = cause;
            }
            boolean waited = dialect.isLockTimeout(inTheWay);
            waits += waited ? 1 : 0;
            conflicts += waited ? 0 : 1;
            if (isEnough(waits, conflicts, patience)) {
                throw new ContentionException(waits + conflicts, firstLine(inTheWay), inTheWay);
            }
            if (!waited) {
                backOff(conflicts);
            }
            if (dialect.isLostAgainstAnother(inTheWay)) {
                catchUp();
            }
        }
    }

    private static boolean isEnough(int waits, int conflicts, Patience patience) {
        return patience == Patience.SHORT
                ? waits > 0 || conflicts == FEW_CONFLICTS
                : waits == MOST_WAITS || conflicts == MOST_CONFLICTS;
    }

    private void backOff(int conflicts) {
        reconnecting.ifPresent(patient -> patient.backOff(conflicts));
    }

    private boolean isOfStatement(Trouble trouble) {
        return trouble.isOfStatements() && (trouble != Trouble.READ_ONLY || access != Access.READ);
    }

    private RuntimeException failure(String doing, SqlFailure failed) {
        SQLException cause = failed.sqlException();
        Optional<Trouble> trouble =
                isInDoubt(failed) ? Optional.empty() : dialect.trouble(cause).filter(this::isOfStatement);
        if (trouble.isPresent()) {
            if (!isEmbedded() && !stands()) {
                // A server hangs up on who sends it too much, and the end of the run is still to be recorded.
                reconnect();
            }
            return trouble.get().error(address, firstLine(cause), cause);
        }
        Optional<RuntimeException> lost = lost(failed);
        if (lost.isPresent()) {
            return lost.get();
        }
        if (dialect.isTransient(cause)) {
            return new ContentionException(1, firstLine(cause), cause);
        }
        if (dialect.isRefusedRow(cause)) {
            return new RefusedRowException(firstLine(cause), cause);
        }
        return mappingFault(cause).orElseGet(() -> new StoreException(doing + " failed: " + firstLine(cause), cause));
    }

    @Override
    public void close() {
        try {
            dialect.tidyUp(connection, dialect.size(address) - sizeAtFirst);
            connection.close();
        } catch (SQLException e) {
            // What was committed is there; and what went wrong before, if it did, has been said.
            LoggerFactory.getLogger(Database.class).warn("event=database.not-closed cause={}", firstLine(e));
        }
    }
}
