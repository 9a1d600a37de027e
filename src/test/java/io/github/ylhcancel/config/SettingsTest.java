package io.github.ylhcancel.config;

import static io.github.ylhcancel.config.ConfigFile.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.testing.EmptyHome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final List<String> ACCESS = List.of(
            "ylh.auth-url = https://ylh.example/oauth/token",
            "ylh.base-url = https://ylh.example/order",
            "ylh.username = operator",
            "ylh.password = invented",
            "ylh.client-id = shop",
            "ylh.client-secret = invented too");

    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, told.ndjson", "'', -", "/var/lib/ylh/told, told"})
    void aBlankJournalIsNone(String set, String name) {
        Map<String, String> environment = set == null ? Map.of() : Map.of("YLH_JOURNAL", set);

        Settings settings = Settings.load(Optional.empty(), Map.of(), environment);

        assertThat(settings.journal().map(path -> path.getFileName().toString()))
                .isEqualTo(Optional.ofNullable(name));
        assertThat(settings.isDefault(Key.JOURNAL)).isEqualTo(set == null);
    }

    @Test
    void nothingNeedsToBeSetToStart() {
        Settings settings = Settings.load(Optional.empty(), Map.of(), Map.of());

        assertThat(Key.values()).allMatch(settings::isDefault);
        assertThat(settings.file()).isEmpty();
        assertThat(settings.language()).isEqualTo("en");
        assertThat(settings.logFile()).isEmpty();
    }

    /** The specification's chapter "重试参数配置", and what the design adds. */
    @Test
    void theRetryParametersAreThoseOfTheSpecificationByDefault() {
        assertThat(config().load().retryPolicy())
                .isEqualTo(new RetryPolicy(2, Duration.ofMillis(500), 2.0, Duration.ofSeconds(60), 20, true));
    }

    @Test
    void theRetryParametersCanBeChanged() {
        assertThat(config(
                                "ylh.retry.max = 3",
                                "ylh.retry.initial = 1s",
                                "ylh.retry.factor = 1.5",
                                "ylh.retry.cap = 5m",
                                "ylh.attempts-max = 7",
                                "ylh.idempotent = false")
                        .load()
                        .retryPolicy())
                .isEqualTo(new RetryPolicy(4, Duration.ofSeconds(1), 1.5, Duration.ofMinutes(5), 7, false));
    }

    @Test
    void oneAttemptIsTheLeast() {
        RetryPolicy policy =
                config("ylh.retry.max = 0", "ylh.attempts-max = 1").load().retryPolicy();

        assertThat(policy.tries()).isEqualTo(1);
        assertThat(policy.attemptsMax()).isEqualTo(1);
    }

    @Test
    void everyPartOfTheAccessComesFromItsOwnKey() {
        YlhAccess access = access(
                "ylh.connect-timeout = 1s",
                "ylh.timeout = 2s",
                "ylh.token-timeout = 3s",
                "ylh.retry.after-cap = 4s",
                "ylh.token-cache = ~/cache/token",
                "ylh.transient-codes = BUSY, E7");

        assertThat(access)
                .isEqualTo(new YlhAccess(
                        URI.create("https://ylh.example/oauth/token"),
                        URI.create("https://ylh.example/order"),
                        "operator",
                        "invented",
                        "shop",
                        "invented too",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        home.path().resolve("cache/token"),
                        List.of("BUSY", "E7"),
                        Egress.DIRECT,
                        access.secrets()));
    }

    @Test
    void theTimeOutsAreThoseOfTheSupplierByDefault() {
        YlhAccess access = access();

        assertThat(access.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(access.tokenTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(access.tokenCache()).isEqualTo(home.path().resolve(".cache/ylh/token.json"));
    }

    /** A token, the call, another token, the call again. */
    @Test
    void theLeaseOutlivesTheLongestAttempt() {
        assertThat(access("ylh.timeout = 30s", "ylh.token-timeout = 10s").lease())
                .isGreaterThan(Duration.ofSeconds(2 * (30 + 10)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ylh.auth-url      | set YLH_AUTH_URL
            ylh.base-url      | set YLH_BASE_URL
            ylh.username      | set YLH_USERNAME
            ylh.password      | set YLH_PASSWORD, or name a file with ylh.password-file
            ylh.client-id     | set YLH_CLIENT_ID
            ylh.client-secret | set YLH_CLIENT_SECRET, or name a file with ylh.client-secret-file
            """)
    void whatIsMissingIsNamedWithEveryWayToSetIt(String key, String ways) {
        String[] others =
                ACCESS.stream().filter(line -> !line.startsWith(key + " ")).toArray(String[]::new);

        assertThat(refusal(() -> config(others).load().ylhAccess()))
                .isEqualTo(key + " is not set; put it in the configuration file, "
                        + (ways.contains(",") ? ways : "or " + ways));
    }

    @Test
    void allThatIsMissingOrUnsafeIsSaidInOneGo() {
        assertThat(refusal(() -> config("ylh.auth-url = http://ylh.example", "ylh.client-id = c")
                                .load()
                                .ylhAccess())
                        .lines()
                        .map(line -> line.strip().split(" ")[1]))
                .containsExactly("configuration", "ylh.auth-url", "is", "is", "is", "is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ylh.example",
                "HTTP://ylh.example",
                "http://192.0.2.1",
                "http://0.0.0.0",
                "http://128.0.0.1",
                "http://[2001:db8::1]",
                "http://[::]",
                "http://localhost.ylh.example",
                "http://127.0.0.1.ylh.example",
                "http://ip6-localhost"
            })
    void credentialsDoNotTravelOverPlainHttp(String address) {
        assertThat(refusal(() -> access("ylh.base-url = " + address)))
                .endsWith(":6: ylh.base-url = " + address + " sends credentials over plain http; use https, or set"
                        + " ylh.allow-insecure-http = true if that network is safe");
        assertThat(refusal(() -> access("ylh.auth-url = " + address))).contains(":6: ylh.auth-url = ");
    }

    @Test
    void plainHttpCanBeAllowed() {
        assertThat(access("ylh.base-url = http://ylh.example", "ylh.allow-insecure-http = true")
                        .baseUrl())
                .isEqualTo(URI.create("http://ylh.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080",
                "http://LOCALHOST",
                "http://127.0.0.1:8080",
                "http://127.1.2.3",
                "http://[::1]:8080",
                "http://[0:0:0:0:0:0:0:1]",
                "http://[::ffff:127.0.0.1]"
            })
    void plainHttpWithinThisMachineIsFine(String address) {
        assertThat(access("ylh.base-url = " + address).baseUrl()).isEqualTo(URI.create(address));
    }

    @Test
    void theLogFileMayLieInTheUsersHome() {
        assertThat(config("log.file = ~/ylh.log").load().logFile())
                .contains(home.path().resolve("ylh.log"));
        assertThat(config("log.file = /var/log/ylh.log").load().logFile()).contains(Path.of("/var/log/ylh.log"));
    }

    /** Wherever the command is started, and through whatever link of a folder. */
    @Test
    void aPathInTheFileBeginsAtTheFolderOfTheFile() {
        new ConfigFile(folder.resolve("secrets/password")).write("invented");
        Settings settings = config(
                        "log.file = log/ylh.log",
                        "ylh.stop-file = stop",
                        "ylh.token-cache = ../token",
                        "ylh.password-file = secrets/password",
                        "db.url = jdbc:h2:file:shop;CACHE_SIZE=1")
                .load();

        assertThat(settings.logFile()).contains(folder.resolve("log/ylh.log"));
        assertThat(settings.stopFile()).contains(folder.resolve("stop"));
        assertThat(settings.text(Key.TOKEN_CACHE))
                .contains(folder.resolve("../token").toString());
        assertThat(settings.text(Key.PASSWORD)).contains("invented");
        assertThat(settings.text(Key.DB_URL)).contains("jdbc:h2:file:" + folder.resolve("shop") + ";CACHE_SIZE=1");
    }

    @Test
    void aPathInTheEnvironmentBeginsAtTheWorkingFolder() {
        ConfigFile file = config("log.file = a.log");
        Settings settings = Settings.load(
                Optional.of(file.path()),
                Map.of(),
                Map.of("YLH_LOG_FILE", "b.log", "YLH_STOP_FILE", "~/stop", "YLH_DB_URL", "jdbc:h2:./shop"));

        assertThat(settings.logFile()).contains(Path.of("b.log"));
        assertThat(settings.stopFile()).contains(home.path().resolve("stop"));
        assertThat(settings.text(Key.DB_URL)).contains("jdbc:h2:./shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:shop",
                "jdbc:h2:nio:/shop",
                "jdbc:h2:/shop",
                "jdbc:postgresql://db.example/shop?a=b",
                "jdbc:mariadb://db.example/shop",
                "nonsense"
            })
    void anAddressWithoutARelativePathStaysAsItIs(String address) {
        assertThat(config("db.url = " + address).load(Key.DB_URL)).isEqualTo(address);
    }

    @Test
    void theDatabaseOfNobodysChoiceLiesInTheHome() {
        assertThat(config().load(Key.DB_URL)).isEqualTo("jdbc:h2:file:" + home.path() + "/.local/share/ylh/shop");
    }

    @Test
    void aRelativePathNeedsAWorkingFolder() {
        System.setProperty("ylh.cwd-gone", "true");
        try {
            String sentence = "is relative to the working folder, which has been deleted;"
                    + " give an absolute path, or go to another folder";
            assertThat(refusal(() -> Settings.load(
                            Optional.empty(), Map.of(), Map.of("YLH_LOG_FILE", "x", "YLH_PASSWORD_FILE", "y"))))
                    .contains("YLH_LOG_FILE: \"x\" " + sentence, "YLH_PASSWORD_FILE: \"y\" " + sentence);
            assertThat(refusal(() -> Settings.load(Optional.empty(), Map.of(), Map.of("YLH_CONFIG", "x"))))
                    .isEqualTo("\"x\" " + sentence);
            assertThat(config("log.file = x").load().logFile()).contains(folder.resolve("x"));
        } finally {
            System.clearProperty("ylh.cwd-gone");
        }
    }

    private YlhAccess access(String... further) {
        List<String> lines = new ArrayList<>(ACCESS);
        Set<String> set = Arrays.stream(further).map(line -> line.split(" ")[0]).collect(Collectors.toSet());
        lines.removeIf(line -> set.contains(line.split(" ")[0]));
        lines.addAll(Arrays.asList(further));
        return config(lines.toArray(String[]::new)).load().ylhAccess();
    }

    private ConfigFile config(String... lines) {
        return ConfigFile.of(folder, lines);
    }
}
