package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.sync.Intervened;
import io.github.ylhcancel.sync.Intervened.Outcome;
import io.github.ylhcancel.sync.Retry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of {@code retry}, up to where it goes on to deliver. Then what was made due is not listed, since its delivery is; what was not is
 * among the results.
 */
final class RetryRun {
    private final RetryCommand command;
    private final InterventionView view;
    private final List<Intervened> results = new ArrayList<>();
    private long retried;
    private long adopted;
    private long left;

    RetryRun(RetryCommand command) {
        this.command = command;
        this.view =
                new InterventionView(command.services().texts(), command.root().style(), "retried");
    }

    /** Lists what would be made due; nothing is changed and nothing delivered. */
    ExitCode preview() {
        Retry use = Retry.from(command.services(), true);
        Report report = command.root().report("retry", true);
        InterventionView would =
                new InterventionView(command.services().texts(), command.root().style(), "would-retry");
        List<RowKey> previewedOrders = new ArrayList<>();
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        for (Intervened result : previewed(use)) {
            outcomes.merge(result.outcome(), 1L, Long::sum);
            result.order().ifPresent(known -> previewedOrders.add(known.id()));
            report.result(would.fields(result), () -> would.lines(result));
        }
        long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
        report.summary(
                would.summary(all, outcomes).with("left", left),
                () -> List.of(command.text("retry.would", outcomes.getOrDefault(Outcome.DONE, 0L))));
        if (command.isAdoption()) {
            command.note("retry.would-adopt", use.adoptable(ours(), whose(previewedOrders)));
        }
        warnOfThoseLeft();
        boolean problem = left > 0 || outcomes.keySet().stream().anyMatch(Outcome::isProblem);
        return problem ? ExitCode.SOME_FAILED : ExitCode.OK;
    }

    private Account ours() {
        return command.services().settings().account().orElseThrow();
    }

    /** Nothing for all that are open. */
    private Optional<Collection<RowKey>> whose(List<RowKey> found) {
        return command.orders().isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private List<Intervened> previewed(Retry use) {
        if (!command.isOfStates()) {
            return command.orders().stream()
                    .map(order -> use.preview(order, command.by(), command.note()))
                    .toList();
        }
        left = use.count(command.states()).left();
        return use.reopenable(command.states()).stream()
                .map(Intervened::wouldReopen)
                .toList();
    }

    /** Makes due what was asked for. */
    void run() {
        Retry use = Retry.from(command.services(), false);
        if (command.isOfStates()) {
            all(use);
            return;
        }
        List<RowKey> found = new ArrayList<>();
        for (String order : command.orders()) {
            Intervened result = use.retry(order, command.by(), command.note());
            retried += result.outcome() == Outcome.DONE ? 1 : 0;
            results.add(result);
            result.order().ifPresent(known -> found.add(known.id()));
        }
        if (!command.orders().isEmpty()) {
            command.note("retry.done", retried);
        }
        if (command.isAdoption()) {
            adopt(use, found);
        }
    }

    private void adopt(Retry use, List<RowKey> orders) {
        adopted = use.adopt(ours(), whose(orders), command.note());
        command.note("retry.adopted", adopted);
    }

    private void all(Retry use) {
        if (command.isToBeAsked() && command.terminal().inIsTerminal()) {
            long wanted = use.count(command.states()).retried();
            String question = command.text("retry.ask", wanted, command.shownStates());
            boolean isToBeAsked = wanted > 0 || command.personalData().isToBeAsked();
            if (isToBeAsked) {
                command.confirm(command.personalData().question(command, question), "retry.declined");
            }
        }
        Retry.Counts counts = use.all(command.states(), command.note());
        retried = counts.retried();
        left = counts.left();
        command.note("retry.done", retried);
        warnOfThoseLeft();
    }

    private void warnOfThoseLeft() {
        if (left > 0) {
            command.warn("retry.left", left, command.shownStates().replace(" ", ""));
        }
    }

    /** Prints what was made due and is not delivered now; answers the exit code. */
    ExitCode end() {
        Report report = command.root().report("retry", false);
        for (Intervened result : results) {
            boolean hidden = command.root().isQuiet() && !result.outcome().isProblem();
            report.result(view.fields(result), () -> hidden ? List.of() : view.lines(result));
        }
        report.summary(addTo(new Fields()), List::of);
        return ExitCode.of(codes());
    }

    /** Those that could not be made due. */
    void showNotDone(Report report) {
        notDone().forEach(result -> report.result(view.asDelivery(result), () -> view.lines(result)));
    }

    private List<Intervened> notDone() {
        return results.stream().filter(result -> result.outcome().isProblem()).toList();
    }

    Fields addTo(Fields summary) {
        if (command.isAdoption()) {
            summary.with("adopted", adopted);
        }
        return summary.with("retried", retried).with("not_retried", notDone().size() + left);
    }

    Set<ExitCode> codes() {
        return notDone().isEmpty() && left == 0 ? Set.of() : Set.of(ExitCode.SOME_FAILED);
    }
}
