package io.github.ylhcancel.config;

import static io.github.ylhcancel.config.ConfigFile.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.EmptyHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Flag, environment, {@code --config}, working directory, home, default: the first that sets a key wins. */
class PrecedenceTest {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    @Test
    void eachSourceWinsOverThoseBehindIt() {
        ConfigFile inHome = inHome("operator = home");
        ConfigFile named = ConfigFile.of(folder, "", "operator = named");
        Map<String, String> environment = Map.of("YLH_OPERATOR", "environment");
        Map<Key, String> flags = Map.of(Key.OPERATOR, "flag");
        Optional<Path> config = Optional.of(named.path());

        assertThat(operator(config, flags, environment)).isEqualTo("flag from --operator");
        assertThat(operator(config, Map.of(), environment)).isEqualTo("environment from YLH_OPERATOR");
        assertThat(operator(config, Map.of(), NO_ENVIRONMENT)).isEqualTo("named from " + named.path() + ":2");
        assertThat(operator(Optional.empty(), Map.of(), NO_ENVIRONMENT)).isEqualTo("home from " + inHome.path() + ":1");
    }

    private static String operator(Optional<Path> config, Map<Key, String> flags, Map<String, String> environment) {
        Setting setting = Settings.load(config, flags, environment).setting(Key.OPERATOR);
        return setting.value() + " from " + setting.origin().orElse("default");
    }

    @Test
    void whatOneFileLeavesOutTheNextFillsIn() {
        inHome("operator = home", "lang = zh");
        ConfigFile named = ConfigFile.of(folder, "operator = named");

        assertThat(named.load(Key.OPERATOR)).isEqualTo("named");
        assertThat(named.load(Key.LANG)).isEqualTo("zh");
        assertThat(named.load(Key.TIMEOUT)).isEqualTo("30s");
    }

    @Test
    void theFileThatCountsMostIsNamed() {
        ConfigFile inHome = inHome("lang = zh");
        ConfigFile named = ConfigFile.of(folder, "");

        assertThat(named.load().file()).contains(named.path());
        assertThat(Settings.load(Optional.empty(), Map.of(), NO_ENVIRONMENT).file())
                .contains(inHome.path());
    }

    @Test
    void aMistakeInAFileThatIsOverruledIsStillAMistake() {
        inHome("ylh.timout = 1s");

        assertThat(ConfigFile.of(folder, "ylh.timeout = 1s").refusal())
                .endsWith("ylh.properties:1: there is no key \"ylh.timout\"; is it ylh.timeout?");
    }

    @Test
    void anOrdinaryWordInTheEnvironmentIsNotOurs() {
        Settings settings =
                Settings.load(Optional.empty(), Map.of(), Map.of("LANG", "zh", "TIMEOUT", "1s", "YLH_SOMETHING", "x"));

        assertThat(Key.values()).allMatch(settings::isDefault);
    }

    @Test
    void valuesFromEverywhereAreChecked() {
        assertThat(refusal(() -> Settings.load(Optional.empty(), Map.of(Key.LANG, "fr"), NO_ENVIRONMENT)))
                .isEqualTo("--lang: lang = fr is wrong; it should be one of zh, en");
        assertThat(refusal(() -> Settings.load(Optional.empty(), Map.of(), Map.of("YLH_TIMEOUT", "soon"))))
                .startsWith("YLH_TIMEOUT: ylh.timeout = soon is wrong; ");
        assertThat(refusal(() -> Settings.load(Optional.empty(), Map.of(), Map.of("YLH_TIMEOUT", " "))))
                .isEqualTo("YLH_TIMEOUT: ylh.timeout is blank; remove the line for the default 30s");
    }

    /** Which directory is the working directory is settled when a Java starts, so this one starts another. */
    @Test
    void theWorkingDirectoryWinsOverTheHomeAndLosesToTheNamedFile() throws Exception {
        inHome("operator = home", "cancel.reason = home", "ylh.username = home");
        new ConfigFile(folder.resolve("ylh.properties")).write("cancel.reason = here\nylh.username = here");
        ConfigFile named = ConfigFile.of(folder, "ylh.username = named");

        assertThat(shownBy("config", "show", "-o", "csv", "-c", named.path().toString()))
                .contains("operator,home,", "cancel.reason,here,ylh.properties:1", "ylh.username,named,");
    }

    private String shownBy(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home.path(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.ylhcancel.Main");
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("YLH_"));
        Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return shown;
        } finally {
            process.destroyForcibly();
        }
    }

    private ConfigFile inHome(String... lines) {
        return new ConfigFile(home.path().resolve(".config/ylh/ylh.properties")).write(String.join("\n", lines));
    }
}
