package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.WorkList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of {@code ylh sync} for the deliveries that did not end by themselves. */
final class CaseOptions {
    /** The one list that is not of deliveries: there is none yet. */
    static final String UNTOLD = "untold";

    private static final Set<String> WITH_LIST = Set.of("--list", "--limit", "--help");

    @Option(
            names = "--list",
            paramLabel = "WHAT",
            description =
                    "Only list deliveries that want a person's eye, the oldest first, with what to do about each: dead, unknown, held"
                            + " or overdue (decided longer than ylh.overdue-after ago, and no outcome yet); or the orders that are"
                            + " untold (cancelled by ylh before they had their so-id).")
    private String list;

    @Option(
            names = "--retry",
            paramLabel = "ORDER",
            arity = "0..*",
            description =
                    "Make the deliveries of these orders due at once, dead ones with all their attempts anew, and go on to deliver."
                            + " By number, so-id or id (see --by).")
    private List<String> orders;

    @Option(names = "--all-dead", description = "The same for every dead delivery.")
    private boolean allDead;

    @Option(
            names = "--adopt",
            description =
                    "With --retry: take over what was decided for another account at YLH; without an ORDER all of it that is open."
                            + " Needs --note.")
    private boolean adopt;

    @Option(names = "--by", paramLabel = "WHAT", description = "What a --retry ORDER is: number, so-id or id.")
    private String by;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "Why they are retried; kept with the decision and shown by 'ylh history'.")
    private String note;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask before --all-dead.")
    private boolean yes;

    /** Refuses what cannot be meant. */
    void check(Subcommand command) {
        if (Stream.of(list != null, orders != null, allDead)
                        .filter(given -> given)
                        .count()
                > 1) {
            throw command.usage("retry.one-of");
        }
        if (list != null) {
            refuseWithList(command);
            if (!isUntoldList()) {
                wanted(command);
            }
        }
        refuseWithout(command, "--by", by != null && orders().isEmpty(), "--retry");
        refuseWithout(command, "--adopt", adopt && orders == null, "--retry");
        refuseWithout(command, "--adopt", adopt && note().isEmpty(), "--note");
        if (orders != null && orders.isEmpty() && !adopt) {
            throw command.usage("retry.which");
        }
        refuseWithout(command, "--note", note != null && !isRetry(), "--retry / --all-dead");
        refuseWithout(command, "--yes", yes && !allDead, "--all-dead");
        if (orders().stream().anyMatch(String::isEmpty)) {
            throw command.usage("cancel.blank-order");
        }
        Lookups.parse(command, by);
        if (isRetry()) {
            checkRecord(command);
        }
    }

    /** What is kept with the decision. */
    private void checkRecord(Subcommand command) {
        Optional.ofNullable(note)
                .map(String::strip)
                .flatMap(Checks::statement)
                .or(() -> Checks.operator(command.services().run().operator()))
                .ifPresent(problem -> {
                    throw command.usage("option.wrong", problem);
                });
    }

    /** A list delivers nothing, so whatever else is said about delivering cannot be meant. */
    private static void refuseWithList(Subcommand command) {
        command.spec.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> !option.inherited())
                .map(OptionSpec::longestName)
                .filter(name -> !WITH_LIST.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw command.usage("retry.not-with-list", name);
                });
    }

    private static void refuseWithout(Subcommand command, String option, boolean alone, String other) {
        if (alone) {
            throw command.usage("retry.goes-with", option, other);
        }
    }

    boolean isList() {
        return list != null;
    }

    boolean isUntoldList() {
        return UNTOLD.equals(list);
    }

    /** Which list of deliveries. */
    WorkList wanted(Subcommand command) {
        return WorkList.ofWord(list).orElseThrow(() -> command.usage("retry.which-list", list));
    }

    boolean isRetry() {
        return allDead || orders != null;
    }

    boolean isAllDead() {
        return allDead;
    }

    List<String> orders() {
        return orders == null ? List.of() : orders.stream().map(String::strip).toList();
    }

    /** Whether what belongs to other accounts is taken over. */
    boolean isAdoption() {
        return adopt;
    }

    LookupBy by(Subcommand command) {
        return Lookups.parse(command, by);
    }

    String note() {
        return note == null ? "" : note.strip();
    }

    /** Whether a person is to be asked first, if one is there. */
    boolean isToBeAsked() {
        return !yes;
    }
}
