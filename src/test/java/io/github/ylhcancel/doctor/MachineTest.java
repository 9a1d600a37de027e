package io.github.ylhcancel.doctor;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Java and its surroundings, as they might be on somebody's machine. */
class MachineTest {
    private final Map<String, String> properties = new HashMap<>(Map.of(
            "java.version", "17.0.15",
            "java.specification.version", "17",
            "java.vendor", "Debian",
            "java.home", "/usr/lib/jvm/java-17",
            "ylh.home", "/opt/ylh",
            "sun.jnu.encoding", "UTF-8"));
    private final Map<String, String> environment = new HashMap<>(Map.of("TERM", "xterm", "LANG", "zh_CN.UTF-8"));
    private boolean terminal = true;

    private List<Diagnosis> found() {
        List<Diagnosis> found = new ArrayList<>();
        Machine machine = new Machine(new Surroundings(properties, environment, terminal, terminal));
        machine.java(found::add);
        machine.locale(found::add);
        machine.terminal(found::add);
        return found;
    }

    private List<String> lines() {
        return found().stream()
                .map(one -> one.result().word() + " " + one.examination().word() + " "
                        + one.found().key())
                .toList();
    }

    private Diagnosis bad() {
        return found().stream()
                .filter(one -> one.result() == Diagnosis.Result.BAD || one.result() == Diagnosis.Result.WARNING)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allIsWell() {
        assertThat(lines())
                .containsExactly("ok java doctor.java", "ok locale doctor.locale", "ok terminal doctor.terminal");
    }

    @Test
    void anOldJava() {
        properties.put("java.version", "11.0.2");
        properties.put("java.specification.version", "11");

        assertThat(lines()).contains("bad java doctor.java-old", "ok locale doctor.locale");
        assertThat(bad().exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(english(bad().remedy().orElseThrow())).contains("Java 17 or later", "JAVA_HOME");
    }

    @Test
    void oneThatStillCallsItselfOnePointSomething() {
        properties.put("java.specification.version", "1.8");

        assertThat(lines()).contains("bad java doctor.java-old");
    }

    @Test
    void aLaterJava() {
        properties.put("java.specification.version", "25");

        assertThat(lines()).contains("ok java doctor.java");
    }

    @Test
    void withoutTheLauncher() {
        properties.remove("ylh.home");

        assertThat(lines()).contains("warning java doctor.no-launcher");
        assertThat(english(bad().remedy().orElseThrow())).contains("bin/ylh");
    }

    @Test
    void furtherOptionsOfJava() {
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx64m");

        assertThat(lines()).contains("note java doctor.java-options");
    }

    @Test
    void aCharacterMapThatLosesChinese() {
        properties.put("sun.jnu.encoding", "ANSI_X3.4-1968");

        assertThat(lines()).contains("bad locale doctor.locale-not-utf8", "ok java doctor.java");
        assertThat(english(bad().found())).contains("ANSI_X3.4-1968", "LANG=zh_CN.UTF-8");
        assertThat(english(bad().remedy().orElseThrow())).contains("LC_ALL=C.UTF-8");
    }

    @Test
    void noTerminalAndADumbOne() {
        environment.put("TERM", "dumb");
        assertThat(lines()).contains("note terminal doctor.terminal-dumb");

        terminal = false;
        assertThat(lines()).contains("ok terminal doctor.no-terminal");
    }

    @Test
    void itsSurroundingsAreNotPrinted() {
        environment.put("YLH_PASSWORD", "invented");

        assertThat(new Surroundings(properties, environment, true, true).toString())
                .doesNotContain("invented");
    }
}
