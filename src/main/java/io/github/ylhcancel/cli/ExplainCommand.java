package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.Because;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.inspect.Explain;
import io.github.ylhcancel.inspect.Explain.Explanation;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh explain}: why an order was or was not swept and delivered, and what can be done. */
@Command(
        name = "explain",
        sortOptions = false,
        description = {
            "Says why orders were or were not swept, and why YLH was or was not told; what is allowed next, and which command does it.",
            "What the sweep would do is asked of the sweep's own rules. Nothing is changed."
        })
final class ExplainCommand extends Subcommand {
    @Parameters(paramLabel = "ORDER", arity = "1..*", description = "Orders, by number, so-id or id (see --by).")
    private List<String> orders;

    @Option(names = "--by", paramLabel = "WHAT", description = "What an ORDER is: number, so-id or id.")
    private String by;

    @Override
    ExitCode execute() {
        LookupBy lookup = Lookups.parse(this, by);
        Explain explain = Explain.from(services());
        Report report = root().report("explain", false);
        int missing = 0;
        for (String reference : orders) {
            OrderLookup found = explain.inspection().find(reference, lookup);
            if (found instanceof OrderLookup.Missing nothing) {
                missing++;
                report.result(
                        new Fields()
                                .with("order", reference)
                                .with("outcome", nothing.outcome().word())
                                .with("status", null)
                                .withAll("reasons", List.of())
                                .with("next", List.of())
                                .with("commands", List.of()),
                        () -> List.of(reference + ": " + text(nothing.why())));
                continue;
            }
            Explanation one = explain.of(((OrderLookup.Found) found).order());
            report.result(fields(one), () -> lines(one));
        }
        int notFound = missing;
        report.summary(new Fields().with("orders", orders.size() - notFound).with("not_found", notFound), List::of);
        return missing == 0 ? ExitCode.OK : ExitCode.SOME_FAILED;
    }

    private Fields fields(Explanation one) {
        return new Fields()
                .with("order", one.standing().order().number())
                .with("outcome", "found")
                .with("status", one.standing().order().status().shown())
                .withAll("reasons", one.reasons().stream().map(this::fields).toList())
                .with("next", next(one))
                .with("commands", one.commands());
    }

    private Fields fields(Because reason) {
        return new Fields()
                .with("code", reason.code())
                .with("text", text(reason.text()))
                .with("at", reason.at())
                .with("run_id", reason.runId());
    }

    private static List<String> next(Explanation one) {
        return one.standing().next().stream().map(OrderStatus::word).toList();
    }

    private List<String> lines(Explanation one) {
        Style style = root().style();
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(one.standing().order().number()) + "  "
                + one.standing().order().status().shown());
        one.reasons()
                .forEach(reason -> lines.add("  - " + text(reason.text())
                        + reason.runId()
                                .map(run -> style.faint("  (" + run + ")"))
                                .orElse("")));
        String allowed = next(one).isEmpty()
                ? text("status.next-none")
                : next(one).stream().collect(Collectors.joining(", "));
        lines.add("  " + text("explain.next", allowed));
        lines.add("  " + text("explain.commands"));
        one.commands().forEach(command -> lines.add("    " + command));
        return lines;
    }
}
