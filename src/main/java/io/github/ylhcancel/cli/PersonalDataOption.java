package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Checks;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that lets numbers of people into a reason or a note, and what becomes of them without it. */
final class PersonalDataOption {
    /** Who hears of them. */
    enum Hearer {
        /** Whoever reads what a dry run says; it writes nothing. */
        READER,
        /** A person who is asked, and says no by saying nothing. */
        ASKED,
        /** Nobody: a script, or what many orders of a file or a plan have in common. */
        NOBODY;

        /**
         * Who hears of what a command does to orders that are named to it.
         *
         * @param yes whether nobody wants to be asked
         */
        static Hearer of(Subcommand command, boolean dryRun, boolean yes) {
            if (dryRun) {
                return READER;
            }
            return yes || !command.terminal().inIsTerminal() ? NOBODY : ASKED;
        }
    }

    @Option(
            names = "--allow-personal-data",
            description =
                    "Let mobile, identity or bank card numbers stand in a reason or note. Without it they are refused, unless"
                            + " a person is asked.")
    private boolean allowed;

    private List<Message> found = List.of();

    boolean isAllowed() {
        return allowed;
    }

    /**
     * Names what was found in a dry run, and keeps it for the question.
     *
     * @param numbers of people, each named
     * @throws picocli.CommandLine.ParameterException if they may not be there
     */
    void check(Subcommand command, List<Message> numbers, Hearer hearer) {
        found = numbers;
        switch (hearer) {
            case READER ->
                numbers.forEach(one -> command.warn(allowed ? "personal.named" : "personal.would-be-refused", one));
            case ASKED -> {}
            case NOBODY -> {
                if (!allowed) {
                    Checks.noPersonalData(numbers).ifPresent(refusal -> {
                        throw command.usage("option.wrong", refusal);
                    });
                }
            }
        }
    }

    /** Whether a person has to be asked before anything is written. */
    boolean isToBeAsked() {
        return !allowed && !found.isEmpty();
    }

    /** The question, behind what was found. */
    String question(Subcommand command, String question) {
        return question(command, found, question);
    }

    /** The same behind what was found elsewhere. */
    static String question(Subcommand command, List<Message> numbers, String question) {
        String whole = question;
        for (int i = numbers.size() - 1; i >= 0; i--) {
            whole = command.text("personal.ask", numbers.get(i), whole);
        }
        return whole;
    }
}
