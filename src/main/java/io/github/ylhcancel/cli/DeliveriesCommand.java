package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.inspect.Casework;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ylh deliveries}: which deliveries are in which state, and what to do about each. */
@Command(
        name = "deliveries",
        sortOptions = false,
        description = {
            "Lists deliveries to YLH, those first that have been as they are for longest, each with what to do about it.",
            "Without an option: those that want a person's eye. 'ylh retry' makes them due again, 'ylh resolve' settles them."
        })
final class DeliveriesCommand extends Subcommand {
    @Option(
            names = "--state",
            paramLabel = "WORD",
            split = ",",
            description =
                    "Only deliveries in these states, such as dead,unknown,held; may be repeated. Also overdue: decided longer than"
                            + " ylh.overdue-after ago, and no outcome yet.")
    private List<String> states;

    @Option(
            names = "--untold",
            description =
                    "Instead the orders that ylh cancelled before they had their so-id, and that have no delivery.")
    private boolean untold;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Only what changed then or later: a span of time before now, such as 24h, or a point in time.")
    private String since;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "Only what this run decided (see 'ylh runs'); without --state whatever its state.")
    private String run;

    @Mixin
    private final ListOptions list = new ListOptions();

    @Override
    ExitCode execute() {
        list.check(this);
        if (untold && states != null) {
            throw usage("option.not-with", "--untold", "--state");
        }
        if (run != null && run.isBlank()) {
            throw usage("deliveries.blank-run");
        }
        Optional<Instant> from = moment("--since", since);
        Optional<String> runId = Optional.ofNullable(run).map(String::strip);
        Optional<Set<String>> words = Optional.ofNullable(states)
                .map(given -> DeliveryStates.words(this, given, state -> true, DeliveryFilter.OVERDUE));
        NextStep next = services().settings().nextStep(services().clock().instant());
        DeliveryListView view = new DeliveryListView(services().texts(), root().style(), next);
        // That there are some is no failure: it is what was asked.
        if (untold) {
            showUntold(Casework.from(services(), next).untold(from, runId, list.most(this)), view);
        } else {
            DeliveryFilter filter = filter(words, runId).since(from).ofRun(runId);
            show(Casework.from(services(), next).list(filter, list.most(this)), words, runId, view);
        }
        return ExitCode.OK;
    }

    private DeliveryFilter filter(Optional<Set<String>> words, Optional<String> runId) {
        if (words.isEmpty()) {
            return runId.isPresent()
                    ? DeliveryFilter.of(DeliveryState.all(state -> true))
                    : DeliveryFilter.forAPerson(services().settings().repeats());
        }
        DeliveryFilter filter = DeliveryFilter.of(words.get().stream()
                .filter(word -> !word.equals(DeliveryFilter.OVERDUE))
                .map(DeliveryState::ofWord)
                .collect(Collectors.toSet()));
        return words.get().contains(DeliveryFilter.OVERDUE) ? filter.andOverdue() : filter;
    }

    private void show(
            Casework.Cases found, Optional<Set<String>> words, Optional<String> runId, DeliveryListView view) {
        Report report = root().report("deliveries", false);
        found.deliveries().forEach(one -> report.result(view.fields(one), () -> shown(view.lines(one))));
        String what = words.map(some -> String.join(", ", some))
                .orElseGet(() -> text(runId.isPresent() ? "list.of-run" : "list.for-a-person"));
        end(
                report,
                words.map(List::copyOf).orElse(List.of()),
                what,
                found.deliveries().size(),
                found.total());
    }

    private void showUntold(Casework.Untold found, DeliveryListView view) {
        Report report = root().report("deliveries", false);
        found.orders().forEach(one -> report.result(view.fields(one), () -> shown(view.lines(one))));
        String word = DeliveryListView.UNTOLD;
        end(report, List.of(word), word, found.orders().size(), found.total());
    }

    private List<String> shown(List<String> lines) {
        return root().isQuiet() ? lines.subList(0, 1) : lines;
    }

    private void end(Report report, List<String> words, String what, int shown, long total) {
        String whole = shown == 0 ? text("list.none", what) : text("list.all", shown, what);
        list.end(this, report, new Fields().with("states", words), what, shown, total, whole);
    }
}
