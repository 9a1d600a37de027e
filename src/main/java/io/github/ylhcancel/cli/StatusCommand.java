package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.inspect.Casework;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.inspect.Inspection.Standing;
import io.github.ylhcancel.inspect.Overview;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.OutputFormat;
import io.github.ylhcancel.output.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh status}: single orders, lists, or counts. */
@Command(
        name = "status",
        sortOptions = false,
        description = {
            "Shows how orders stand here and at YLH, and what they may become.",
            "Without an order: the page for whoever takes over: how many there are in each state, whether YLH works, the last runs,"
                    + " what comes next, and what wants a person. With --state or --sync: the oldest of that state."
        })
final class StatusCommand extends Subcommand {
    @Parameters(paramLabel = "ORDER", arity = "0..*", description = "Orders, by number, so-id or id (see --by).")
    private List<String> orders = List.of();

    @Option(names = "--by", paramLabel = "WHAT", description = "What an ORDER is: number, so-id or id.")
    private String by;

    @Option(names = "--state", paramLabel = "STATE", description = "List orders in this state, such as pending.")
    private String state;

    @Option(names = "--sync", paramLabel = "STATE", description = "List orders whose delivery to YLH is in this state.")
    private String sync;

    @Option(
            names = "--unrefunded",
            description =
                    "With --state cancelled: those that ylh cancelled after they had been paid for, and for which the shop has"
                            + " recorded no refund.")
    private boolean unrefunded;

    @Mixin
    private final ListOptions list = new ListOptions();

    @Override
    ExitCode execute() {
        list.check(this);
        if (!orders.isEmpty() && (state != null || sync != null) || state != null && sync != null) {
            throw usage("status.one-of");
        }
        if (unrefunded && !OrderStatus.CANCELLED.word().equals(state)) {
            throw usage("retry.goes-with", "--unrefunded", "--state cancelled");
        }
        if (unrefunded) {
            return unrefunded();
        }
        if (!orders.isEmpty()) {
            return orders();
        }
        if (state != null) {
            OrderStatus wanted = orderStatus();
            return list(Inspection.from(services()).inState(wanted, list.mostOfLong()));
        }
        if (sync != null) {
            DeliveryState wanted = deliveryState();
            return list(Inspection.from(services()).inDeliveryState(wanted, list.mostOfLong()));
        }
        return overview();
    }

    /** That something wants a person is no failure: it is what was asked. */
    private ExitCode overview() {
        StatusView view = view();
        OverviewView overview = new OverviewView(services().texts(), root().style());
        Report report = root().report("status", false);
        Overview.Page page = Overview.from(services()).page();
        if (root().common().output == OutputFormat.CSV) {
            // The other formats have them in the summary, for which a CSV has no place.
            view.countRows(page.counts()).forEach(row -> report.result(row, List::of));
        }
        report.summary(
                view.countFields(page.counts()).withAll(overview.fields(page)),
                () -> root().isQuiet() ? quiet(overview, page) : overview.lines(page));
        return ExitCode.OK;
    }

    /** Only what wants a person. */
    private static List<String> quiet(OverviewView view, Overview.Page page) {
        return page.wants().isEmpty() ? List.of() : view.wants(page.wants());
    }

    private StatusView view() {
        return new StatusView(
                services().texts(),
                root().style(),
                services().settings().nextStep(services().clock().instant()));
    }

    private ExitCode orders() {
        LookupBy lookup = Lookups.parse(this, by);
        StatusView view = view();
        Inspection inspection = Inspection.from(services());
        Report report = root().report("status", false);
        int missing = 0;
        for (String reference : orders) {
            OrderLookup found = inspection.find(reference, lookup);
            if (found instanceof OrderLookup.Missing nothing) {
                missing++;
                report.result(
                        view.fields(reference, nothing.outcome()), () -> List.of(view.missing(reference, nothing)));
                continue;
            }
            Standing standing = inspection.standing(((OrderLookup.Found) found).order());
            report.result(view.fields(standing), () -> view.block(standing));
        }
        int notFound = missing;
        report.summary(new Fields().with("orders", orders.size() - notFound).with("not_found", notFound), List::of);
        return missing == 0 ? ExitCode.OK : ExitCode.SOME_FAILED;
    }

    /** That there are some is no failure: it is what was asked. */
    private ExitCode unrefunded() {
        NextStep next = services().settings().nextStep(services().clock().instant());
        Casework.Unrefunded found = Casework.from(services(), next)
                .unrefunded(list.most(this))
                .orElseThrow(() -> UserError.usage("status.no-refunds"));
        StatusView view = view();
        Report report = root().report("status", false);
        found.orders().forEach(one -> report.result(view.fields(one), () -> List.of(view.line(one))));
        int shown = found.orders().size();
        String what = text("status.unrefunded");
        String whole = shown == 0 ? text("list.none", what) : text("list.all", shown, what);
        list.end(this, report, new Fields(), what, shown, found.total(), whole);
        return ExitCode.OK;
    }

    private ExitCode list(List<Standing> standings) {
        StatusView view = view();
        Report report = root().report("status", false);
        standings.forEach(standing -> report.result(view.fields(standing), () -> List.of(view.line(standing))));
        report.summary(
                new Fields().with("orders", standings.size()),
                () -> standings.isEmpty() ? List.of(text("status.none")) : List.of());
        return ExitCode.OK;
    }

    private OrderStatus orderStatus() {
        return OrderStatus.ofWord(state).orElseThrow(() -> {
            String words =
                    Arrays.stream(OrderStatus.values()).map(OrderStatus::word).collect(Collectors.joining(", "));
            return usage("status.unknown-state", state, words);
        });
    }

    private DeliveryState deliveryState() {
        return Arrays.stream(DeliveryState.values())
                .filter(known -> known.word().equals(sync.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> {
                    String words = Arrays.stream(DeliveryState.values())
                            .map(DeliveryState::word)
                            .collect(Collectors.joining(", "));
                    return usage("status.unknown-state", sync, words);
                });
    }
}
