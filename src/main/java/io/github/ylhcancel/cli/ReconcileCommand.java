package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.reconcile.Reconcile;
import io.github.ylhcancel.reconcile.Reconcile.Purpose;
import io.github.ylhcancel.reconcile.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh reconcile}: where shop and YLH disagree, and what is done about it. */
@Command(
        name = "reconcile",
        sortOptions = false,
        description = {
            "Lists where the shop, YLH and the records of ylh disagree, each with both sides and what to do about it.",
            "With --apply repairs what is safe without a person. It tells YLH nothing itself: what it queues, 'ylh sync' delivers."
        })
final class ReconcileCommand extends Subcommand {
    @Option(names = "--apply", description = "Repair what is safe; the rest is listed.")
    private boolean apply;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds of disagreement, such as untold,rejected; may be repeated.")
    private List<String> only;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            arity = "1..*",
            description = "Only these orders, by number or, where none fits, by so-id.")
    private List<String> orders;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Also what YLH was sent according to this file of the told journal and its old ones, and the database has forgotten;"
                            + " without a FILE ylh.journal.")
    private List<Path> journals;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Only what has disagreed since then: a span of time before now, such as 24h, or a point in time. Without it, orders"
                            + " that the shop itself has cancelled count from when ylh came into the database.")
    private String since;

    @Option(
            names = "--max-orders",
            paramLabel = "N",
            description =
                    "Safety limit: repair nothing at all if it would be more (default: reconcile.max-orders, 5000).")
    private Integer maxOrders;

    @Option(
            names = {"-n", "--dry-run"},
            description = "With --apply: say what would happen; write nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Override
    ExitCode execute() {
        Scope scope = new Scope(
                kinds(),
                Optional.ofNullable(orders)
                        .map(given -> given.stream().map(String::strip).toList()),
                moment("--since", since),
                journals());
        if (orders != null && orders.stream().anyMatch(String::isBlank)) {
            throw usage("cancel.blank-order");
        }
        int most = number("--max-orders", maxOrders, Key.RECONCILE_MAX_ORDERS);
        boolean repairs = apply && !dryRun;
        if (repairs) {
            refuseIfStopped();
        }
        ReconcileRun run = new ReconcileRun(this, Reconcile.from(services(), scope, purpose()));
        if (!repairs) {
            return run.list(apply);
        }
        return run.apply(most, !yes && terminal().inIsTerminal());
    }

    private Purpose purpose() {
        if (!apply) {
            return Purpose.LIST;
        }
        return dryRun ? Purpose.PREVIEW : Purpose.REPAIR;
    }

    private List<Path> journals() {
        if (journals == null || !journals.isEmpty()) {
            return journals == null ? List.of() : journals;
        }
        return List.of(services().settings().journal().orElseThrow(() -> usage("reconcile.no-journal")));
    }

    private Set<DisagreementKind> kinds() {
        Set<DisagreementKind> kinds =
                only(only, DisagreementKind.class, DisagreementKind::word, "reconcile.unknown-kind");
        if (only != null && kinds.contains(DisagreementKind.FORGOTTEN) && journals == null) {
            throw usage("reconcile.needs-journal", DisagreementKind.FORGOTTEN.word());
        }
        return kinds;
    }
}
