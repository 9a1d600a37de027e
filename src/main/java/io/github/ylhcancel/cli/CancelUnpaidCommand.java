package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Deadline;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.plan.PlanKind;
import io.github.ylhcancel.sweep.SafetyLimits;
import io.github.ylhcancel.sweep.Sweep;
import io.github.ylhcancel.sweep.SweepOptions;
import io.github.ylhcancel.sweep.SweepScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ylh cancel-unpaid}: the sweep. */
@Command(
        name = "cancel-unpaid",
        sortOptions = false,
        description = {
            "Cancels the orders that nobody has paid for too long, the oldest first, and gives their stock back.",
            "Meant for cron: any number of them may run at once, and what cannot be cancelled holds nothing up."
        })
final class CancelUnpaidCommand extends Subcommand {
    private static final int MOST_WORKERS = 16;

    @Option(
            names = "--timeout-minutes",
            paramLabel = "N",
            description = "How long an order may wait for its payment, in minutes (default: unpaid.timeout, 1440).")
    private String timeoutMinutes;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "The same as a span of time, such as 24h or 90m.")
    private String olderThan;

    @Option(names = "--limit", paramLabel = "N", description = "Cancel N orders at most (default: all).")
    private Long limit;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Orders in one transaction (default: unpaid.batch-size, 1000).")
    private Integer batchSize;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Transactions at once (default: 2, and 1 on an embedded database).")
    private Integer workers;

    @Option(
            names = "--time-budget",
            paramLabel = "TIME",
            description = "Take nothing new after this time, such as 4m; the rest is left to the next run.")
    private String timeBudget;

    @Option(
            names = {"-r", "--reason"},
            paramLabel = "TEXT",
            description = "Why; YLH is told (default: unpaid.reason). At most 200 characters.")
    private String reason;

    @Option(
            names = "--max-orders",
            paramLabel = "N",
            description = "Safety limit: cancel nothing at all if it would be more (default: unpaid.max-orders, 5000).")
    private Integer maxOrders;

    @Option(
            names = "--max-percent",
            paramLabel = "P",
            description =
                    "Safety limit: the same for the share of all pending orders (default: unpaid.max-percent, 50).")
    private Integer maxPercent;

    @Option(
            names = {"-n", "--dry-run"},
            description = "List what would be cancelled; write nothing, call nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(names = "--no-sync", description = "Leave telling YLH to 'ylh sync'.")
    private boolean noSync;

    @Mixin
    private final PlanOptions planOptions = new PlanOptions();

    @Mixin
    private final PersonalDataOption personalData = new PersonalDataOption();

    @Override
    ExitCode execute() {
        planOptions.check(this, dryRun);
        NanoClock nanoClock = services().nanoClock();
        long started = nanoClock.nanos();
        Duration age = age();
        SafetyLimits fuses = fuses();
        Optional<Duration> budget = Optional.ofNullable(timeBudget).map(text -> span("--time-budget", text));
        String why = why();
        long most = atLeastOne("--limit", limit).orElse(Long.MAX_VALUE);
        int batch = number("--batch-size", batchSize, Key.UNPAID_BATCH_SIZE);
        int together = workers();
        if (!dryRun) {
            refuseIfStopped();
        }
        Sweep sweep = Sweep.from(services(), why, dryRun, services().texts()::of);
        SweepScope matched = sweep.match(age);
        CancelUnpaidRun run = new CancelUnpaidRun(this, sweep, matched, started, dryRun);
        if (dryRun) {
            return preview(run, why, most, fuses.exceeded(matched, most));
        }
        fuses.exceeded(matched, most).ifPresent(blown -> {
            throw new UserError(ExitCode.FUSE, blown);
        });
        confirm(age, Math.min(matched.overdue(), most));
        Optional<Deadline> deadline = budget.map(length -> new Deadline(nanoClock, started + length.toNanos()));
        return run.sweep(new SweepOptions(most, batch, together, deadline), !noSync);
    }

    private ExitCode preview(CancelUnpaidRun run, String why, long most, Optional<Message> blown) {
        PlanOptions.Fixed fixed = new PlanOptions.Fixed(
                Optional.of(why), Optional.empty(), services().settings().text(Key.SOURCE_SYSTEM), Optional.empty());
        Optional<PlanOutput> plan = planOptions.open(this, PlanKind.UNPAID, fixed);
        try {
            return run.preview(most, blown, plan);
        } finally {
            plan.ifPresent(PlanOutput::close);
        }
    }

    private void confirm(Duration age, long orders) {
        boolean isToBeAsked = orders > 0 || personalData.isToBeAsked();
        if (!yes && isToBeAsked && terminal().inIsTerminal()) {
            confirm(
                    personalData.question(
                            this, text("unpaid.ask", orders, services().texts().span(age))),
                    "cancel.declined");
        }
    }

    /** A typing error here is how a shop is emptied, so nothing but a time that makes sense is taken. */
    private Duration age() {
        Settings settings = services().settings();
        if (timeoutMinutes != null && olderThan != null) {
            throw usage("unpaid.two-ages");
        }
        String option =
                timeoutMinutes != null ? "--timeout-minutes" : olderThan != null ? "--older-than" : "unpaid.timeout";
        Duration age = timeoutMinutes != null
                ? minutes(timeoutMinutes)
                : olderThan != null ? span(option, olderThan) : settings.duration(Key.UNPAID_TIMEOUT);
        Duration floor = settings.duration(Key.UNPAID_MIN_TIMEOUT);
        if (age.compareTo(floor) < 0) {
            throw usage(
                    "unpaid.below-floor",
                    option,
                    services().texts().span(age),
                    services().texts().span(floor));
        }
        return age;
    }

    private Duration minutes(String text) {
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) == 0) {
            throw usage("unpaid.minutes", text);
        }
        return Duration.ofMinutes(Integer.parseInt(text));
    }

    private SafetyLimits fuses() {
        return new SafetyLimits(
                number("--max-orders", maxOrders, Key.UNPAID_MAX_ORDERS),
                number("--max-percent", maxPercent, Key.UNPAID_MAX_PERCENT));
    }

    private Optional<Long> atLeastOne(String option, Number number) {
        if (number != null && number.longValue() < 1) {
            throw usage("unpaid.at-least-one", option, number);
        }
        return Optional.ofNullable(number).map(Number::longValue);
    }

    private int workers() {
        int together =
                atLeastOne("--workers", workers).map(Long::intValue).orElseGet(() -> Sweep.usualWorkers(services()));
        if (together > MOST_WORKERS) {
            throw usage("unpaid.workers", together, MOST_WORKERS);
        }
        return together;
    }

    private String why() {
        String why = Optional.ofNullable(reason)
                .map(String::strip)
                .or(() -> services().settings().text(Key.UNPAID_REASON))
                .orElse("");
        Stream.of(Checks.reason(why), Checks.operator(services().run().operator()))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(problem -> {
                    throw usage("option.wrong", problem);
                });
        personalData.check(
                this,
                Checks.personalData("reason", why, List.of()),
                planOptions.isWanted()
                        ? PersonalDataOption.Hearer.NOBODY
                        : PersonalDataOption.Hearer.of(this, dryRun, yes));
        return why;
    }

    /** The sentence for a reason to leave an order as it is. */
    String sentence(Message message) {
        return services().texts().of(message);
    }
}
