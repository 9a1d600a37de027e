package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.inspect.Overview.Page;
import io.github.ylhcancel.inspect.Overview.Want;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The page for whoever takes over. */
final class OverviewView {
    private static final int LABEL_WIDTH = 15;
    private static final int WORD_WIDTH = 13;
    private static final int COUNT_WIDTH = 9;
    private static final int AGE_WIDTH = 10;

    private final Texts texts;
    private final Style style;

    OverviewView(Texts texts, Style style) {
        this.texts = texts;
        this.style = style;
    }

    /** What is added to the counts. */
    Fields fields(Page page) {
        Fields oldest = new Fields();
        page.oldest().forEach((state, since) -> oldest.with(state.word(), since));
        Fields runs = new Fields();
        new TreeMap<>(page.runs())
                .forEach((command, run) -> runs.with(
                        command.replace('-', '_'), run.map(OverviewView::fields).orElse(null)));
        Circuit circuit = page.circuit();
        return new Fields()
                .with("oldest", oldest)
                .with(
                        "circuit",
                        new Fields()
                                .with("open", circuit.isOpen())
                                .with("since", circuit.openedAt())
                                .with("probe_at", circuit.probeAt())
                                .with("cause", circuit.cause().filter(cause -> circuit.isOpen())))
                .with("delivering", page.holder())
                .with("last_runs", runs)
                .withAll(
                        "wants",
                        page.wants().stream()
                                .map(want -> new Fields()
                                        .with("code", want.code())
                                        .with("count", want.count())
                                        .with("command", want.command()))
                                .toList())
                .with("sweep_from", page.sweepFrom());
    }

    private static Fields fields(Run run) {
        return new Fields()
                .with("run_id", run.id())
                .with("started_at", run.startedAt())
                .with("ended_at", run.endedAt())
                .with("exit_code", run.exitCode().isPresent() ? run.exitCode().getAsInt() : null);
    }

    List<String> lines(Page page) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(texts.of("status.orders")));
        page.counts().orders().forEach((word, count) -> lines.add("  " + count(word, count)));
        lines.add(style.strong(texts.of("status.deliveries")));
        page.counts().deliveries().forEach((state, count) -> lines.add("  " + delivery(state, count, page)));
        if (page.counts().deliveries().isEmpty()) {
            lines.add("  " + texts.of("status.no-deliveries"));
        }
        lines.add(label("ylh") + ylh(page));
        page.runs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> lines.add(label(entry.getKey()) + run(entry.getValue(), page.now())));
        List<String> next = next(page);
        for (int i = 0; i < next.size(); i++) {
            lines.add((i == 0 ? label("next") : " ".repeat(LABEL_WIDTH)) + next.get(i));
        }
        lines.addAll(wants(page.wants()));
        return lines;
    }

    private String label(String word) {
        String shown = word.equals("ylh") || word.equals("next") ? texts.of("overview.label." + word) : word;
        return style.strong(Style.padded(shown, LABEL_WIDTH));
    }

    /** With their commands, or that there is nothing. */
    List<String> wants(List<Want> wants) {
        if (wants.isEmpty()) {
            return List.of(style.good(texts.of("overview.nothing")));
        }
        List<String> lines = new ArrayList<>();
        lines.add(style.warning(texts.of("overview.wants")));
        wants.forEach(want -> lines.add("  " + Style.padded(texts.of(want.text()), 37) + style.faint(want.command())));
        return lines;
    }

    private static String count(String word, long count) {
        String number = String.valueOf(count);
        return Style.padded(word, WORD_WIDTH) + " ".repeat(Math.max(0, COUNT_WIDTH - number.length())) + number;
    }

    /** How many, for how long the oldest has been so, and what that means. */
    private String delivery(DeliveryState state, long count, Page page) {
        String oldest = Optional.ofNullable(page.oldest().get(state))
                .map(since -> ago(since, page.now()))
                .orElse("");
        return Style.padded(count(state.word(), count), WORD_WIDTH + COUNT_WIDTH + 2)
                + Style.padded(oldest, AGE_WIDTH)
                + style.faint(texts.of("state." + state));
    }

    private String ago(Instant then, Instant now) {
        return texts.span(Duration.between(then, now));
    }

    private String ylh(Page page) {
        Circuit circuit = page.circuit();
        String works = circuit.openedAt()
                .map(since -> style.warning(texts.of(
                        "overview.circuit-open",
                        texts.time(since),
                        circuit.cause().orElse(""))))
                .orElseGet(() -> texts.of("overview.circuit-closed"));
        return works
                + page.holder()
                        .map(holder -> "  " + texts.of("overview.delivering", holder))
                        .orElse("");
    }

    private String run(Optional<Run> latest, Instant now) {
        if (latest.isEmpty()) {
            return texts.of("overview.never");
        }
        Run run = latest.get();
        if (run.endedAt().isEmpty()) {
            return style.warning(texts.of("overview.not-ended", ago(run.startedAt(), now), run.id()));
        }
        int code = run.exitCode().orElse(0);
        String how =
                ExitCode.ofNumber(code).map(known -> texts.of(known.meaning())).orElse("");
        String line = texts.of("overview.ended", ago(run.endedAt().get(), now), code, how);
        return code == 0 ? line : style.warning(line);
    }

    private List<String> next(Page page) {
        List<String> next = new ArrayList<>();
        page.counts()
                .waiting()
                .next()
                .ifPresent(at -> next.add(
                        at.isAfter(page.now())
                                ? texts.of(
                                        "overview.next-delivery",
                                        page.counts().waiting().count(),
                                        texts.time(at))
                                : texts.of(
                                        "overview.due-delivery",
                                        page.counts().waiting().count(),
                                        ago(at, page.now()))));
        page.circuit().probeAt().ifPresent(at -> next.add(texts.of("overview.next-probe", texts.time(at))));
        page.sweepFrom()
                .ifPresent(at -> next.add(
                        at.isAfter(page.now())
                                ? texts.of("overview.next-sweep", texts.time(at))
                                : texts.of("overview.due-sweep", ago(at, page.now()))));
        return next;
    }
}
