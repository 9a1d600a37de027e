package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.RowKey;
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
 * {@code ylh sync --retry} and {@code --all-dead}: what happens before such a run goes on to deliver. What was made due is not listed, since
 * its delivery is; what was not is among the results.
 */
final class SyncRetry {
    private final Subcommand command;
    private final CaseOptions options;
    private final InterventionView view;
    private final List<Intervened> notDone = new ArrayList<>();
    private long retried;
    private long adopted;
    private long left;

    SyncRetry(Subcommand command, CaseOptions options) {
        this.command = command;
        this.options = options;
        this.view =
                new InterventionView(command.services().texts(), command.root().style(), "retried");
    }

    /** Lists what would be made due; nothing is changed and nothing delivered. */
    ExitCode preview() {
        Retry use = Retry.from(command.services(), true);
        Report report = command.root().report("sync", true);
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
        if (options.isAdoption()) {
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
        return options.orders().isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private List<Intervened> previewed(Retry use) {
        LookupBy by = options.by(command);
        if (!options.isAllDead()) {
            return options.orders().stream()
                    .map(order -> use.preview(order, by))
                    .toList();
        }
        left = use.countDead().left();
        return use.dead(Integer.MAX_VALUE).stream().map(Intervened::wouldReopen).toList();
    }

    /**
     * Makes due what was asked for, if anything was.
     *
     * @return false when a person was asked and said no
     */
    boolean run() {
        if (!options.isRetry()) {
            return true;
        }
        Retry use = Retry.from(command.services(), false);
        if (options.isAllDead()) {
            return allDead(use);
        }
        LookupBy by = options.by(command);
        List<RowKey> found = new ArrayList<>();
        for (String order : options.orders()) {
            Intervened result = use.retry(order, by, options.note());
            if (result.outcome() == Outcome.DONE) {
                retried++;
            } else if (result.outcome().isProblem()) {
                notDone.add(result);
            }
            result.order().ifPresent(known -> found.add(known.id()));
        }
        if (!options.orders().isEmpty()) {
            command.note("retry.done", retried);
        }
        if (options.isAdoption()) {
            adopt(use, found);
        }
        return true;
    }

    private void adopt(Retry use, List<RowKey> orders) {
        adopted = use.adopt(ours(), whose(orders), options.note());
        command.note("retry.adopted", adopted);
    }

    private boolean allDead(Retry use) {
        long dead = use.countDead().retried();
        if (dead > 0 && options.isToBeAsked() && command.terminal().inIsTerminal()) {
            if (!new Question(command.terminal()).yes(command.text("retry.ask", dead))) {
                command.warn("retry.declined");
                return false;
            }
        }
        Retry.Counts counts = use.allDead(options.note());
        retried = counts.retried();
        left = counts.left();
        command.note("retry.done", retried);
        warnOfThoseLeft();
        return true;
    }

    private void warnOfThoseLeft() {
        if (left > 0) {
            command.warn("retry.left", left);
        }
    }

    /** Those that could not be made due. */
    void show(Report report) {
        notDone.forEach(result -> report.result(view.asDelivery(result), () -> view.lines(result)));
    }

    /** The counts, if anything was to be made due. */
    Fields addTo(Fields summary) {
        if (options.isAdoption()) {
            summary.with("adopted", adopted);
        }
        return options.isRetry()
                ? summary.with("retried", retried).with("not_retried", notDone.size() + left)
                : summary;
    }

    Set<ExitCode> codes() {
        return notDone.isEmpty() && left == 0 ? Set.of() : Set.of(ExitCode.SOME_FAILED);
    }
}
