package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.sync.Intervened;
import io.github.ylhcancel.sync.Intervened.Outcome;
import io.github.ylhcancel.sync.Resolve;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh resolve}: a person's word settles a delivery that did not end by itself. */
@Command(
        name = "resolve",
        sortOptions = false,
        description = {
            "Settles deliveries that did not end by themselves (unknown, held, dead; accepted without a callback) by a person's word.",
            "It is recorded who said so, when and why; orders and their stock stay as they are."
        })
final class ResolveCommand extends Subcommand {
    @Parameters(paramLabel = "ORDER", arity = "1..*", description = "Orders, by number, so-id or id (see --by).")
    private List<String> orders;

    @Option(
            names = "--as",
            paramLabel = "WORD",
            description = {
                "confirmed: YLH has cancelled it; rejected: YLH has not, and will not; abandoned: YLH is told no more, whatever it did."
            })
    private String as;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "How you know; kept with the decision and shown by 'ylh history'. At most 500 characters.")
    private String note;

    @Option(names = "--by", paramLabel = "WHAT", description = "What an ORDER is: number, so-id or id.")
    private String by;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Say what would be decided; write nothing.")
    private boolean dryRun;

    @Mixin
    private final PersonalDataOption personalData = new PersonalDataOption();

    @Override
    ExitCode execute() {
        OperatorWord word = word();
        String why = why(
                note,
                "resolve.note-missing",
                orders,
                personalData,
                dryRun ? PersonalDataOption.Hearer.READER : PersonalDataOption.Hearer.NOBODY);
        LookupBy lookup = Lookups.parse(this, by);
        if (orders.stream().anyMatch(String::isBlank)) {
            throw usage("cancel.blank-order");
        }
        InterventionView view =
                new InterventionView(services().texts(), root().style(), dryRun ? "would-resolve" : "resolved");
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        Resolve use = Resolve.from(services(), dryRun);
        Report report = root().report("resolve", dryRun);
        for (String order : orders) {
            Intervened result =
                    dryRun ? use.preview(order.strip(), lookup, word) : use.resolve(order.strip(), lookup, word, why);
            outcomes.merge(result.outcome(), 1L, Long::sum);
            boolean hidden = root().isQuiet() && !result.outcome().isProblem();
            report.result(view.fields(result), () -> hidden ? List.of() : view.lines(result));
        }
        report.summary(view.summary(orders.size(), outcomes), () -> summary(view, outcomes));
        return outcomes.keySet().stream().anyMatch(Outcome::isProblem) ? ExitCode.SOME_FAILED : ExitCode.OK;
    }

    private List<String> summary(InterventionView view, Map<Outcome, Long> outcomes) {
        if (orders.size() == 1 && !dryRun || root().isQuiet()) {
            return List.of();
        }
        String key = dryRun ? "resolve.summary-preview" : "resolve.summary";
        return List.of(root().style().strong(text(key, orders.size(), view.counts(outcomes))));
    }

    private OperatorWord word() {
        if (as == null) {
            throw usage("resolve.as-missing");
        }
        return OperatorWord.ofWord(as).orElseThrow(() -> usage("resolve.as-wrong", as));
    }
}
