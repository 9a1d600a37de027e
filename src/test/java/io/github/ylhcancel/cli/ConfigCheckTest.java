package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.EmptyHome;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.Ylh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ylh config check}: whether everything holds, and nothing is done. */
class ConfigCheckTest {
    private static final String SECRET = "invented-and-hidden";
    private static final List<String> ACCESS = List.of(
            "ylh.auth-url = https://ylh.example/token",
            "ylh.base-url = https://ylh.example",
            "ylh.username = u",
            "ylh.password = " + SECRET,
            "ylh.client-id = c",
            "ylh.client-secret = " + SECRET,
            "log.file = logs/ylh.log",
            "db.url = jdbc:h2:file:data/shop");

    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    private Path file(String... lines) throws IOException {
        return write(folder.resolve("ylh.properties"), lines);
    }

    private static Path write(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path complete(String... further) throws IOException {
        return file(Stream.concat(ACCESS.stream(), Stream.of(further)).toArray(String[]::new));
    }

    private static Ylh ylh(Path file, String... variables) {
        return new Ylh(file).environment(Stream.of(variables).collect(Collectors.toMap(name -> name, name -> SECRET)));
    }

    @Test
    void holdsAndHasDoneNothing() throws IOException {
        Path file = complete();

        Ran ran = ylh(file).run("config", "check");

        assertThat(ran).isEqualTo(new Ran(0, "the configuration holds (" + file + ")\n", ""));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void saysAllThatWouldEndACommandAndWhatIsMissing() throws IOException {
        Path file = file(
                "ylh.timout = 1s",
                "ylh.auth-url = nonsense",
                "ylh.username = u",
                "ylh.password-file = none",
                "db.url = jdbc:oracle:thin:@host",
                "schema.status.paid = pending");

        Ran ran = ylh(file, "YLH_TIMOUT", "YLH_OTHER").run("config", "check", "-o", "json");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).isEmpty();
        assertThat(codes(ran))
                .containsExactly(
                        "error config.unknown-key-near",
                        "error config.wrong",
                        "error config.secret-unreadable",
                        "error config.unknown-key-near",
                        "error config.missing",
                        "error config.missing",
                        "error config.missing-secret",
                        "error db.url-unsupported",
                        "error mapping.twice",
                        "note config.stranger");
        assertThat(ran.json().path("summary").path("errors").asInt()).isEqualTo(9);
        assertThat(ran.json().path("summary").path("notes").asInt()).isEqualTo(1);
        assertThat(ran.json().path("summary").path("file").asText()).isEqualTo(file.toString());
        assertThat(ran.out()).doesNotContain(SECRET);
    }

    private static List<String> codes(Ran ran) {
        JsonNode results = ran.json().path("results");
        return Stream.iterate(0, i -> i < results.size(), i -> i + 1)
                .map(results::get)
                .map(row ->
                        row.path("severity").asText() + " " + row.path("code").asText())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"table, 3", "ndjson, 3", "csv, 3"})
    void printsEachInALineOfEveryFormat(String format, int lines) throws IOException {
        Ran ran = ylh(complete("lang = fr"), "YLH_OTHER").run("config", "check", "-o", format);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).hasLineCount(lines).contains("lang = fr is wrong", "YLH_OTHER sets nothing");
    }

    @Test
    void speaksChinese() throws IOException {
        Ran ran = ylh(complete("ylh.timeout = soon"), "YLH_OTHER").run("config", "check", "--lang", "zh");

        assertThat(ran.out()).contains("不正确", "YLH_OTHER 在 ylh 中不起作用", "配置中有 1 处需要修改");
    }

    /** The language that the file sets counts, although something else in it is wrong. */
    @Test
    void speaksTheLanguageOfTheConfiguration() throws IOException {
        assertThat(ylh(complete("lang = zh", "ylh.timeout = soon"))
                        .run("config", "check")
                        .out())
                .contains("不正确");
    }

    @Test
    void isSilentWhenNobodyIsNeededAndQuietIsWanted() throws IOException {
        assertThat(ylh(complete(), "YLH_OTHER").run("-q", "config", "check")).isEqualTo(new Ran(0, "", ""));
        assertThat(ylh(complete("lang = fr"), "YLH_OTHER")
                        .run("-q", "config", "check")
                        .out())
                .hasLineCount(1);
    }

    @Test
    void namesTheFileThatIsThereAndDoesNotCount() throws IOException {
        Path counts = write(home.path().resolve(".config/ylh/ylh.properties"), "lang = en");
        Path other = write(home.systemWide().resolve("ylh.properties"), "lang = fr");
        String sentence = other + " is not read, because " + counts + " is there";
        Ylh ylh = new Ylh(counts);

        assertThat(ylh.exactly("config", "check").out()).contains("note     " + sentence + "\n");
        assertThat(ylh.exactly("config", "show").out()).endsWith(sentence + "\n");
        assertThat(ylh.exactly("config", "show", "-o", "json")
                        .json()
                        .path("summary")
                        .path("unread")
                        .path(0)
                        .asText())
                .isEqualTo(other.toString());
        assertThat(ylh.exactly("config", "show").err()).isEqualTo("ylh: " + sentence + "\n");
        assertThat(ylh.exactly("-q", "config", "show").err()).isEmpty();
        assertThat(ylh.run("config", "show").err()).isEmpty();
        assertThat(ylh.environment(Map.of("YLH_CONFIG", counts.toString()))
                        .exactly("config", "show")
                        .err())
                .isEmpty();
    }
}
