package io.github.ylhcancel.run;

import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.CommitWatch;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.db.Endurance;
import io.github.ylhcancel.db.TakesNoWritesException;
import io.github.ylhcancel.domain.DatabaseIdentity;
import io.github.ylhcancel.domain.EventWishes;
import io.github.ylhcancel.hooks.EventFile;
import io.github.ylhcancel.schema.OrderAges;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Fingerprint;
import io.github.ylhcancel.store.Runs;
import io.github.ylhcancel.store.TableEngines;
import io.github.ylhcancel.store.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The run's way to the database, opened when a use case first asks for it. A run that writes is recorded before it does. */
public final class RunDatabase {
    private final RunContext context;
    private final DatabaseClock clock;
    private final Consumer<Message> listener;
    private final List<Database> others = new ArrayList<>();
    private Optional<StopSignal> end = Optional.empty();
    private Database database;
    private CommitWatch watch;
    private EventFile eventFile;
    private Endurance endurance;
    private ShopSchema schema;

    /**
     * @param clock told the database's time once one is open
     * @param listener told what the user has to know while the run goes on, from any thread
     */
    public RunDatabase(RunContext context, DatabaseClock clock, Consumer<Message> listener) {
        this.context = context;
        this.clock = clock;
        this.listener = listener;
    }

    public DatabaseAddress address() {
        return address(context.settings()).inZone(schema().zone(), context.machineClock());
    }

    /**
     * Where the database is, by these settings.
     *
     * @throws io.github.ylhcancel.base.UserError if it cannot be used as it is written there
     */
    public static DatabaseAddress address(Settings settings) {
        return new DatabaseAddress(
                        settings.text(Key.DB_URL).orElseThrow(),
                        settings.text(Key.DB_USERNAME).orElse(""),
                        settings.text(Key.DB_PASSWORD).orElse(""),
                        settings.isDefault(Key.DB_URL),
                        settings.mayTrustTheWayToTheDatabase())
                .waitingForLocks(settings.duration(Key.DB_LOCK_WAIT));
    }

    public ShopSchema schema() {
        if (schema == null) {
            schema = schema(context.settings());
        }
        return schema;
    }

    /**
     * What the shop calls its tables, by these settings.
     *
     * @throws io.github.ylhcancel.base.UserError if that is contradictory
     */
    public static ShopSchema schema(Settings settings) {
        return ShopSchema.of(settings.preset(), settings.mapping());
    }

    /** The database's once one is open, and until then the machine's. */
    public DatabaseClock clock() {
        return clock;
    }

    /** For what only looks. */
    public Database toRead() {
        return opened(Access.READ);
    }

    /** For what writes in any case. */
    public Database toWrite() {
        Database open = opened(Access.WRITE);
        context.run().begin(new Runs(open));
        return open;
    }

    /** To read where {@code readOnly}, to write otherwise. */
    public Database to(boolean readOnly) {
        return readOnly ? toRead() : toWrite();
    }

    /**
     * For a command that may find nothing to do, as cron's mostly do: its run is recorded when it begins to write, and if it does
     * not, in one statement at its end.
     */
    public Database toLookAtFirst() {
        if (database == null) {
            database = openToLookFirst(endurance());
        }
        return database;
    }

    /**
     * For what only looks, but whose findings are kept with its run, where the database takes writes.
     */
    public Database toReadAndRecord() {
        if (database == null) {
            database = writableOr(() -> openToLookFirst(endurance()));
        }
        return database;
    }

    /**
     * For what keeps what it has counted, or takes a lock to see whether it can, where the database takes writes. Its run is not recorded:
     * nothing of an order or a delivery is changed.
     */
    public Database toTry() {
        if (database == null) {
            database = writableOr(() -> open(Access.WRITE, endurance()));
        }
        return database;
    }

    private Database writableOr(Supplier<Database> opening) {
        try {
            return opening.get();
        } catch (TakesNoWritesException standby) {
            return open(Access.READ, endurance());
        }
    }

    /**
     * The same for a command that changes the shop's tables, if it finds something to do, or says what it would change.
     *
     * @param readOnly for a look at what would be changed
     * @throws io.github.ylhcancel.base.UserError if one of the tables has no transactions
     */
    public Database toChangeShop(boolean readOnly) {
        Database open = readOnly ? toRead() : toLookAtFirst();
        TableEngines.require(open, schema());
        return open;
    }

    /**
     * For a command that goes by the age of orders.
     *
     * @throws io.github.ylhcancel.base.UserError if nobody says in which zone the shop's times are, and it has to be said
     */
    public void requireOrderAges() {
        OrderAges.require(toRead(), schema());
    }

    /** One more connection to the same database, for a thread of its own. */
    public Database another() {
        Database more = openToLookFirst(endurance());
        others.add(more);
        return more;
    }

    /**
     * One more connection for a thread that changes the shop's tables and is not to wait for long; it is to be given back. May be called
     * by any thread.
     *
     * @param patience how long a server that is away is waited for
     * @throws io.github.ylhcancel.base.UserError if there is none now, or one of the tables has no transactions
     */
    public Database anotherToChangeShop(Duration patience) {
        makeWhatAllShare();
        // Nobody waits meanwhile: a server that does not answer is waited for by each for itself.
        Database more = open(Access.WRITE, endurance(patience));
        try {
            TableEngines.require(more, schema());
            return kept(more);
        } catch (RuntimeException e) {
            more.close();
            throw e;
        }
    }

    private synchronized void makeWhatAllShare() {
        schema();
        watch();
    }

    private synchronized Database kept(Database more) {
        others.add(more);
        return recorded(more);
    }

    /** Closes a connection that nobody needs any more. May be called by any thread. */
    public void giveBack(Database more) {
        synchronized (this) {
            others.remove(more);
        }
        more.close();
    }

    /** Which database this run works on. */
    public DatabaseIdentity identity() {
        return Fingerprint.of(toRead());
    }

    private Database openToLookFirst(Endurance how) {
        return recorded(open(Access.WRITE, how));
    }

    private Database recorded(Database open) {
        context.run().mayWrite();
        open.beforeFirstWrite(() -> context.run().begin(new Runs(open)));
        return open;
    }

    private Database opened(Access access) {
        if (database == null) {
            database = open(access, endurance());
        }
        return database;
    }

    /** What else than an interrupt ends the run, so that a database that is away is waited for less long. */
    public void endsWith(StopSignal stop) {
        end = Optional.of(stop);
    }

    private boolean isToEnd() {
        return context.interrupt().isRequested()
                || end.filter(StopSignal::isRequested).isPresent();
    }

    /** A connection to it may be cut while YLH is slow or a person thinks. */
    private Database open(Access access, Endurance how) {
        Database opened = Database.open(address(), access, bare -> Tables.requireKnownShop(bare, schema()))
                .enduring(how)
                .watched(watch());
        opened.tellTheTime(clock);
        schema().meet(opened);
        schema().requireKeys();
        EventWishes wishes = context.settings().eventWishes();
        return access == Access.READ || !wishes.any() ? opened : opened.telling(wishes, () -> appendEvents(opened));
    }

    /** Appends what is in no file of events yet, if there is such a file: what this run has written, and what runs that died have left. */
    private void appendEvents(Database open) {
        eventFile().ifPresent(file -> file.append(open));
    }

    /** Looks whether runs that died have left events, and appends them. Never fails. */
    public void appendEventsLeft(Database open) {
        eventFile().ifPresent(file -> file.appendLeft(open));
    }

    private synchronized Optional<EventFile> eventFile() {
        Settings settings = context.settings();
        if (eventFile == null && settings.eventsFile().isPresent()) {
            EventFile.Place place = new EventFile.Place(
                    settings.eventsFile().get(),
                    settings.logMode(),
                    settings.logMaxSize(),
                    settings.number(Key.LOG_KEEP));
            eventFile = new EventFile(place, context.nanoClock(), context::say, context.checkpoints());
        }
        return Optional.ofNullable(eventFile);
    }

    private Endurance endurance() {
        if (endurance == null) {
            // Nobody asks the sleeper to end.
            endurance = new Endurance(context.nanoClock(), new Interrupt(), context.random(), this::isToEnd);
        }
        return endurance;
    }

    private Endurance endurance(Duration patience) {
        return new Endurance(context.nanoClock(), new Interrupt(), context.random(), this::isToEnd, patience);
    }

    private CommitWatch watch() {
        if (watch == null) {
            watch = new CommitWatch(address(), context.scheduler(), context.nanoClock(), listener);
        }
        return watch;
    }

    public synchronized void close() {
        others.forEach(Database::close);
        if (database != null) {
            database.close();
        }
    }
}
