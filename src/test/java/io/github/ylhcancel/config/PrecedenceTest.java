package io.github.ylhcancel.config;

import static io.github.ylhcancel.config.ConfigFile.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.EmptyHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Flag, environment, one file, default: the first that sets a key wins. */
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

    /** A file that was left behind somewhere decides nothing. */
    @Test
    void oneFileCountsAlone() {
        inHome("operator = home", "lang = zh");
        systemWide("cancel.reason = system");

        assertThat(ConfigFile.of(folder, "operator = named").load(Key.LANG)).isEqualTo("en");
        assertThat(unnamed(NO_ENVIRONMENT).text(Key.OPERATOR)).contains("home");
        assertThat(unnamed(NO_ENVIRONMENT).text(Key.CANCEL_REASON)).isEmpty();
    }

    @Test
    void theFileIsTheNamedOneElseTheVariablesElseTheUsersElseTheSystems() throws IOException {
        ConfigFile system = systemWide("");
        assertThat(unnamed(NO_ENVIRONMENT).file()).contains(system.path());
        ConfigFile inHome = inHome("");
        assertThat(unnamed(NO_ENVIRONMENT).file()).contains(inHome.path());
        Map<String, String> variable =
                Map.of("YLH_CONFIG", " " + ConfigFile.of(folder, "").path());
        assertThat(unnamed(variable).file()).contains(folder.resolve("test.properties"));
        Path named = Files.createFile(folder.resolve("named"));
        assertThat(Settings.load(Optional.of(named), Map.of(), variable).file()).contains(named);
        assertThat(unnamed(Map.of("YLH_CONFIG", "")).file()).contains(inHome.path());
    }

    @Test
    void theVariableMayNameAFileInTheHome() {
        ConfigFile file = new ConfigFile(home.path().resolve("shop.properties")).write("");

        assertThat(unnamed(Map.of("YLH_CONFIG", "~/shop.properties")).file()).contains(file.path());
    }

    @Test
    void aFileThatIsNamedAndNotThereIsNotReplacedByAnother() {
        inHome("");
        Path none = folder.resolve("none");
        String sentence = none + " cannot be read: there is no such file";

        assertThat(refusal(() -> unnamed(Map.of("YLH_CONFIG", none.toString()))))
                .isEqualTo(sentence);
        assertThat(refusal(() -> Settings.load(Optional.of(none), Map.of(), NO_ENVIRONMENT)))
                .isEqualTo(sentence);
    }

    @Test
    void aLinkThatLeadsNowhereIsNotReplacedByTheNextFile() throws IOException {
        systemWide("");
        Path link = inHome("").path();
        Files.delete(link);
        Files.createSymbolicLink(link, folder.resolve("none"));

        assertThat(refusal(() -> unnamed(NO_ENVIRONMENT))).isEqualTo(link + " cannot be read: there is no such file");
    }

    @Test
    void theFileThatIsThereAndNotReadIsNamedUnlessSomebodyChose() {
        ConfigFile inHome = inHome("");
        assertThat(unnamed(NO_ENVIRONMENT).unread()).isEmpty();
        ConfigFile system = systemWide("no.key = of ours");

        assertThat(unnamed(NO_ENVIRONMENT).unread()).containsExactly(system.path());
        assertThat(unnamed(Map.of("YLH_CONFIG", inHome.path().toString())).unread())
                .isEmpty();
        assertThat(Settings.load(Optional.of(inHome.path()), Map.of(), NO_ENVIRONMENT)
                        .unread())
                .isEmpty();
    }

    private static Settings unnamed(Map<String, String> environment) {
        return Settings.load(Optional.empty(), Map.of(), environment);
    }

    private ConfigFile systemWide(String... lines) {
        return new ConfigFile(home.systemWide().resolve("ylh.properties")).write(String.join("\n", lines));
    }

    @Test
    void anOrdinaryWordInTheEnvironmentIsNotOurs() {
        Settings settings = unnamed(Map.of("LANG", "zh", "TIMEOUT", "1s", "YLH_SOMETHING", "x", "YLH_CDS", "off"));

        assertThat(Key.values()).allMatch(settings::isDefault);
        assertThat(settings.strangers()).containsExactly("YLH_SOMETHING");
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

    private ConfigFile inHome(String... lines) {
        return new ConfigFile(home.path().resolve(".config/ylh/ylh.properties")).write(String.join("\n", lines));
    }
}
