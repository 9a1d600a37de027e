package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.doctor.Diagnosis;
import io.github.ylhcancel.doctor.Examination;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How what was found looks. */
final class DoctorView {
    private static final int RESULT_WIDTH = 9;
    private static final int NAME_WIDTH = 16;
    private static final int TERMINAL_WIDTH = 80;

    /** Those whose sentence does not name what it is about. */
    private static final Set<Examination> NAMED =
            EnumSet.of(Examination.NETWORK, Examination.CERTIFICATE, Examination.YLH_CLOCK);

    private final Texts texts;
    private final Style style;
    private final Secrets secrets;
    private final boolean wraps;

    /**
     * @param wraps whether lines are to end before a terminal does; what reads a pipe wants each finding on one
     */
    DoctorView(Texts texts, Style style, Secrets secrets, boolean wraps) {
        this.texts = texts;
        this.style = style;
        this.secrets = secrets;
        this.wraps = wraps;
    }

    Fields fields(Diagnosis one) {
        Fields figures = new Fields();
        one.figures().forEach(figures::with);
        return new Fields()
                .with("examination", one.examination().word())
                .with("result", one.result().word())
                .with("about", one.about())
                .with("code", one.found().key().substring(one.found().key().indexOf('.') + 1))
                .with("message", text(one.found()))
                .with("remedy", one.remedy().map(this::text))
                .with("figures", figures);
    }

    List<String> lines(Diagnosis one) {
        String about = one.about()
                .filter(what -> NAMED.contains(one.examination()))
                .map(what -> what + "  ")
                .orElse("");
        String name = Style.padded(one.examination().word(), NAME_WIDTH);
        List<String> lines = new ArrayList<>();
        for (String line : wrapped(about + text(one.found()))) {
            lines.add(
                    lines.isEmpty()
                            ? painted(one.result()) + name + line
                            : " ".repeat(RESULT_WIDTH + NAME_WIDTH) + line);
        }
        one.remedy()
                .map(this::text)
                .map(remedy -> wrapped("→ " + remedy))
                .ifPresent(remedy -> remedy.forEach(line -> lines.add(" ".repeat(RESULT_WIDTH + NAME_WIDTH) + line)));
        return lines;
    }

    private String painted(Diagnosis.Result result) {
        String word = Style.padded(result.word(), RESULT_WIDTH);
        return switch (result) {
            case OK -> style.good(word);
            case NOTE, SKIPPED -> style.faint(word);
            case WARNING -> style.warning(word);
            case BAD -> style.bad(word);
        };
    }

    private String text(Message message) {
        return secrets.hide(String.join(" ", texts.lines(message)));
    }

    /** At blanks, and within what is longer than a line. */
    private List<String> wrapped(String text) {
        if (!wraps) {
            return List.of(text);
        }
        int width = TERMINAL_WIDTH - RESULT_WIDTH - NAME_WIDTH;
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (Style.width(rest) > width) {
            int end = fitting(rest, width);
            int blank = rest.lastIndexOf(' ', end);
            int cut = blank > 0 ? blank : end;
            lines.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /** How many characters of it fit. */
    private static int fitting(String text, int width) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int next = text.codePointAt(end);
            used += Style.width(Character.toString(next));
            if (used > width) {
                break;
            }
            end += Character.charCount(next);
        }
        return end;
    }

    Fields summary(Map<Diagnosis.Result, Integer> counts, ExitCode code) {
        Fields fields = new Fields().with("exit_code", code.code());
        for (Diagnosis.Result result : Diagnosis.Result.values()) {
            fields.with(result.word(), counts.getOrDefault(result, 0));
        }
        return fields;
    }

    String summaryLine(Map<Diagnosis.Result, Integer> counts, ExitCode code) {
        int bad = counts.getOrDefault(Diagnosis.Result.BAD, 0);
        int warnings = counts.getOrDefault(Diagnosis.Result.WARNING, 0);
        int skipped = counts.getOrDefault(Diagnosis.Result.SKIPPED, 0);
        return bad + warnings == 0
                ? texts.of("doctor.all-well", skipped)
                : texts.of("doctor.summary", bad, warnings, skipped, code.code());
    }
}
