package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Deadline;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.sync.DispatchOptions;
import io.github.ylhcancel.sync.OutboxDispatcher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh retry}: a second chance for deliveries that did not end as they should. */
@Command(
        name = "retry",
        sortOptions = false,
        description = {
            "Makes deliveries due at once, also while YLH fails as a whole, and then delivers as 'ylh sync' does, these first.",
            "Takes what is dead, unknown, pending, rejected, held or abandoned; all attempts are counted anew but of what is pending"
                    + " or unknown. 'ylh deliveries' lists what may want it."
        })
final class RetryCommand extends Subcommand {
    @Parameters(paramLabel = "ORDER", arity = "0..*", description = "Orders, by number, so-id or id (see --by).")
    private List<String> orders = List.of();

    @Option(names = "--all-dead", description = "Every dead delivery: the same as --state dead.")
    private boolean allDead;

    @Option(
            names = "--state",
            paramLabel = "WORD",
            split = ",",
            description = "Every delivery in these states, such as dead,unknown; may be repeated.")
    private List<String> states;

    @Option(
            names = "--adopt",
            description =
                    "Take over what was decided for another account at YLH; without an ORDER all of it that is open."
                            + " Needs --note.")
    private boolean adopt;

    @Option(names = "--by", paramLabel = "WHAT", description = "What an ORDER is: number, so-id or id.")
    private String by;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description =
                    "Why; kept with the decision and shown by 'ylh history'. What is rejected, held or abandoned needs it.")
    private String note;

    @Option(names = "--no-sync", description = "Only make them due; the next 'ylh sync' delivers them.")
    private boolean noSync;

    @Option(
            names = "--time-budget",
            paramLabel = "TIME",
            description = "Take nothing new after this time, such as 50s; the rest is left to the next run.")
    private String timeBudget;

    @Option(names = "--wait", description = "If another process delivers, wait for it instead of ending.")
    private boolean wait;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only list what would be made due.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask before --all-dead or --state.")
    private boolean yes;

    @Mixin
    private final PersonalDataOption personalData = new PersonalDataOption();

    @Override
    ExitCode execute() {
        check();
        RetryRun run = new RetryRun(this);
        if (dryRun) {
            return run.preview();
        }
        Optional<Duration> budget = Optional.ofNullable(timeBudget).map(text -> span("--time-budget", text));
        refuseIfStopped();
        if (noSync) {
            run.run();
            return run.end();
        }
        Optional<Deadline> deadline =
                budget.map(length -> Deadline.in(length, services().nanoClock()));
        // What telling YLH needs is asked for before anything is made due.
        OutboxDispatcher dispatcher = OutboxDispatcher.from(services(), OptionalInt.empty());
        run.run();
        DispatchOptions options = new DispatchOptions(false, true, false, wait, Integer.MAX_VALUE, deadline, 1);
        return new SyncRun(this, "retry", Optional.of(run), Optional.empty()).deliver(dispatcher, options);
    }

    /** Refuses what cannot be meant. */
    private void check() {
        long ways = Stream.of(!orders.isEmpty(), allDead, states != null)
                .filter(given -> given)
                .count();
        if (ways > 1) {
            throw usage("retry.one-of");
        }
        if (ways == 0 && !adopt) {
            throw usage("retry.which");
        }
        if (orders.stream().anyMatch(String::isBlank)) {
            throw usage("cancel.blank-order");
        }
        states();
        Lookups.parse(this, by);
        require("--by", by != null && orders.isEmpty(), "ORDER");
        require("--adopt", adopt && isOfStates(), "ORDER");
        require("--adopt", adopt && note().isEmpty(), "--note");
        require("--yes", yes && !isOfStates(), "--all-dead / --state");
        refuseTogether("--no-sync", noSync);
        refuseTogether("--dry-run", dryRun);
        checkRecord();
    }

    private void require(String option, boolean alone, String other) {
        if (alone) {
            throw usage("retry.goes-with", option, other);
        }
    }

    /** What is about delivering, where nothing is delivered. */
    private void refuseTogether(String option, boolean given) {
        if (given && (wait || timeBudget != null)) {
            throw usage("option.not-with", wait ? "--wait" : "--time-budget", option);
        }
    }

    /** What is kept with the decision: what YLH or a person has decided is taken back with a reason only. */
    private void checkRecord() {
        checkRecord(Optional.ofNullable(note), orders, personalData, hearer());
        Optional<DeliveryState> unexplained = states().stream()
                .filter(state -> note().isEmpty() && !dryRun)
                .filter(Reopening::wantsReason)
                .findFirst();
        unexplained.ifPresent(state -> {
            throw usage("retry.note-missing", state);
        });
    }

    /** Of orders by name nobody is asked. */
    private PersonalDataOption.Hearer hearer() {
        return PersonalDataOption.Hearer.of(this, dryRun, yes || !isOfStates());
    }

    PersonalDataOption personalData() {
        return personalData;
    }

    List<String> orders() {
        return orders.stream().map(String::strip).toList();
    }

    /** Whether all of some states are meant, and not orders by name. */
    boolean isOfStates() {
        return allDead || states != null;
    }

    /** Of which states all are meant. */
    Set<DeliveryState> states() {
        if (allDead) {
            return Set.of(DeliveryState.DEAD);
        }
        return states == null
                ? Set.of()
                : DeliveryStates.words(this, states, Reopening::mayReopen).stream()
                        .map(DeliveryState::ofWord)
                        .collect(Collectors.toSet());
    }

    /** The same for people. */
    String shownStates() {
        return states().stream().sorted().map(DeliveryState::word).collect(Collectors.joining(", "));
    }

    /** Whether what belongs to other accounts is taken over. */
    boolean isAdoption() {
        return adopt;
    }

    LookupBy by() {
        return Lookups.parse(this, by);
    }

    String note() {
        return note == null ? "" : note.strip();
    }

    /** Whether a person is to be asked first, if one is there. */
    boolean isToBeAsked() {
        return !yes;
    }
}
