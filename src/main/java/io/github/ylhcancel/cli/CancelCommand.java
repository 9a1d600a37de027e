package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.cancel.CancelTime;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.plan.PlanKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh cancel}: orders named on the command line, or those of a CSV file. */
@Command(
        name = "cancel",
        sortOptions = false,
        description = {
            "Cancels orders: the order's state, its history and its stock change in one transaction, then YLH is told.",
            "May be repeated at any time: what is done is not done twice, and what is left is finished."
        })
final class CancelCommand extends Subcommand implements RunFlags {
    @Parameters(paramLabel = "ORDER", arity = "0..*", description = "Orders, by number, so-id or id (see --by).")
    private List<String> orders = List.of();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "What an ORDER is: number, so-id or id; by default a number or, where none fits, a so-id.")
    private String by;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "Cancel the orders of a CSV file; '-' is standard input. Columns: order (or order number, so id,"
                            + " 订单号, 子订单号 …), and if wanted reason (取消原因), cancel time, source system.")
    private String file;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "Carry out a plan that --plan-out has written, and nothing else: orders that have changed since are skipped.")
    private Path plan;

    @Option(
            names = "--plan-sha256",
            paramLabel = "HEX",
            description = "Carry out the plan only if its file has this SHA-256, as --plan-out and sha256sum print it.")
    private String planSha256;

    @Mixin
    private final OrderFileOptions fileOptions = new OrderFileOptions();

    @Option(names = "--strict", description = "Cancel nothing at all if one row of the file cannot be used.")
    private boolean strict;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Write one row for each row of the file or order of the plan, as CSV.")
    private Path results;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Orders of a file or plan in one transaction (default: cancel.batch-size, 500).")
    private Integer batchSize;

    @Option(
            names = {"-r", "--reason"},
            paramLabel = "TEXT",
            description = "Why; YLH is told. At most 200 characters.")
    private String reason;

    @Option(names = "--source-system", paramLabel = "NAME", description = "The source system as YLH knows it.")
    private String sourceSystem;

    @Option(
            names = "--cancel-time",
            paramLabel = "TIME",
            description = "When it was cancelled: milliseconds or ISO-8601 with offset (default: now).")
    private String cancelTime;

    @Option(names = "--note", paramLabel = "TEXT", description = "A note for the order's history; YLH is not told.")
    private String note;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Check everything and say what would happen; write nothing, call nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for each answer of YLH in this run (default: ylh.timeout, 30s).")
    private String timeout;

    @Option(
            names = "--tries",
            paramLabel = "N",
            description =
                    "How often YLH is told of an order in this run before that is left to 'ylh sync' (default: 1 +"
                            + " ylh.retry.max, 2).")
    private Integer tries;

    @Option(
            names = "--despite-payment",
            description =
                    "Cancel also orders for which a payment is under way; whoever pays them has to get the money back.")
    private boolean despitePayment;

    @Option(names = "--no-sync", description = "Leave telling YLH to 'ylh sync'.")
    private boolean noSync;

    @Mixin
    private final PlanOptions planOptions = new PlanOptions();

    @Mixin
    private final PersonalDataOption personalData = new PersonalDataOption();

    @Override
    ExitCode execute() {
        checkArguments();
        if (timeout != null) {
            span("--timeout", timeout);
        }
        if (tries != null) {
            number("--tries", tries, Key.ATTEMPTS_MAX);
        }
        try (CancelRun run = new CancelRun(this, common(), dryRun, noSync)) {
            if (plan != null) {
                return new CancelPlanRun(
                                this,
                                run,
                                plan,
                                Optional.ofNullable(planSha256),
                                batchSize(),
                                Optional.ofNullable(results),
                                yes)
                        .execute();
            }
            return file == null ? cancelNamed(run) : cancelFile(run);
        }
    }

    @Override
    public Map<Key, String> flags() {
        Map<Key, String> flags = RunFlags.of(Key.TIMEOUT, timeout);
        flags.putAll(RunFlags.of(Key.RETRY_MAX, tries == null ? null : String.valueOf(tries - 1L)));
        return flags;
    }

    private ExitCode cancelFile(CancelRun run) {
        return new CancelFileRun(
                        this,
                        run,
                        file,
                        fileOptions.format(this, Lookups.parse(this, by)),
                        batchSize(),
                        Optional.ofNullable(results),
                        strict,
                        yes)
                .execute();
    }

    private int batchSize() {
        return number("--batch-size", batchSize, Key.CANCEL_BATCH_SIZE);
    }

    private ExitCode cancelNamed(CancelRun run) {
        CancelRequest common = run.common();
        run.open(new StopSignal(new Interrupt())); // The order at hand is always finished.
        openPlan(run);
        if (!dryRun) {
            confirm(run, common);
        }
        try {
            cancelEach(run, common);
        } catch (UserError away) {
            // What was done before stands, so its summary comes before the line that says why it ended.
            run.broken();
            run.end();
            throw away;
        }
        return run.end();
    }

    private void cancelEach(CancelRun run, CancelRequest common) {
        for (String order : orders) {
            if (services().interrupt().isRequested()) {
                run.stopped();
                return;
            }
            run.decide(List.of(CancelItem.of(named(common, order))))
                    .forEach(result -> run.show(Optional.empty(), result));
            run.told();
        }
    }

    private void checkArguments() {
        if (plan != null) {
            checkPlanArguments();
            return;
        }
        if (planSha256 != null) {
            throw usage("plan.sha256-alone");
        }
        if (file == null && orders.isEmpty()) {
            throw usage("cancel.what");
        }
        if (file != null && !orders.isEmpty()) {
            throw usage("cancel.orders-and-file");
        }
        if (file == null && (strict || results != null || batchSize != null || fileOptions.isGiven())) {
            throw usage("cancel.file-options");
        }
        if (orders.stream().anyMatch(String::isBlank)) {
            throw usage("cancel.blank-order");
        }
        planOptions.check(this, dryRun);
    }

    private void checkPlanArguments() {
        if (file != null || !orders.isEmpty() || planOptions.isGiven() || strict || fileOptions.isGiven()) {
            throw usage("plan.alone");
        }
        if (planSha256 != null && !planSha256.matches("[0-9A-Fa-f]{64}")) {
            throw usage("plan.sha256-wrong");
        }
        Map<String, Object> fixed = new LinkedHashMap<>();
        fixed.put("--by", by);
        fixed.put("--reason", reason);
        fixed.put("--source-system", sourceSystem);
        fixed.put("--cancel-time", cancelTime);
        fixed.put("--note", note);
        fixed.values().removeIf(Objects::isNull);
        if (!fixed.isEmpty()) {
            throw usage("plan.fixes", String.join(", ", fixed.keySet()));
        }
    }

    /** Begins the plan, if one is wanted; after the database was opened. */
    void openPlan(CancelRun run) {
        CancelRequest common = run.common();
        planOptions
                .open(
                        this,
                        PlanKind.ORDERS,
                        new PlanOptions.Fixed(
                                common.reason(), common.note(), common.sourceSystem(), common.cancelTime()))
                .ifPresent(run::planTo);
    }

    /** What holds for all orders of this run, checked before the first of them is looked at. */
    private CancelRequest common() {
        Optional<String> why = Optional.ofNullable(reason)
                .map(String::strip)
                .or(() -> services().settings().text(Key.CANCEL_REASON));
        boolean mayBeMissing = file != null || plan != null || dryRun && !planOptions.isWanted();
        if (why.isEmpty() && !mayBeMissing) {
            throw usage("reason.missing");
        }
        CancelRequest request = new CancelRequest(
                "",
                Lookups.parse(this, by),
                why,
                Optional.ofNullable(sourceSystem).or(() -> services().settings().text(Key.SOURCE_SYSTEM)),
                Optional.ofNullable(cancelTime).map(this::time),
                Optional.ofNullable(note),
                services().run().operator(),
                false,
                despitePayment);
        CancelRequest allowing = request.withPersonalData();
        allowing.problem().ifPresent(problem -> {
            throw usage("option.wrong", problem);
        });
        boolean isNamed = file == null && plan == null;
        personalData.check(
                this,
                request.personalData(orders),
                isNamed && !planOptions.isWanted()
                        ? PersonalDataOption.Hearer.of(this, dryRun, yes)
                        : PersonalDataOption.Hearer.NOBODY);
        // What single rows or planned orders hold is theirs to be looked at.
        return isNamed || personalData.isAllowed() ? allowing : request;
    }

    PersonalDataOption personalData() {
        return personalData;
    }

    private Instant time(String text) {
        return CancelTime.parse(text).orElseThrow(() -> usage("option.wrong", Message.of("cancel-time.wrong", text)));
    }

    private static CancelRequest named(CancelRequest common, String order) {
        return new CancelRequest(
                order.strip(),
                common.by(),
                common.reason(),
                common.sourceSystem(),
                common.cancelTime(),
                common.note(),
                common.operator(),
                common.mayHoldPersonalData(),
                common.despitePayment());
    }

    /** Shows what would happen and asks, if there is a person to ask and anything to lose. */
    private void confirm(CancelRun run, CancelRequest common) {
        if (yes || !terminal().inIsTerminal()) {
            return;
        }
        List<CancelResult> previews = run.preview(orders.stream()
                .map(order -> CancelItem.of(named(common, order)))
                .toList());
        long affected = previews.stream()
                .filter(preview -> preview.outcome() == Outcome.WOULD_CANCEL)
                .count();
        if (affected == 0 && !personalData.isToBeAsked()) {
            return;
        }
        CancelView view = new CancelView(
                services().texts(), new Style(false), services().settings().repeats());
        previews.forEach(preview -> view.lines(preview, true).forEach(terminal().err()::println));
        confirm(personalData.question(this, text("cancel.ask", affected)), "cancel.declined");
    }
}
