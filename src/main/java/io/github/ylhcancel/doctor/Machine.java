package io.github.ylhcancel.doctor;

import static io.github.ylhcancel.doctor.Examination.JAVA;
import static io.github.ylhcancel.doctor.Examination.LOCALE;
import static io.github.ylhcancel.doctor.Examination.TERMINAL;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Java, the character map and the terminal, as this process has them. */
final class Machine {
    private static final int OLDEST_JAVA = 17;
    private static final int SHOWN = 200;

    private final Surroundings surroundings;

    Machine(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    void java(Consumer<Diagnosis> each) {
        String version = surroundings.property("java.version");
        String vendor = surroundings.property("java.vendor");
        String home = surroundings.property("java.home");
        each.accept(
                feature() < OLDEST_JAVA
                        ? Diagnosis.bad(
                                JAVA,
                                Message.of("doctor.java-old", version, vendor, home, OLDEST_JAVA),
                                Message.of("doctor.remedy.java", OLDEST_JAVA),
                                ExitCode.USAGE)
                        : Diagnosis.ok(JAVA, Message.of("doctor.java", version, vendor, home))
                                .withFigure("version", version));
        if (surroundings.property("ylh.home").isEmpty()) {
            each.accept(
                    Diagnosis.warning(JAVA, Message.of("doctor.no-launcher"), Message.of("doctor.remedy.launcher")));
        }
        Stream.of("YLH_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                .filter(name -> !surroundings.variable(name).isBlank())
                .forEach(name -> each.accept(Diagnosis.note(
                                JAVA,
                                Message.of("doctor.java-options", name, Text.line(surroundings.variable(name), SHOWN)))
                        .about(name)));
    }

    /** 17 of 17.0.15; Java 8 calls itself 1.8. */
    private int feature() {
        String[] parts = surroundings.property("java.specification.version").split("\\.");
        String number = parts.length > 1 && parts[0].equals("1") ? parts[1] : parts[0];
        return number.matches("[0-9]{1,4}") ? Integer.parseInt(number) : 0;
    }

    /** By which Java reads arguments, file names and variables. */
    void locale(Consumer<Diagnosis> each) {
        String map = surroundings.property("sun.jnu.encoding");
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .filter(name -> !surroundings.variable(name).isEmpty())
                .findFirst()
                .map(name -> name + "=" + surroundings.variable(name))
                .orElse("LANG=");
        each.accept(
                isUtf8(map)
                        ? Diagnosis.ok(LOCALE, Message.of("doctor.locale", map, locale))
                        : Diagnosis.bad(
                                LOCALE,
                                Message.of("doctor.locale-not-utf8", map, locale),
                                Message.of("doctor.remedy.locale"),
                                ExitCode.USAGE));
    }

    private static boolean isUtf8(String name) {
        try {
            return Charset.forName(name).equals(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    void terminal(Consumer<Diagnosis> each) {
        String kind = surroundings.variable("TERM");
        if (!surroundings.outIsTerminal()) {
            each.accept(Diagnosis.ok(TERMINAL, Message.of("doctor.no-terminal")));
        } else if (kind.isEmpty() || kind.equals("dumb")) {
            each.accept(Diagnosis.note(TERMINAL, Message.of("doctor.terminal-dumb", kind)));
        } else {
            each.accept(Diagnosis.ok(
                    TERMINAL,
                    Message.of(surroundings.inIsTerminal() ? "doctor.terminal" : "doctor.terminal-piped-in", kind)));
        }
    }
}
