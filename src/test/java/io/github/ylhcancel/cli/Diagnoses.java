package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.Ylh;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** What {@code doctor} said, as a script reads it. */
public record Diagnoses(int code, List<JsonNode> all, JsonNode summary) {
    /** Runs it; whatever it finds wrong has a remedy. */
    public static Diagnoses by(Ylh ylh, String... more) {
        List<String> all = new ArrayList<>(List.of("doctor", "-o", "json"));
        all.addAll(List.of(more));
        return of(ylh.run(all.toArray(String[]::new)));
    }

    /** Reads what {@code doctor -o json} has printed. */
    public static Diagnoses of(Ran ran) {
        assertThat(ran.out()).as(ran.err()).startsWith("{");
        Diagnoses found = new Diagnoses(
                ran.code(),
                StreamSupport.stream(ran.json().path("results").spliterator(), false)
                        .toList(),
                ran.json().path("summary"));
        assertThat(found.summary().path("exit_code").asInt()).isEqualTo(ran.code());
        assertThat(found.all())
                .filteredOn(one ->
                        List.of("bad", "warning").contains(one.path("result").asText()))
                .allSatisfy(one -> assertThat(one.path("remedy").asText())
                        .as(one.toString())
                        .isNotBlank());
        return found;
    }

    /** Such as "bad network unknown-host". */
    public List<String> lines() {
        return all.stream().map(Diagnoses::line).toList();
    }

    private static String line(JsonNode one) {
        return one.path("result").asText() + " " + one.path("examination").asText() + " "
                + one.path("code").asText();
    }

    /** What somebody has to do something about. */
    public List<String> wrong() {
        return lines().stream()
                .filter(line -> line.startsWith("bad ") || line.startsWith("warning "))
                // The tests start no launcher.
                .filter(line -> !line.endsWith(" no-launcher"))
                .toList();
    }

    JsonNode of(String line) {
        return all.stream().filter(one -> line(one).equals(line)).findFirst().orElseThrow();
    }

    String message(String line) {
        return of(line).path("message").asText();
    }

    String remedy(String line) {
        return of(line).path("remedy").asText();
    }
}
