package io.github.ylhcancel.cli;

import io.github.ylhcancel.check.Measured;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.Range;
import io.github.ylhcancel.domain.Severity;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.JsonFields;
import io.github.ylhcancel.output.Texts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How checks look: as a monitoring plugin, and as fields. */
final class CheckView {
    private static final Comparator<Measured> WORST_FIRST =
            Comparator.comparing(Measured::severity).reversed().thenComparing(Measured::alert);

    private final Texts texts;
    private final Duration window;

    CheckView(Texts texts, Duration window) {
        this.texts = texts;
        this.window = window;
    }

    /** The first line of a plugin; a pipe in it would begin the performance data. */
    static String line(String service, Severity severity, String what) {
        return service + " " + severity.name() + " - " + what.replace('|', '/').replace('\n', ' ');
    }

    /**
     * The line and the performance data.
     *
     * @param all whether each check has a line of its own after it
     */
    List<String> lines(String service, Severity severity, List<Measured> found, boolean all) {
        List<Measured> alarming =
                found.stream().filter(Measured::isAlarming).sorted(WORST_FIRST).toList();
        String what = alarming.isEmpty()
                ? texts.of("alert.all-well", found.size())
                : alarming.stream().map(this::alarm).collect(Collectors.joining(texts.of("alert.between") + " "));
        List<String> lines = new ArrayList<>();
        lines.add(line(service, severity, what) + " | "
                + found.stream().map(CheckView::performance).collect(Collectors.joining(" ")));
        if (all) {
            found.stream().sorted(WORST_FIRST).map(this::row).forEach(lines::add);
        }
        return lines;
    }

    private String alarm(Measured one) {
        String title = texts.of(one.alert().title());
        String range =
                one.thresholds().broken(one.severity()).map(Range::written).orElse("");
        String remedy = texts.of(one.alert().remedy());
        return one.note()
                .map(note -> texts.of("alert.alarm-with-note", title, value(one), range, texts.of(note), remedy))
                .orElseGet(() -> texts.of("alert.alarm", title, value(one), range, remedy));
    }

    private String row(Measured one) {
        String note = one.note().map(said -> "  " + texts.of(said)).orElse("");
        String line = one.severity().name() + "  " + one.alert().word() + "  "
                + texts.of(one.alert().title()) + "  " + value(one) + note;
        return line.replace('|', '/');
    }

    /** For people. */
    private String value(Measured one) {
        if (one.value().isEmpty()) {
            return "-";
        }
        double value = one.value().getAsDouble();
        return switch (one.alert().unit()) {
            case PERCENT -> rounded(value, 1) + "%";
            case SECONDS -> value < 60 ? rounded(value, 2) + "s" : texts.span(Duration.ofSeconds(Math.round(value)));
            case BYTES -> rounded(value / 1_000_000, 1) + "MB";
            case COUNT -> rounded(value, 0);
            case DEVIATION -> rounded(value, 1);
        };
    }

    private static String performance(Measured one) {
        String value = one.value().isPresent()
                ? exact(one.value().getAsDouble()) + one.alert().unit().symbol()
                : "U";
        String floor = one.alert() == Alert.VOLUME ? "" : "0";
        String ceiling = one.alert().unit() == Alert.Unit.PERCENT ? "100" : "";
        return one.alert().word() + "=" + value + ";" + written(one.thresholds().warning()) + ";"
                + written(one.thresholds().critical()) + ";" + floor + ";" + ceiling;
    }

    private static String written(Optional<Range> range) {
        return range.map(Range::written).orElse("");
    }

    /** With a point, whatever the language. */
    static String exact(double value) {
        return rounded(value, 3);
    }

    private static String rounded(double value, int places) {
        BigDecimal number = BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    Fields fields(Measured one) {
        return new Fields()
                .with("check", one.alert().word())
                .with("severity", one.severity().word())
                .with(
                        "value",
                        one.value().isPresent()
                                ? new BigDecimal(exact(one.value().getAsDouble()))
                                : null)
                .with("unit", one.alert().unit().name().toLowerCase(Locale.ROOT))
                .with("warning", one.thresholds().warning().map(Range::written))
                .with("critical", one.thresholds().critical().map(Range::written))
                .with("samples", one.samples())
                .with("message", one.note().map(texts::of))
                .with(
                        "remedy",
                        Optional.of(one)
                                .filter(Measured::isAlarming)
                                .map(bad -> texts.of(bad.alert().remedy())));
    }

    /** What an event says of it: the fields, with the sentence that the plugin's line has. */
    String event(Measured one, Instant since) {
        Fields fields = fields(one).with("since", since).with("message", one.isAlarming() ? alarm(one) : value(one));
        return JsonFields.text(fields, Instant::toString);
    }

    Fields summary(Severity severity, List<Measured> found) {
        Fields fields = new Fields()
                .with("severity", severity.word())
                .with("exit_code", severity.code())
                .with("window_seconds", window.toSeconds());
        for (Severity each : Severity.values()) {
            fields.with(
                    each.word(),
                    found.stream().filter(one -> one.severity() == each).count());
        }
        return fields;
    }
}
