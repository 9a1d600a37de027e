package io.github.ylhcancel.config;

import static io.github.ylhcancel.config.ConfigFile.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.output.Terminal;
import io.github.ylhcancel.testing.EmptyHome;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String SECRET = "invented-and-hidden";

    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "r--r--r--"})
    void aFileWithASecretThatEverybodyCanReadIsRefusedWithTheRemedy(String permissions) {
        assertThat(config("ylh.password = " + SECRET).permissions(permissions).refusal())
                .isEqualTo("FILE holds a secret and everybody can read it; run: chmod 600 FILE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-------", "r--------"})
    void aFileWithASecretMayBeReadByItsOwnerAndGroup(String permissions) {
        assertThat(config("ylh.password = " + SECRET).permissions(permissions).load(Key.PASSWORD))
                .isEqualTo(SECRET);
    }

    @Test
    void aFileWithoutASecretMayBeReadByEverybody() {
        secret("rw-------");

        assertThat(config("ylh.username = operator", "ylh.password =")
                        .permissions("rw-r--r--")
                        .load(Key.USERNAME))
                .isEqualTo("operator");
        assertThat(config("ylh.password-file = " + secretFile().path())
                        .permissions("rw-r--r--")
                        .load(Key.PASSWORD))
                .isEqualTo(SECRET);
    }

    static Stream<Key> secrets() {
        return Stream.of(Key.values()).filter(Key::isSecret);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void everySecretCanStandInAFileOfItsOwn(Key key) {
        secret("rw-------");

        assertThat(config(key.fileKey() + " = " + secretFile().path()).load(key))
                .isEqualTo(SECRET);
        assertThat(fromEnvironment(Map.of(
                                Key.environmentName(key.fileKey()),
                                secretFile().path().toString()))
                        .text(key))
                .contains(SECRET);
    }

    @Test
    void theSecretsFileMayLieInTheUsersHome() {
        new ConfigFile(home.path().resolve("ylh/password")).write(SECRET + "\r\n");

        assertThat(config("ylh.password-file = ~/ylh/password").load(Key.PASSWORD))
                .isEqualTo(SECRET);
    }

    @Test
    void aSecretsFileThatEverybodyCanReadIsRefused() {
        secret("rw-r--r--");
        String path = secretFile().path().toString();

        assertThat(config("ylh.password-file = " + path).refusal())
                .isEqualTo(path + " holds a secret and everybody can read it; run: chmod 600 " + path);
        assertThat(refusal(() -> fromEnvironment(Map.of("YLH_PASSWORD_FILE", path))))
                .isEqualTo(path + " holds a secret and everybody can read it; run: chmod 600 " + path);
    }

    @Test
    void aSecretsFileThatCannotBeReadIsNamedWithTheKeyThatNamesIt() {
        Path none = folder.resolve("none");

        assertThat(config("", "ylh.password-file = " + none).refusal())
                .isEqualTo("FILE:2: the secret's file " + none + " cannot be read: there is no such file");
        assertThat(refusal(() -> fromEnvironment(Map.of("YLH_PASSWORD_FILE", none.toString()))))
                .isEqualTo("YLH_PASSWORD_FILE: the secret's file " + none + " cannot be read: there is no such file");
    }

    @Test
    void aSecretsFileThatIsNotUtf8IsRefused() {
        secretFile().write("密码".getBytes(StandardCharsets.UTF_16LE));

        assertThat(config("ylh.password-file = " + secretFile().path()).refusal())
                .isEqualTo("FILE:1: the secret's file " + secretFile().path()
                        + " cannot be read: it is not UTF-8; save it as UTF-8");
    }

    @Test
    void aSecretIsSetInOneWayOnly() {
        secret("rw-------");
        String path = secretFile().path().toString();

        assertThat(config("ylh.password = x", "ylh.password-file = " + path).refusal())
                .isEqualTo("FILE:2: both ylh.password and ylh.password-file are set; keep one");
        assertThat(refusal(() -> fromEnvironment(Map.of("YLH_PASSWORD", "x", "YLH_PASSWORD_FILE", path))))
                .isEqualTo("environment: both YLH_PASSWORD and YLH_PASSWORD_FILE are set; keep one");
    }

    @Test
    void aBlankNameOfASecretsFileNamesNone() {
        assertThat(fromEnvironment(Map.of("YLH_PASSWORD", SECRET, "YLH_PASSWORD_FILE", " "))
                        .text(Key.PASSWORD))
                .contains(SECRET);
        assertThat(config("ylh.password-file =").load().text(Key.PASSWORD)).isEmpty();
    }

    @Test
    void showsThatASecretIsSetButNeitherItNorItsLength() {
        Setting set = config("ylh.password = " + SECRET).load().setting(Key.PASSWORD);

        assertThat(set.shown()).isEqualTo("***");
        assertThat(set).hasToString("ylh.password = ***");
        assertThat(config("").load().setting(Key.PASSWORD).shown()).isEmpty();
    }

    @Test
    void showsWhatIsNoSecret() {
        assertThat(config("ylh.username = operator").load().setting(Key.USERNAME))
                .hasToString("ylh.username = operator");
        assertThat(config("db.username = https://me:word@host/x?y@z").load().setting(Key.DB_USERNAME))
                .hasToString("db.username = https://***@host/x?y@z");
    }

    @Test
    void nothingThatHoldsASecretSaysItWhenPrinted() {
        Settings settings = config(
                        "ylh.auth-url = https://ylh.example/token",
                        "ylh.base-url = https://ylh.example",
                        "ylh.username = operator",
                        "ylh.password = " + SECRET,
                        "ylh.client-id = shop",
                        "ylh.client-secret = " + SECRET,
                        "db.password = " + SECRET)
                .load();
        Stream<Setting> each = Stream.of(Key.values()).map(settings::setting);
        PrintWriter nowhere = new PrintWriter(new StringWriter());

        assertThat(Stream.concat(
                        each,
                        Stream.of(
                                settings,
                                settings.ylhAccess(),
                                new DatabaseAddress("jdbc:h2:/x", "sa", SECRET, false),
                                new Terminal(
                                        InputStream.nullInputStream(),
                                        nowhere,
                                        nowhere,
                                        false,
                                        false,
                                        false,
                                        Map.of("YLH_PASSWORD", SECRET)))))
                .allSatisfy(holder -> assertThat(holder.toString()).doesNotContain(SECRET));
    }

    @Test
    void anAddressWithThePasswordOfAKeyStoreIsASecret() {
        ConfigFile file = config("db.url = jdbc:mariadb://localhost/shop?keyStore=/k&keyStorePassword=" + SECRET);

        assertThat(file.load().secrets().hide("sent " + SECRET + " to")).isEqualTo("sent *** to");
        assertThat(file.load().setting(Key.DB_URL).toString()).doesNotContain(SECRET);
        assertThat(file.permissions("rw-r--r--").refusal()).contains("chmod");
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void everySecretThatIsSetIsHiddenFromTheLog(Key key) {
        assertThat(config(key + " = " + SECRET).load().secrets().hide("sent " + SECRET + " to"))
                .isEqualTo("sent *** to");
    }

    @Test
    void whatTheCredentialsBecomeInAHeaderIsHiddenFromTheLog() {
        Settings settings = config(
                        "ylh.username = operator",
                        "ylh.password = " + SECRET,
                        "ylh.client-id = shop",
                        "ylh.client-secret = " + SECRET)
                .load();

        for (String name : List.of("operator", "shop")) {
            byte[] pair = (name + ":" + SECRET).getBytes(StandardCharsets.UTF_8);
            assertThat(settings.secrets().hide(Base64.getEncoder().encodeToString(pair)))
                    .matches("\\*\\*\\*=*");
        }
    }

    private ConfigFile config(String... lines) {
        return ConfigFile.of(folder, lines);
    }

    private ConfigFile secretFile() {
        return new ConfigFile(folder.resolve("secret"));
    }

    private void secret(String permissions) {
        secretFile().write(SECRET + "\n").permissions(permissions);
    }

    private static Settings fromEnvironment(Map<String, String> environment) {
        return Settings.load(Optional.empty(), Map.of(), environment);
    }
}
