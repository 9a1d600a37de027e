package io.github.ylhcancel.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.domain.ChangedOrder;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.inspect.PastRuns.Account;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How runs look. */
final class RunsView {
    private static final int LABEL_WIDTH = 12;
    private static final int COUNT_WIDTH = 18;

    private final Texts texts;
    private final Style style;

    RunsView(Texts texts, Style style) {
        this.texts = texts;
        this.style = style;
    }

    Fields fields(Run run) {
        Fields fields = new Fields()
                .with("run", run.id())
                .with("command", run.command())
                .with("arguments", run.arguments())
                .with("operator", run.operator());
        return Who.fields(fields, run.osUser())
                .with("host", run.host())
                .with("pid", run.pid())
                .with("started_at", run.startedAt())
                .with("ended_at", run.endedAt())
                .with("seconds", duration(run).map(took -> took.toMillis() / 1000.0))
                .with("exit_code", run.exitCode().isPresent() ? run.exitCode().getAsInt() : null)
                .with("counts", run.counts().map(RunsView::counts));
    }

    Fields fields(Account account) {
        Fields calls = new Fields();
        account.calls().forEach(calls::with);
        return fields(account.run())
                .with("cancellations", account.cancellations())
                .with("calls", calls)
                .with("orders", account.orders());
    }

    /** An order that a run changed. */
    Fields fields(ChangedOrder changed) {
        Transition change = changed.change();
        return new Fields()
                .with("order", change.orderNumber())
                .withId("id", change.orderKey())
                .with("so_id", changed.soId())
                .with("outcome", change.kind().outcome())
                .with("from", changed.from().shown())
                .with("to", changed.to().shown())
                .with("reason", PersonalData.masked(change.reason()))
                .with("cancellation_no", change.number())
                .with("told", changed.delivery().isPresent())
                .with("sync", sync(changed))
                .with("at", change.at());
    }

    private static String sync(ChangedOrder changed) {
        return changed.delivery().map(DeliveryState::word).orElse("none");
    }

    /** The same on one line; which cancellation it was is only said where it is not the order's first. */
    String line(ChangedOrder changed) {
        Transition change = changed.change();
        String number = change.number() == 1 ? "" : texts.of("runs.cancellation-no", change.number()) + "  ";
        return "  " + Style.padded(change.kind().outcome(), 13)
                + Style.padded(change.orderNumber(), 16)
                + Style.padded(changed.soId().orElse("-"), 18)
                + Style.padded(changed.from().shown() + " → " + changed.to().shown(), 22)
                + Style.padded(sync(changed), 13)
                + Style.padded(texts.time(change.at()), 21)
                + number + PersonalData.masked(change.reason());
    }

    /** As fields again; what is no JSON object was not written by this program and is shown as it is. */
    private static Object counts(String json) {
        try {
            JsonNode node = new JsonMapper().readTree(json);
            return node.isObject() ? value(node) : json;
        } catch (JacksonException e) {
            return json;
        }
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            Fields fields = new Fields();
            node.properties().forEach(field -> fields.with(field.getKey(), value(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (node.isIntegralNumber()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? null : node.asText();
    }

    private static Optional<Duration> duration(Run run) {
        return run.endedAt().map(end -> Duration.between(run.startedAt(), end));
    }

    /** A run on one line of a list. */
    String line(Run run) {
        return Style.padded(run.id(), 24)
                + Style.padded(run.command(), 15)
                + Style.padded(run.operator(), 14)
                + Style.padded(texts.time(run.startedAt()), 21)
                + duration(run)
                        .map(took -> Style.padded(texts.span(took), 13) + exit(run))
                        .orElseGet(() -> style.warning(texts.of("runs.not-ended")));
    }

    private String exit(Run run) {
        int code = run.exitCode().orElse(0);
        return painted(code, texts.of("runs.exit", code));
    }

    private String exitExplained(Run run) {
        int code = run.exitCode().orElse(0);
        String meaning = ExitCode.ofNumber(code)
                .map(known -> ": " + texts.of(known.meaning()))
                .orElse("");
        return painted(code, code + meaning);
    }

    private String painted(int code, String text) {
        return code == 0 ? style.good(text) : code == 1 || code == 2 ? style.bad(text) : style.warning(text);
    }

    /** A run on several lines. */
    List<String> block(Account account) {
        Run run = account.run();
        List<String> lines = new ArrayList<>();
        add(lines, "runs.label.run", style.strong(run.id()));
        add(lines, "runs.label.command", run.command());
        add(lines, "runs.label.arguments", run.arguments());
        add(lines, "runs.label.operator", Who.of(texts, run.operator(), run.osUser()));
        add(lines, "runs.label.host", texts.of("runs.host", run.host(), run.pid()));
        add(lines, "runs.label.started", texts.time(run.startedAt()));
        Optional<Duration> took = duration(run);
        if (took.isPresent()) {
            add(lines, "runs.label.ended", texts.of("runs.ended", run.endedAt().orElseThrow(), texts.span(took.get())));
            add(lines, "runs.label.exit", exitExplained(run));
        } else {
            add(lines, "runs.label.ended", style.warning(texts.of("runs.not-ended-why")));
        }
        run.counts().ifPresent(json -> addCounts(lines, counts(json)));
        add(lines, "runs.label.decided", texts.of("runs.decided", account.cancellations()));
        add(lines, "runs.label.calls", calls(account));
        add(lines, "runs.label.orders", texts.of("runs.changed", account.orders()));
        return lines;
    }

    private void add(List<String> lines, String label, String value) {
        lines.add(style.faint(Style.padded(texts.of(label), LABEL_WIDTH)) + value);
    }

    private void addCounts(List<String> lines, Object counts) {
        if (!(counts instanceof Fields fields)) {
            add(lines, "runs.label.counts", String.valueOf(counts));
            return;
        }
        String label = "runs.label.counts";
        for (Map.Entry<String, Object> count : fields.values().entrySet()) {
            String line = Style.padded(count.getKey(), COUNT_WIDTH) + shown(count.getValue());
            if (label.isEmpty()) {
                lines.add(" ".repeat(LABEL_WIDTH) + line);
            } else {
                add(lines, label, line);
            }
            label = "";
        }
    }

    private static String shown(Object value) {
        if (value instanceof Fields fields) {
            return fields.values().isEmpty()
                    ? "-"
                    : fields.values().entrySet().stream()
                            .map(field -> field.getKey() + " " + shown(field.getValue()))
                            .collect(Collectors.joining(", "));
        }
        return value == null ? "-" : value.toString();
    }

    private String calls(Account account) {
        long all = account.calls().values().stream().mapToLong(Long::longValue).sum();
        return account.calls().isEmpty()
                ? texts.of("runs.no-calls")
                : all + ": "
                        + account.calls().entrySet().stream()
                                .map(outcome -> outcome.getValue() + " " + outcome.getKey())
                                .collect(Collectors.joining(", "));
    }
}
