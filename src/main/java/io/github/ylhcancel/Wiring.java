package io.github.ylhcancel;

import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelPreview;
import io.github.ylhcancel.cancel.Telling;
import io.github.ylhcancel.cli.Services;
import io.github.ylhcancel.cli.ServicesFactory.Choices;
import io.github.ylhcancel.cli.Terminal;
import io.github.ylhcancel.cli.Texts;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.db.Endurance;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.DatabaseIdentity;
import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.Interrupt;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.NanoClock;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.ShellLine;
import io.github.ylhcancel.domain.StopSignal;
import io.github.ylhcancel.domain.Text;
import io.github.ylhcancel.domain.ThreadScheduler;
import io.github.ylhcancel.inspect.Casework;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.inspect.PastRuns;
import io.github.ylhcancel.logging.LogFile;
import io.github.ylhcancel.logging.LogFormat;
import io.github.ylhcancel.logging.LogTarget;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.setup.CheckSchema;
import io.github.ylhcancel.setup.SetUpDatabase;
import io.github.ylhcancel.store.Backlog;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.ChangedOrders;
import io.github.ylhcancel.store.Fingerprint;
import io.github.ylhcancel.store.Interventions;
import io.github.ylhcancel.store.LeaseStore;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.Outbox;
import io.github.ylhcancel.store.Runs;
import io.github.ylhcancel.store.ShopSchema;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.Timeline;
import io.github.ylhcancel.store.Transitions;
import io.github.ylhcancel.store.UnpaidOrders;
import io.github.ylhcancel.store.UntoldOrders;
import io.github.ylhcancel.sweep.Sweep;
import io.github.ylhcancel.sync.CautiousDelivery;
import io.github.ylhcancel.sync.ChunkDispatcher;
import io.github.ylhcancel.sync.Delivery;
import io.github.ylhcancel.sync.OutboxDispatcher;
import io.github.ylhcancel.sync.Resolve;
import io.github.ylhcancel.sync.Retry;
import io.github.ylhcancel.ylh.Connections;
import io.github.ylhcancel.ylh.HeadRoomLimiter;
import io.github.ylhcancel.ylh.RateLimiter;
import io.github.ylhcancel.ylh.YlhClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts of one run together, each when it is first asked for: {@code status} opens a database and no HTTP client,
 * {@code sandbox} neither.
 */
final class Wiring implements Services, AutoCloseable {
    /** Between the last look at a claim and the call that follows. */
    private static final Duration SENDING_MARGIN = Duration.ofSeconds(10);

    private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");
    /** As many as a run's record holds. */
    private static final int ARGUMENTS_LENGTH = 2000;

    private final Terminal terminal;
    private final List<String> arguments;
    private final Choices choices;
    private final Clock machineClock;
    private final DatabaseClock clock;
    private final NanoClock nanoClock;
    private final Interrupt interrupt;
    private final Consumer<Checkpoint> checkpoints;
    private final Instant started;
    private final String runId;
    private final Random random = new Random();
    private final ThreadScheduler scheduler = new ThreadScheduler("ylh-pace");
    private Settings settings;
    private StopSignal stop;
    private Texts texts;
    private Database database;
    private ShopSchema schema;
    private RunRecord record;
    private Optional<Supplier<String>> counts = Optional.empty();
    private final List<Database> others = new ArrayList<>();
    private final List<YlhClient> clients = new ArrayList<>();
    private Optional<ChunkDispatcher> chunks = Optional.empty();

    Wiring(
            Terminal terminal,
            List<String> arguments,
            Choices choices,
            Clock clock,
            NanoClock nanoClock,
            Interrupt interrupt,
            Consumer<Checkpoint> checkpoints) {
        this.terminal = terminal;
        this.arguments = arguments;
        this.choices = choices;
        this.machineClock = clock;
        this.clock = new DatabaseClock(clock, this::warnOfClock);
        this.nanoClock = nanoClock;
        this.interrupt = interrupt;
        this.checkpoints = checkpoints;
        this.started = clock.instant();
        this.runId = newRunId(started, random);
    }

    /** Sorts by time, and two runs of one second are told apart. */
    private static String newRunId(Instant now, Random random) {
        String time = now.toString().substring(0, 19).replace("-", "").replace(":", "");
        return time + "Z-" + Integer.toHexString(0x10000 + random.nextInt(0xF0000));
    }

    @Override
    public Settings settings() {
        if (settings == null) {
            Map<Key, String> flags = new EnumMap<>(Key.class);
            choices.language().ifPresent(language -> flags.put(Key.LANG, language));
            choices.operator().ifPresent(operator -> flags.put(Key.OPERATOR, operator));
            settings = Settings.load(choices.config(), flags, terminal.environment());
            LogTarget.set(new LogTarget(
                    runId,
                    logFile(),
                    Optional.of(terminal.err()).filter(err -> choices.verbose() || choices.debug()),
                    choices.debug() ? "debug" : settings.text(Key.LOG_LEVEL_KEY).orElse("info"),
                    settings.secrets()));
        }
        return settings;
    }

    /** An order is not left uncancelled for want of a log: what was done is in the database as well. */
    private Optional<LogFile> logFile() {
        Optional<LogFile> file = settings.logFile().map(this::logFile);
        try {
            if (file.isPresent()) {
                file.get().open();
            }
            return file;
        } catch (IOException e) {
            terminal.err()
                    .println("ylh: " + texts().of("log.unwritable", file.get().path(), LogFile.reason(e)));
            terminal.err().flush();
            return Optional.empty();
        }
    }

    private LogFile logFile(Path path) {
        String format = settings.text(Key.LOG_FORMAT_KEY).orElseThrow();
        return new LogFile(
                path,
                LogFormat.valueOf(format.toUpperCase(Locale.ROOT)),
                settings.logMaxSize(),
                settings.number(Key.LOG_KEEP));
    }

    @Override
    public boolean isConfigured() {
        return settings != null;
    }

    @Override
    public Texts texts() {
        if (texts == null) {
            texts = Texts.in(settings().language(), ZoneId.systemDefault());
        }
        return texts;
    }

    @Override
    public Clock clock() {
        database(Access.READ);
        return clock;
    }

    @Override
    public NanoClock nanoClock() {
        return nanoClock;
    }

    /** Nothing that is stored suffers from it, but it must be seen by somebody who can put it right. */
    private void warnOfClock(Duration ahead) {
        // Not a field: the first logger that is made asks for the log's settings, which are only set with the others.
        LoggerFactory.getLogger(Wiring.class).warn("event=clock.differs ahead_ms={}", ahead.toMillis());
        String key = ahead.isNegative() ? "clock.behind" : "clock.ahead";
        terminal.err()
                .println("ylh: " + texts().of(key, texts().span(ahead.abs().plusMillis(500))));
        terminal.err().flush();
    }

    @Override
    public Interrupt interrupt() {
        return interrupt;
    }

    @Override
    public StopSignal stopSignal() {
        if (stop == null) {
            stop = new StopSignal(interrupt, settings().stopFile());
        }
        return stop;
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public void recordCounts(Supplier<String> json) {
        counts = Optional.of(json);
    }

    @Override
    public String operator() {
        Map<String, String> environment = terminal.environment();
        return settings()
                .text(Key.OPERATOR)
                .or(() -> Optional.ofNullable(environment.get("SUDO_USER")))
                .or(() -> Optional.ofNullable(environment.get("USER")))
                .filter(name -> !name.isBlank())
                .orElseGet(() -> System.getProperty("user.name"));
    }

    @Override
    public CancelOrders cancelOrders(Cancelling how, StopSignal until, OutboxDispatcher.Listener listener) {
        // What may be missing in the configuration is asked for before the first order is touched.
        Optional<YlhAccess> access =
                how == Cancelling.TELL ? Optional.of(settings().ylhAccess()) : Optional.empty();
        Database open = how == Cancelling.PREVIEW ? database(Access.READ) : databaseToLookAtFirst();
        Signals.request(interrupt);
        Orders orders = new Orders(open, schema());
        Cancellations cancellations = new Cancellations(open);
        chunks = access.map(to -> chunkDispatcher(open, to, until, listener));
        return new CancelOrders(
                orders,
                cancellations,
                new CancelTransaction(open, schema(), runId, 0, true, checkpoints),
                new CancelPreview(
                        orders,
                        new UnpaidOrders(open, schema()),
                        cancellations,
                        new Transitions(open),
                        settings().repeats()),
                chunks.map(Telling::by).orElseGet(() -> Telling.later(cancellations)),
                clock,
                settings().repeats(),
                checkpoints);
    }

    private ChunkDispatcher chunkDispatcher(
            Database open, YlhAccess access, StopSignal until, OutboxDispatcher.Listener listener) {
        return new ChunkDispatcher(
                tools(open, access, until),
                limits(access, settings().maxInFlight()),
                limiter -> client(access, limiter, Connections.KEPT_WHEN_BUSY),
                new CautiousDelivery(delivery(open, access), new Cancellations(open)),
                listener);
    }

    @Override
    public Sweep sweep(String reason, boolean readOnly) {
        Database open = readOnly ? database(Access.READ) : databaseToLookAtFirst();
        Signals.request(interrupt);
        CancelRequest request = new CancelRequest(
                "",
                LookupBy.ID,
                Optional.of(reason),
                settings().text(Key.SOURCE_SYSTEM),
                Optional.empty(),
                Optional.empty(),
                operator());
        return new Sweep(
                new UnpaidOrders(open, schema()),
                new SweepFailures(open, schema(), runId),
                worker -> new CancelTransaction(
                        worker == 0 ? open : another(Access.WRITE), schema(), runId, worker, false, checkpoints),
                request,
                texts()::of,
                clock,
                readOnly ? interrupt::isRequested : stopSignal()::isRequested);
    }

    @Override
    public int usualWorkers() {
        return address().isEmbedded() ? 1 : 2;
    }

    /** One more connection to the same database, for a thread of its own. */
    private Database another(Access access) {
        Database more = open(access);
        recordBeforeFirstWrite(more);
        others.add(more);
        return more;
    }

    @Override
    public OutboxDispatcher outboxDispatcher(OptionalInt mostUnderWay) {
        YlhAccess access = settings().ylhAccess();
        Database open = databaseToLookAtFirst();
        Signals.request(interrupt);
        return new OutboxDispatcher(
                tools(open, access, stopSignal()),
                limits(access, mostUnderWay.orElseGet(settings()::maxInFlight)),
                limiter -> client(access, limiter, Connections.KEPT_WHEN_BUSY));
    }

    private OutboxDispatcher.Tools tools(Database open, YlhAccess access, StopSignal until) {
        return new OutboxDispatcher.Tools(
                open,
                outbox(open, access),
                lease(open),
                settings().retryPolicy(),
                clock,
                nanoClock,
                scheduler,
                new Interrupt(), // Nobody asks this one to end.
                until,
                random,
                checkpoints);
    }

    private OutboxDispatcher.Limits limits(YlhAccess access, int mostUnderWay) {
        return new OutboxDispatcher.Limits(
                settings().ratePerSecond(),
                mostUnderWay,
                settings().grace(),
                access.lease().minus(access.timeout()).minus(SENDING_MARGIN));
    }

    private Delivery delivery(Database open, YlhAccess access) {
        LeaseStore lease = lease(open);
        RateLimiter limiter = new HeadRoomLimiter(settings().ratePerSecond(), lease::isBusy, interrupt, nanoClock);
        YlhClient client = client(access, limiter, Connections.ONE_EACH);
        clients.add(client);
        return new Delivery(
                open,
                outbox(open, access),
                new Cancellations(open),
                client,
                settings().retryPolicy(),
                clock,
                interrupt,
                random,
                checkpoints);
    }

    private YlhClient client(YlhAccess access, RateLimiter limiter, Connections connections) {
        return new YlhClient(access, limiter, connections, clock, nanoClock, checkpoints);
    }

    private Outbox outbox(Database open, YlhAccess access) {
        return new Outbox(open, owner(), runId, access.lease());
    }

    private LeaseStore lease(Database open) {
        return new LeaseStore(open, owner(), OutboxDispatcher.LEASE);
    }

    /** Asking the network for it can take seconds, so the shell is asked, and where it says nothing, as under cron, the kernel. */
    @Override
    public String host() {
        String name = terminal.environment().get("HOSTNAME");
        if (name == null || name.isBlank()) {
            try {
                name = Files.readString(KERNELS_NAME).strip();
            } catch (IOException e) {
                name = "host";
            }
        }
        return Text.line(name, 50);
    }

    @Override
    public DatabaseIdentity databaseIdentity() {
        return Fingerprint.of(database(Access.READ));
    }

    /** Unlike any other process's, on this machine or another. */
    private String owner() {
        return host() + ":" + ProcessHandle.current().pid() + ":" + runId;
    }

    @Override
    public Resolve resolve(boolean readOnly) {
        Database open = database(readOnly ? Access.READ : Access.WRITE);
        return new Resolve(new Orders(open, schema()), new Cancellations(open), interventions(open), clock);
    }

    @Override
    public Retry retry(boolean readOnly) {
        Database open = database(readOnly ? Access.READ : Access.WRITE);
        return new Retry(
                new Orders(open, schema()),
                new Cancellations(open),
                new Backlog(open),
                interventions(open),
                new Reopening(settings().retryPolicy().idempotent()),
                clock);
    }

    private Interventions interventions(Database open) {
        return new Interventions(open, operator(), runId);
    }

    @Override
    public Casework casework() {
        Database open = database(Access.READ);
        return new Casework(new Backlog(open), new UntoldOrders(open, schema()), nextStep());
    }

    @Override
    public NextStep nextStep() {
        return new NextStep(settings().retryPolicy().idempotent(), settings().overdueAfter(), clock().instant());
    }

    @Override
    public Inspection inspection() {
        Database open = database(Access.READ);
        return new Inspection(
                new Orders(open, schema()),
                new Cancellations(open),
                new UntoldOrders(open, schema()),
                () -> new Timeline(open, schema()));
    }

    @Override
    public PastRuns pastRuns() {
        Database open = database(Access.READ);
        return new PastRuns(new Runs(open), new ChangedOrders(open, schema()));
    }

    @Override
    public SetUpDatabase setUpDatabase() {
        return new SetUpDatabase(address(), schema(), clock, this::begin);
    }

    @Override
    public CheckSchema checkSchema() {
        return new CheckSchema(address(), schema(), clock);
    }

    @Override
    public Sandbox startSandbox(SandboxOptions options) throws IOException {
        Signals.request(interrupt);
        return Sandbox.start(options, machineClock);
    }

    @Override
    public int run(List<String> arguments, Terminal on) {
        return Main.run(arguments, on, machineClock, interrupt, checkpoints);
    }

    private Database database(Access access) {
        if (database == null) {
            database = open(access);
        }
        if (access == Access.WRITE) {
            begin(new Runs(database));
        }
        return database;
    }

    /** A connection to it may be cut while YLH is slow or a person thinks. */
    private Database open(Access access) {
        StopSignal stop = new StopSignal(interrupt);
        // Nobody asks the sleeper to end.
        Database opened =
                Database.open(address(), access).enduring(new Endurance(nanoClock, new Interrupt(), random, stop));
        opened.tellTheTime(clock);
        return opened;
    }

    /**
     * For a command that may find nothing to do, as cron's mostly do: its run is recorded when it begins to write, and if it does
     * not, in one statement at its end.
     */
    private Database databaseToLookAtFirst() {
        if (database == null) {
            database = open(Access.WRITE);
            recordBeforeFirstWrite(database);
        }
        return database;
    }

    private void recordBeforeFirstWrite(Database open) {
        RunRecord ours = record();
        open.beforeFirstWrite(() -> ours.begin(new Runs(open)));
    }

    /** From here on the run writes. */
    private void begin(Runs runs) {
        record().begin(runs);
    }

    private RunRecord record() {
        if (record == null) {
            record = new RunRecord(Run.begun(
                    runId,
                    choices.command(),
                    ShellLine.of(arguments, settings().secretValues(), ARGUMENTS_LENGTH),
                    Text.line(operator(), Checks.OPERATOR_LENGTH - 1),
                    host(),
                    ProcessHandle.current().pid(),
                    clock.at(started)));
        }
        return record;
    }

    /** The command is over, well or not: writes that down if it was one that writes. */
    void end(int exitCode) {
        boolean isMistake = exitCode == ExitCode.USAGE.code();
        if (record == null || isMistake && !record.hasBegun()) {
            return;
        }
        record.end(() -> new Runs(databaseToLookAtFirst()), clock.instant(), exitCode, counts.map(Supplier::get))
                .filter(cause -> exitCode != ExitCode.DATABASE.code())
                .filter(cause -> record.hasBegun() || !hasSaidWhatIsWrong(exitCode))
                .ifPresent(cause -> {
                    terminal.err().println("ylh: " + texts().of("runs.not-recorded", runId, cause));
                    terminal.err().flush();
                });
    }

    /** What kept the beginning from being written has most likely ended the command too. */
    private static boolean hasSaidWhatIsWrong(int exitCode) {
        return exitCode == ExitCode.UNEXPECTED.code()
                || exitCode == ExitCode.USAGE.code()
                || exitCode == ExitCode.DATABASE.code();
    }

    private DatabaseAddress address() {
        return new DatabaseAddress(
                settings().text(Key.DB_URL).orElseThrow(),
                settings().text(Key.DB_USERNAME).orElse(""),
                settings().text(Key.DB_PASSWORD).orElse(""),
                settings().isDefault(Key.DB_URL));
    }

    private ShopSchema schema() {
        if (schema == null) {
            schema = ShopSchema.of(
                    settings().text(Key.SCHEMA_PRESET).orElseThrow(), settings().mapping());
        }
        return schema;
    }

    @Override
    public void close() {
        chunks.ifPresent(ChunkDispatcher::close);
        clients.forEach(YlhClient::close);
        scheduler.close();
        others.forEach(Database::close);
        if (database != null) {
            database.close();
        }
    }
}
