package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Durations;
import io.github.ylhcancel.base.EditDistance;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.CancelTime;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Kind;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.output.Question;
import io.github.ylhcancel.output.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all commands have in common. */
abstract class Subcommand implements Callable<Integer> {
    private static final int LONGEST_WORD = 80;

    @Spec
    CommandSpec spec;

    @ParentCommand
    private CommandParent parent;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public final Integer call() {
        if (beginsWithSettings()) {
            // They say where the log goes, and that is read once: when the first class asks for its logger.
            services().settings();
        }
        return code(execute());
    }

    /** Whether it goes by the configuration, as all do but those that work without one or look at a broken one. */
    boolean beginsWithSettings() {
        return true;
    }

    abstract ExitCode execute();

    /** What the process ends with; only what others call by a convention of theirs has codes of its own. */
    int code(ExitCode code) {
        return code.code();
    }

    YlhCommand root() {
        return parent.root();
    }

    Services services() {
        return root().services();
    }

    Terminal terminal() {
        return root().terminal();
    }

    String text(String key, Object... arguments) {
        return services().texts().of(key, arguments);
    }

    String text(Message message) {
        return services().texts().of(message);
    }

    /** Something for people that is no result; goes to standard error unless they want quiet. */
    void note(String key, Object... arguments) {
        if (!root().isQuiet()) {
            terminal().err().println("ylh: " + text(key, arguments));
            terminal().err().flush();
        }
    }

    /** Something that went wrong and does not end the run. */
    void warn(String key, Object... arguments) {
        terminal().err().println("ylh: " + text(key, arguments));
        terminal().err().flush();
    }

    /**
     * Ends a run over many orders that the stop file forbids, before it has begun.
     *
     * @throws UserError with exit code 5
     */
    void refuseIfStopped() {
        StopSignal stop = services().stopSignal();
        stop.isRequested();
        if (stop.reason().equals(Optional.of(StopSignal.Reason.STOP_FILE))) {
            throw new UserError(
                    ExitCode.FUSE, Message.of("stop.before", stop.file().orElseThrow()));
        }
    }

    /**
     * Asks a person.
     *
     * @param declined the sentence after a no
     * @throws UserError with exit code 7 after a no, which a script must not take for success, and with 130 if the person wants out
     */
    void confirm(String question, String declined) {
        switch (new Question(terminal(), services().interrupt()).ask(question)) {
            case YES -> {}
            case NO -> throw new UserError(ExitCode.NOT_CONFIRMED, Message.of(declined));
            case INTERRUPTED -> throw new UserError(ExitCode.INTERRUPTED, Message.of(declined));
        }
    }

    /**
     * Says why a run over many orders ends early, and answers the exit code for that.
     *
     * @param done how many orders it had come to
     */
    ExitCode explainStop(StopSignal stop, long done) {
        if (stop.reason().equals(Optional.of(StopSignal.Reason.STOP_FILE))) {
            warn(done == 0 ? "stop.before" : "stop.during", stop.file().orElseThrow(), done);
            return done == 0 ? ExitCode.FUSE : ExitCode.INTERRUPTED;
        }
        return ExitCode.INTERRUPTED;
    }

    /**
     * A note that says why; a decision that nobody can understand afterwards is no better than none.
     *
     * @param missing the sentence where there is none
     * @param orders that it is about, as they were named
     */
    String why(
            String note,
            String missing,
            List<String> orders,
            PersonalDataOption personalData,
            PersonalDataOption.Hearer hearer) {
        if (note == null) {
            throw usage(missing);
        }
        checkRecord(Optional.of(note), orders, personalData, hearer);
        return note.strip();
    }

    /** What is kept with a decision: who made it, and why, if that is said. */
    void checkRecord(
            Optional<String> note,
            List<String> orders,
            PersonalDataOption personalData,
            PersonalDataOption.Hearer hearer) {
        note.map(String::strip)
                .flatMap(Checks::statement)
                .or(() -> Checks.operator(services().run().operator()))
                .ifPresent(problem -> {
                    throw usage("option.wrong", problem);
                });
        List<Message> numbers = note.map(String::strip)
                .map(text -> Checks.personalData("note", text, orders))
                .orElse(List.of());
        personalData.check(this, numbers, hearer);
    }

    /** A command line that cannot be what was meant (exit code 2). */
    ParameterException usage(String key, Object... arguments) {
        return new ParameterException(spec.commandLine(), text(key, arguments));
    }

    /** The value of an option that takes a span of time, which is more than nothing, as a key of the configuration does. */
    Duration span(String option, String text) {
        if (Kind.DURATION.problem(text).isPresent()) {
            throw usage("option.duration", option, text);
        }
        return Durations.parse(text).orElseThrow();
    }

    /**
     * The value of an option that takes a moment: a span of time before now, or a point in time.
     *
     * @param text null without one
     */
    Optional<Instant> moment(String option, String text) {
        return Optional.ofNullable(text)
                .map(given -> Durations.parse(given)
                        .map(span -> services().clock().instant().minus(span))
                        .or(() -> CancelTime.parse(given))
                        .orElseThrow(() -> usage("option.time", option, given)));
    }

    /**
     * What counts of an option and the key that it stands for. The option takes what the key takes, and nothing else.
     *
     * @param given the option's value, null without one
     */
    int number(String option, Integer given, Key key) {
        if (given == null) {
            return services().settings().number(key);
        }
        key.problem(String.valueOf(given)).ifPresent(right -> {
            throw usage("option.out-of-bounds", option, String.valueOf(given), right);
        });
        return given;
    }

    /**
     * What the words of an option name, and all where it is not given.
     *
     * @param words null without the option
     * @param unknown the sentence about a word that there is not; one with {@code -near} behind it says which was probably meant
     */
    <E extends Enum<E>> Set<E> only(List<String> words, Class<E> type, Function<E, String> word, String unknown) {
        if (words == null) {
            return EnumSet.allOf(type);
        }
        Map<String, E> known = new LinkedHashMap<>();
        EnumSet.allOf(type).forEach(one -> known.put(word.apply(one), one));
        Set<E> named = EnumSet.noneOf(type);
        for (String given : words) {
            String stripped = given.strip();
            if (!known.containsKey(stripped)) {
                throw unknown(stripped, known.keySet(), unknown);
            }
            named.add(known.get(stripped));
        }
        return named;
    }

    private ParameterException unknown(String word, Collection<String> known, String unknown) {
        String shown = Text.line(word, LONGEST_WORD);
        return EditDistance.nearest(known.stream(), EditDistance.NEAR, one -> EditDistance.between(word, one))
                .map(near -> usage(unknown + "-near", shown, near))
                .orElseGet(() -> usage(unknown, shown, String.join(", ", known)));
    }
}
