package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.domain.UntoldEvent;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.sync.EventDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ylh events}: which events the shop's command has not been told yet. */
@Command(
        name = "events",
        sortOptions = false,
        description = {
            "Lists the events for events.command that wait to be told, or with --dead those whose ten tries all failed.",
            "'ylh sync' tells them. With --again those that failed are told anew by the next 'ylh sync'."
        })
final class EventsCommand extends Subcommand {
    @Option(names = "--dead", description = "Only those whose tries all failed.")
    private boolean dead;

    @Option(names = "--again", description = "Give those whose tries all failed new ones.")
    private boolean again;

    @Mixin
    private final ListOptions list = new ListOptions();

    @Override
    ExitCode execute() {
        list.check(this);
        if (again && dead) {
            throw usage("option.not-with", "--again", "--dead");
        }
        return again ? again() : list();
    }

    private ExitCode again() {
        int count = EventDesk.toRetry(services()).again(services().clock().instant());
        root().report("events", false)
                .summary(
                        new Fields().with("again", count),
                        () -> root().isQuiet() ? List.of() : List.of(text("events.again", count)));
        return ExitCode.OK;
    }

    private ExitCode list() {
        UntoldEvent.State state = dead ? UntoldEvent.State.DEAD : UntoldEvent.State.PENDING;
        EventDesk events = EventDesk.toLook(services());
        long total = events.count(state);
        Report report = root().report("events", false);
        int shown = 0;
        for (UntoldEvent one : events.list(state, list.most(this))) {
            report.result(fields(events, one), () -> lines(events, one));
            shown++;
        }
        String word = state.word();
        String whole = shown == 0 ? text("list.none", word) : text("list.all", shown, word);
        list.end(this, report, new Fields().with("state", word), word, shown, total, whole);
        return ExitCode.OK;
    }

    private static Fields fields(EventDesk events, UntoldEvent one) {
        return new Fields()
                .with("id", events.id(one.event()))
                .with("kind", one.event().kind().word())
                .with("final", one.event().isFinal())
                .with("order", one.event().transition().map(Transition::orderNumber))
                .with("at", one.event().at())
                .with("state", one.state().word())
                .with("attempts", one.event().attempts())
                .with(
                        "next_attempt_at",
                        Optional.of(one.nextAttemptAt()).filter(any -> one.state() == UntoldEvent.State.PENDING))
                .with("last_error", one.lastError());
    }

    private List<String> lines(EventDesk events, UntoldEvent one) {
        String about = one.event()
                .transition()
                .map(Transition::orderNumber)
                .orElse(one.event().subject());
        List<String> lines = new ArrayList<>();
        lines.add(text(
                one.state() == UntoldEvent.State.DEAD ? "events.line-dead" : "events.line",
                root().style().strong(one.event().kind().word()) + "  " + about,
                one.event().attempts(),
                one.nextAttemptAt()));
        lines.add("  " + events.id(one.event()));
        one.lastError().ifPresent(error -> lines.add("  " + error));
        return lines;
    }
}
