package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Paths;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.FileFormat;
import io.github.ylhcancel.csv.OrderFile;
import io.github.ylhcancel.csv.Row;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.undo.UndoOrders;
import io.github.ylhcancel.undo.UndoResult;
import io.github.ylhcancel.undo.UndoResult.Outcome;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh undo}: orders that were cancelled by mistake, named on the command line or in a CSV file. */
@Command(
        name = "undo",
        sortOptions = false,
        description = {
            "Puts orders back that were cancelled by mistake: their state, history and stock, in one transaction each.",
            "Only as long as YLH certainly has not applied the cancellation, or has refused it; YLH is then never told of it."
        })
final class UndoCommand extends Subcommand {
    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "ORDER", arity = "0..*", description = "Orders, by number, so-id or id (see --by).")
    private List<String> orders = List.of();

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "Why; kept in the order's history. At most 500 characters.")
    private String note;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "What an ORDER is: number, so-id or id; by default a number or, where none fits, a so-id.")
    private String by;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "Put back the orders of a CSV file; '-' is standard input. Column: order (or order number, so id, 订单号,"
                            + " 子订单号 …); others are ignored.")
    private String file;

    @Mixin
    private final OrderFileOptions fileOptions = new OrderFileOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Say what would happen; write nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Mixin
    private final PersonalDataOption personalData = new PersonalDataOption();

    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
    private long done;
    private Report report;
    private UndoView view;

    @Override
    ExitCode execute() {
        String why = why(note, "undo.note-missing", orders, personalData, hearer());
        LookupBy lookup = Lookups.parse(this, by);
        checkArguments();
        if (file != null && !dryRun) {
            refuseIfStopped();
        }
        view = new UndoView(services().texts(), root().style());
        try {
            return file == null ? undoNamed(lookup, why) : undoFile(lookup, why);
        } catch (CsvProblem problem) {
            throw ResultRows.asUserError(file, problem);
        }
    }

    private ExitCode undoNamed(LookupBy lookup, String why) {
        UndoOrders use = UndoOrders.from(services(), dryRun);
        confirm(use, lookup);
        report = root().report("undo", dryRun);
        try {
            for (String order : orders) {
                if (services().interrupt().isRequested()) {
                    codes.add(explainStop(new StopSignal(services().interrupt()), done));
                    break;
                }
                show(Optional.empty(), one(use, order.strip(), lookup, why));
            }
        } catch (UserError away) {
            end();
            throw away;
        }
        return end();
    }

    private PersonalDataOption.Hearer hearer() {
        return file == null ? PersonalDataOption.Hearer.of(this, dryRun, yes) : PersonalDataOption.Hearer.NOBODY;
    }

    private UndoResult one(UndoOrders use, String order, LookupBy lookup, String why) {
        return dryRun ? use.preview(order, lookup) : use.undo(order, lookup, why);
    }

    private ExitCode undoFile(LookupBy lookup, String why) {
        FileFormat how = fileOptions.format(this, lookup);
        boolean isStandardInput = file.equals(STANDARD_INPUT);
        try (OrderFile rows = isStandardInput
                ? OrderFile.from(terminal().in(), how)
                : OrderFile.open(Paths.inWorkingFolder(file), how)) {
            UndoOrders use = UndoOrders.from(services(), dryRun);
            boolean nobodyToAsk =
                    dryRun || yes || isStandardInput || !terminal().inIsTerminal();
            if (!nobodyToAsk) {
                confirm(personalData.question(this, text("undo.ask-file", file)), "undo.declined");
            }
            report = root().report("undo", dryRun);
            try {
                undoEach(rows, use, lookup, why);
            } catch (CsvProblem | UserError problem) {
                // What was done before stands, so its summary comes before the line that says why it ended.
                end();
                throw problem;
            }
        }
        return end();
    }

    private void undoEach(OrderFile rows, UndoOrders use, LookupBy lookup, String why) {
        StopSignal stop =
                dryRun ? new StopSignal(services().interrupt()) : services().stopSignal();
        while (rows.hasNext()) {
            if (stop.isRequested()) {
                codes.add(explainStop(stop, done));
                return;
            }
            Row row = rows.next();
            UndoResult result = row instanceof Row.BadRow bad
                    ? UndoResult.without(bad.text(), Outcome.REFUSED, bad.what())
                    : one(use, ((Row.OrderRow) row).order(), rows.orderColumn().by(lookup), why);
            show(Optional.of(row.line()), result);
        }
    }

    private void show(Optional<Long> line, UndoResult result) {
        done++;
        outcomes.merge(result.outcome(), 1L, Long::sum);
        if (result.outcome().isProblem()) {
            codes.add(ExitCode.SOME_FAILED);
        }
        boolean hidden = root().isQuiet() && !result.outcome().isProblem();
        report.result(view.fields(line, result), () -> hidden ? List.of() : view.lines(line, result));
    }

    private ExitCode end() {
        report.summary(view.summary(done, outcomes), this::summary);
        return ExitCode.of(codes);
    }

    private List<String> summary() {
        if (done == 1 && file == null && !dryRun || root().isQuiet() && codes.isEmpty()) {
            return List.of();
        }
        String key = dryRun ? "undo.summary-preview" : "undo.summary";
        return List.of(root().style().strong(text(key, done, outcomes.isEmpty() ? "-" : view.counts(outcomes))));
    }

    /** Shows what would happen and asks, if there is a person to ask and anything to lose. */
    private void confirm(UndoOrders use, LookupBy lookup) {
        if (dryRun || yes || !terminal().inIsTerminal()) {
            return;
        }
        List<UndoResult> previews =
                orders.stream().map(order -> use.preview(order.strip(), lookup)).toList();
        long affected = previews.stream()
                .filter(preview -> preview.outcome() == Outcome.WOULD_UNDO)
                .count();
        if (affected == 0 && !personalData.isToBeAsked()) {
            return;
        }
        UndoView plain = new UndoView(services().texts(), new Style(false));
        previews.forEach(preview ->
                plain.lines(Optional.empty(), preview).forEach(terminal().err()::println));
        confirm(personalData.question(this, text("undo.ask", affected)), "undo.declined");
    }

    private void checkArguments() {
        if (file == null && orders.isEmpty()) {
            throw usage("undo.what");
        }
        if (file != null && !orders.isEmpty()) {
            throw usage("cancel.orders-and-file");
        }
        if (file == null && fileOptions.isGiven()) {
            throw usage("undo.file-options");
        }
        if (orders.stream().anyMatch(String::isBlank)) {
            throw usage("cancel.blank-order");
        }
    }
}
