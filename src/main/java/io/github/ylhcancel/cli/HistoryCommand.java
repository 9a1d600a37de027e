package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.TimelineEvent;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.OutputFormat;
import io.github.ylhcancel.output.Report;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh history}: what happened to orders, from the first day. */
@Command(
        name = "history",
        sortOptions = false,
        description = "Shows one time line an order: its states, its stock, and every call to YLH.")
final class HistoryCommand extends Subcommand {
    @Parameters(paramLabel = "ORDER", arity = "1..*", description = "Orders, by number, so-id or id (see --by).")
    private List<String> orders;

    @Option(names = "--by", paramLabel = "WHAT", description = "What an ORDER is: number, so-id or id.")
    private String by;

    @Override
    ExitCode execute() {
        HistoryView view = new HistoryView(services().texts(), root().style());
        Report report = root().report("history", false);
        Inspection inspection = Inspection.from(services());
        int events = 0;
        int missing = 0;
        for (String reference : orders) {
            OrderLookup found = inspection.find(reference, Lookups.parse(this, by));
            if (found instanceof OrderLookup.Missing nothing) {
                missing++;
                boolean several = nothing.outcome() == Outcome.AMBIGUOUS;
                warn(several ? "history.ambiguous" : "history.not-found", reference, nothing.candidates());
                continue;
            }
            Order order = ((OrderLookup.Found) found).order();
            if (root().common().output == OutputFormat.TABLE && orders.size() > 1) {
                terminal().out().println(root().style().strong(order.number()));
            }
            for (TimelineEvent event : inspection.history(order)) {
                events++;
                report.result(view.fields(order, event), () -> List.of(view.line(event)));
            }
        }
        boolean nothing = events == 0 && missing == 0;
        report.summary(
                new Fields()
                        .with("orders", orders.size() - missing)
                        .with("not_found", missing)
                        .with("events", events),
                () -> nothing ? List.of(text("history.none")) : List.of());
        return missing == 0 ? ExitCode.OK : ExitCode.SOME_FAILED;
    }
}
