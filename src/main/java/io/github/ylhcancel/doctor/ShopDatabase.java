package io.github.ylhcancel.doctor;

import static io.github.ylhcancel.doctor.Examination.DATABASE;
import static io.github.ylhcancel.doctor.Examination.DELIVERIES;
import static io.github.ylhcancel.doctor.Examination.RESPONSE_TIME;
import static io.github.ylhcancel.doctor.Examination.RUNS;
import static io.github.ylhcancel.doctor.Examination.SERVER;
import static io.github.ylhcancel.doctor.Examination.TABLES;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.CallCount;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.Severity;
import io.github.ylhcancel.inspect.Overview;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CallCounts;
import io.github.ylhcancel.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The database and what stands in it. Says of the tables and their server what {@code db check} says. */
final class ShopDatabase {
    private static final Key[] WAY_TO_IT = {Key.DB_URL, Key.DB_USERNAME, Key.DB_PASSWORD, Key.DB_ALLOW_INSECURE};

    /** A time-out that leaves no room above what most calls take cuts off some that would have been answered. */
    private static final int ROOM = 3;

    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofHours(1);

    private final RunContext context;
    private final Settings settings;
    private boolean isOpened;
    private boolean isCurrent;

    ShopDatabase(RunContext context) {
        this.context = context;
        this.settings = context.settings();
    }

    /** Database, tables and server. */
    void examine(Set<Examination> wanted, Consumer<Diagnosis> each) {
        if (settings.isInDoubt(WAY_TO_IT)) {
            each.accept(Diagnosis.skipped(DATABASE, Message.of("doctor.database-in-doubt")));
            skip(each, TABLES, SERVER);
            return;
        }
        try {
            examine(RunDatabase.address(settings), wanted, each);
        } catch (UserError e) {
            each.accept(unusable(e));
            skip(each, TABLES, SERVER);
        }
    }

    private static void skip(Consumer<Diagnosis> each, Examination... examinations) {
        for (Examination one : examinations) {
            each.accept(Diagnosis.skipped(one, Message.of("doctor.needs-first", DATABASE.word())));
        }
    }

    private static Diagnosis unusable(UserError e) {
        Message remedy = switch (e.exitCode()) {
            case DATABASE -> Message.of("doctor.remedy.database-away");
            case LOCKED -> Message.of("doctor.remedy.database-locked");
            default -> Message.of("doctor.remedy.database");
        };
        return Diagnosis.bad(DATABASE, e.text(), remedy, e.exitCode());
    }

    private void examine(DatabaseAddress address, Set<Examination> wanted, Consumer<Diagnosis> each) {
        Optional<ShopSchema> schema = schema();
        try (Tables tables = Tables.open(address, schema.orElseGet(ShopSchema::byDefault), Access.READ)) {
            isOpened = true;
            each.accept(Diagnosis.ok(DATABASE, Message.of("doctor.database", address, tables.product()))
                    .withFigure("product", tables.product()));
            if (schema.isEmpty()) {
                each.accept(Diagnosis.skipped(TABLES, Message.of("doctor.needs-first", "schema.…")));
                each.accept(Diagnosis.skipped(SERVER, Message.of("doctor.needs-first", "schema.…")));
                return;
            }
            isCurrent = tables.version().equals(Optional.of(Tables.NEWEST));
            if (wanted.contains(TABLES)) {
                findings(TABLES, tables::check, each);
            }
            if (wanted.contains(SERVER)) {
                findings(SERVER, () -> tables.checkServer(context.machineClock()), each);
            }
        }
    }

    private Optional<ShopSchema> schema() {
        try {
            return Optional.of(RunDatabase.schema(settings));
        } catch (UserError amongTheProblemsOfTheConfiguration) {
            return Optional.empty();
        }
    }

    private interface Check {
        List<Finding> findings();
    }

    private static void findings(Examination examination, Check check, Consumer<Diagnosis> each) {
        List<Finding> findings;
        try {
            findings = check.findings();
        } catch (UserError e) {
            each.accept(Diagnosis.bad(examination, e.text(), Message.of("doctor.remedy.database"), e.exitCode()));
            return;
        }
        findings.forEach(finding -> each.accept(diagnosis(examination, finding)));
        if (findings.stream().allMatch(finding -> finding.severity() == Finding.Severity.NOTE)) {
            each.accept(
                    Diagnosis.ok(examination, Message.of(examination == TABLES ? "doctor.tables" : "doctor.server")));
        }
    }

    private static Diagnosis diagnosis(Examination examination, Finding finding) {
        Message remedy =
                finding.remedy().map(line -> Message.of("doctor.line", line)).orElseGet(() -> remedy(finding.what()));
        return switch (finding.severity()) {
            case ERROR ->
                Diagnosis.bad(examination, finding.message(), remedy, ExitCode.USAGE)
                        .about(finding.what());
            case WARNING ->
                Diagnosis.warning(examination, finding.message(), remedy).about(finding.what());
            case NOTE -> Diagnosis.note(examination, finding.message()).about(finding.what());
        };
    }

    private static Message remedy(String what) {
        return switch (what) {
            case "clock" -> Message.of("doctor.remedy.clock-database");
            case "writes" -> Message.of("doctor.remedy.writes");
            case "replicas" -> Message.of("doctor.remedy.asynchronous");
            case "fsync", "full_page_writes", "innodb_flush_log_at_trx_commit", "sync_binlog" ->
                Message.of("doctor.remedy.durability", what);
            default -> Message.of("doctor.remedy.tables");
        };
    }

    /** What stands in the tool's own tables; needs those of this version. */
    void examineContent(Set<Examination> wanted, Consumer<Diagnosis> each) {
        if (!isCurrent) {
            Examination first = isOpened ? TABLES : DATABASE;
            for (Examination one : List.of(RESPONSE_TIME, DELIVERIES, RUNS)) {
                if (wanted.contains(one)) {
                    each.accept(Diagnosis.skipped(one, Message.of("doctor.needs-first", first.word())));
                }
            }
            return;
        }
        if (wanted.contains(RESPONSE_TIME)) {
            guarded(RESPONSE_TIME, each, this::responseTime);
        }
        if (wanted.contains(DELIVERIES) || wanted.contains(RUNS)) {
            guarded(wanted.contains(DELIVERIES) ? DELIVERIES : RUNS, each, into -> {
                Overview.Page page = Overview.from(context).page();
                if (wanted.contains(DELIVERIES)) {
                    deliveries(page, into);
                }
                if (wanted.contains(RUNS)) {
                    runs(page, into);
                }
            });
        }
    }

    /** Of tables that are not as the configuration says the one that fails costs no other. */
    private static void guarded(Examination examination, Consumer<Diagnosis> each, Consumer<Consumer<Diagnosis>> work) {
        try {
            work.accept(each);
        } catch (UserError e) {
            each.accept(Diagnosis.bad(examination, e.text(), Message.of("doctor.remedy.database"), e.exitCode()));
        }
    }

    private void responseTime(Consumer<Diagnosis> each) {
        CallCounts calls = new CallCounts(context.database().toRead());
        Instant now = context.clock().instant();
        List<CallCount> counts = calls.between(now.minus(WINDOW), now);
        long timed = CallCount.timed(counts);
        Duration timeout = settings.duration(Key.TIMEOUT);
        Optional<Duration> nearly =
                timed == 0 ? Optional.empty() : calls.durationAfter(now.minus(WINDOW), now, CallCount.rank(timed) - 1);
        if (nearly.isEmpty()) {
            each.accept(Diagnosis.note(RESPONSE_TIME, Message.of("doctor.no-calls", Key.TIMEOUT, seconds(timeout))));
            return;
        }
        Duration fits = fitting(nearly.get());
        long slowest = CallCount.slowest(counts).orElse(Duration.ZERO).toMillis();
        Message found = Message.of(
                "doctor.response-time", timed, nearly.get().toMillis(), slowest, seconds(timeout), seconds(fits));
        boolean isSlow =
                settings.thresholds(Alert.RESPONSE_TIME).of(nearly.get().toMillis() / 1000.0) != Severity.OK;
        Diagnosis diagnosis;
        if (fits.compareTo(timeout) > 0) {
            diagnosis = Diagnosis.warning(
                    RESPONSE_TIME, found, Message.of("doctor.remedy.timeout", Key.TIMEOUT, seconds(fits)));
        } else if (isSlow) {
            diagnosis = Diagnosis.warning(RESPONSE_TIME, found, Message.of("doctor.remedy.slow"));
        } else {
            diagnosis = Diagnosis.ok(RESPONSE_TIME, found);
        }
        each.accept(diagnosis
                .withFigure("calls", timed)
                .withFigure("p95_ms", nearly.get().toMillis())
                .withFigure("slowest_ms", slowest)
                .withFigure("timeout_ms", timeout.toMillis())
                .withFigure("fitting_timeout_ms", fits.toMillis()));
    }

    /** Three times what 95 of 100 calls take, in whole steps. */
    static Duration fitting(Duration nearly) {
        long steps = (nearly.multipliedBy(ROOM).toMillis() + STEP.toMillis() - 1) / STEP.toMillis();
        Duration wanted = STEP.multipliedBy(steps);
        return wanted.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : wanted;
    }

    /** As one writes it in a configuration. */
    private static String seconds(Duration span) {
        return span.toMillis() % 1000 == 0 ? span.toSeconds() + "s" : span.toMillis() + "ms";
    }

    private void deliveries(Overview.Page page, Consumer<Diagnosis> each) {
        page.wants()
                .forEach(want -> each.accept(
                        Diagnosis.warning(DELIVERIES, want.text(), Message.of("doctor.line", want.command()))
                                .about(want.code())
                                .withFigure("count", want.count())));
        page.circuit()
                .openedAt()
                .ifPresent(since -> each.accept(Diagnosis.warning(
                                DELIVERIES,
                                Message.of(
                                        "doctor.circuit-open",
                                        since,
                                        page.circuit().cause().orElse("")),
                                Message.of("doctor.remedy.circuit"))
                        .about("circuit")));
        due(page, each);
    }

    /** Late is what {@code check} takes for late. */
    private void due(Overview.Page page, Consumer<Diagnosis> each) {
        Optional<Instant> next = page.counts().waiting().next();
        long count = page.counts().waiting().count();
        if (next.isEmpty()) {
            each.accept(Diagnosis.ok(DELIVERIES, Message.of("doctor.nothing-due")));
            return;
        }
        long late = Duration.between(next.get(), page.now()).toSeconds();
        boolean isLate = settings.thresholds(Alert.OLDEST_DUE).of(Math.max(0, late)) != Severity.OK;
        Message found = Message.of("doctor.due", count, next.get());
        each.accept((isLate && page.holder().isEmpty()
                        ? Diagnosis.warning(DELIVERIES, found, Message.of("doctor.remedy.due"))
                        : Diagnosis.ok(DELIVERIES, found))
                .withFigure("waiting", count)
                .withFigure("oldest_due", next.get()));
    }

    private static void runs(Overview.Page page, Consumer<Diagnosis> each) {
        page.runs().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(entry ->
                        each.accept(run(entry.getKey(), entry.getValue()).about(entry.getKey())));
    }

    private static Diagnosis run(String command, Optional<Run> latest) {
        if (latest.isEmpty()) {
            return Diagnosis.note(RUNS, Message.of("doctor.never-run", command))
                    .withRemedy(Message.of("doctor.remedy.cron"));
        }
        Run run = latest.get();
        if (run.endedAt().isEmpty()) {
            return Diagnosis.note(RUNS, Message.of("doctor.run-not-ended", command, run.startedAt(), run.id()));
        }
        int number = run.exitCode().orElse(0);
        Message ended = Message.of(
                "doctor.run",
                command,
                run.endedAt().get(),
                number,
                ExitCode.ofNumber(number).orElse(ExitCode.UNEXPECTED).meaning());
        return number == 0
                ? Diagnosis.ok(RUNS, ended)
                : Diagnosis.note(RUNS, ended).withRemedy(Message.of("doctor.line", "ylh runs " + run.id()));
    }
}
