package io.github.ylhcancel.config;

import static io.github.ylhcancel.config.ConfigFile.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.EmptyHome;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesFileTest {
    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    @Test
    void readsChineseInUtf8WithOrWithoutAByteOrderMark() {
        assertThat(file("cancel.reason = 客户要求取消").load(Key.CANCEL_REASON)).isEqualTo("客户要求取消");
        assertThat(file("\uFEFFcancel.reason = 客户要求取消").load(Key.CANCEL_REASON)).isEqualTo("客户要求取消");
    }

    @Test
    void aFileInAnotherEncodingIsRefused() {
        ConfigFile file = file("").write("cancel.reason = 客户要求取消".getBytes(Charset.forName("GB18030")));

        assertThat(file.refusal()).isEqualTo("FILE cannot be read: it is not UTF-8; save it as UTF-8");
    }

    @Test
    void blanksAroundAValueDoNotCount() {
        assertThat(file("ylh.username=  operator \t").load(Key.USERNAME)).isEqualTo("operator");
    }

    @Test
    void aBlankValueIsNoneWhereNoneIsNeeded() {
        assertThat(file("ylh.username =").load().text(Key.USERNAME)).isEmpty();
    }

    @Test
    void aBlankValueIsWrongWhereThereIsADefault() {
        assertThat(file("# first", "ylh.timeout =").refusal())
                .isEqualTo("FILE:2: ylh.timeout is blank; remove the line for the default 30s");
    }

    @ParameterizedTest
    @CsvSource({
        "ylh.timout, ylh.timeout",
        "ylh.time-out, ylh.timeout",
        "ylh.auth_url, ylh.auth-url",
        "YLH.username, ylh.username",
        "ylh.pasword-file, ylh.password-file",
        "db.user-name, db.username",
        "ylh.usrnm, ylh.username",
        "base-url, ylh.base-url",
        "timeout, ylh.timeout",
        "URL, db.url",
        "schema, schema.preset",
        "Schema, schema.preset"
    })
    void anUnknownKeyIsRefusedWithItsLineAndTheOneThatWasMeant(String name, String meant) {
        assertThat(file("ylh.username = operator", "", name + " = x").refusal())
                .isEqualTo("FILE:3: there is no key \"" + name + "\"; is it " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ylh.username-file", "ylh.usrn", "something.else", "x", "密码"})
    void nothingIsSuggestedWhereNothingIsNear(String name) {
        assertThat(file(name + " = x").refusal())
                .isEqualTo("FILE:1: there is no key \"" + name + "\"; 'ylh config show' lists all");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ylh.timeout = soon            | 2
            ylh.timeout=soon              | 2
            ylh.timeout: soon             | 2
            '   ylh.timeout soon'         | 2
            ylh.timeout-x = soon          | 2
            'ylh.time\\nout = soon'        | 2
            """)
    void theLineOfAKeyIsFoundHoweverItIsWritten(String line, int number) {
        assertThat(file("# ylh.timeout = soon", line, "ylh.token-timeout = 1s").refusal())
                .startsWith("FILE:" + number + ": ");
    }

    @Test
    void aKeyIsNotLookedForInTheLineOfALongerOne() {
        assertThat(file("ylh.time = 1s", "ylh.timeout = 1s").refusal())
                .startsWith("FILE:1: there is no key \"ylh.time\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ylh.retry.max", "ylh.password", "schema.status.paid"})
    void aKeyThatStandsTwiceIsRefused(String key) {
        assertThat(file(key + " = 1", "#" + key + " = 2", key + ": 1").refusal())
                .isEqualTo("FILE:3: \"" + key + "\" is set already in line 1; keep one");
    }

    @Test
    void aLineThatGoesOnIsOne() {
        assertThat(file("cancel.reason = a\\", "  # b \\\\", "lang = fr").refusal())
                .startsWith("FILE:3: lang = fr");
        assertThat(file("cancel.reason = a\\", "  # b", "lang = zh\\").load(Key.CANCEL_REASON))
                .isEqualTo("a# b");
    }

    @Test
    void allMistakesAreSaidInOneGo() {
        new ConfigFile(folder.resolve("open")).write("x").permissions("rw-r--r--");
        ConfigFile file = file(
                "ylh.timout = 1s",
                "lang = fr",
                "lang = en",
                "cancel.reason = \\uXYZ1",
                "ylh.password-file = open",
                "db.password-file = none",
                "schema.status.pending =");

        String refusal = refusal(() -> Settings.load(
                Optional.of(file.path()),
                Map.of(Key.LANG, "de"),
                Map.of("YLH_TIMEOUT", "soon", "YLH_BASE_URI", "x", "YLH_SOMETHING", "x")));

        assertThat(refusal.replace(folder.toString(), "FOLDER").replace("FOLDER/test.properties", "FILE"))
                .isEqualTo("""
                        the configuration has 10 mistakes:
                          FILE:4: this is no line of a properties file: Malformed \\uxxxx encoding.
                          FILE:1: there is no key "ylh.timout"; is it ylh.timeout?
                          FILE:2: lang = fr is wrong; it should be one of zh, en
                          FILE:3: "lang" is set already in line 2; keep one
                          FOLDER/open holds a secret and everybody can read it; run: chmod 600 FOLDER/open
                          FILE:6: the secret's file FOLDER/none cannot be read: there is no such file
                          FILE:7: schema.status.pending is blank, but no shop can do without it; remove the line, or say what it is called
                          YLH_TIMEOUT: ylh.timeout = soon is wrong; it should be a span of time such as 500ms, 30s, 5m or 24h
                          environment: there is no key "YLH_BASE_URI"; is it YLH_BASE_URL?
                          --lang: lang = de is wrong; it should be one of zh, en""");
    }

    @ParameterizedTest
    @CsvSource({
        "YLH_TIMOUT, YLH_TIMEOUT",
        "YLH_PASWORD_FIL, YLH_PASSWORD_FILE",
        "YLH_CONFG, YLH_CONFIG",
        "YLH_SCHEMA, YLH_SCHEMA_PRESET",
        "YLH_JAVA_OPT, YLH_JAVA_OPTS",
        "YLH_CALLBACK_SECRETS, YLH_CALLBACK_SECRET",
        "YLH_SCHEMA_STATUS_PAYD, YLH_SCHEMA_STATUS_PAID"
    })
    void aVariableThatIsNearlyOneOfOursIsAMistake(String variable, String meant) {
        assertThat(refusal(() -> Settings.load(Optional.empty(), Map.of(), Map.of(variable, "hidden"))))
                .isEqualTo("environment: there is no key \"" + variable + "\"; is it " + meant + "?");
    }

    @Test
    void aWrongValueIsRefusedWithWhatItShouldBe() {
        assertThat(file("ylh.idempotent = perhaps").refusal())
                .isEqualTo("FILE:1: ylh.idempotent = perhaps is wrong; it should be one of true, false");
    }

    @Test
    void aWrongValueCannotPlayWithTheTerminal() {
        assertThat(file("ylh.idempotent = \\u001b[2Jx").refusal())
                .isEqualTo("FILE:1: ylh.idempotent = \\u001b[2Jx is wrong; it should be one of true, false");
    }

    @Test
    void aPasswordInAnAddressIsNotRepeatedWhenTheAddressIsRefused() {
        assertThat(file("ylh.auth-url = https://me:invented@ylh.example").refusal())
                .isEqualTo("FILE:1: ylh.auth-url = https://***@ylh.example is wrong; it should be an address such as"
                        + " https://host/path, without user, query or fragment");
    }

    @Test
    void anEscapeThatIsNoneIsRefused() {
        assertThat(file("cancel.reason = \\uXYZ1").refusal())
                .startsWith("FILE:1: this is no line of a properties file: ");
    }

    @Test
    void aFileThatIsNotThereOrNoFileIsRefused() {
        assertThat(new ConfigFile(folder.resolve("none")).refusal())
                .isEqualTo("FILE cannot be read: there is no such file");
        assertThat(new ConfigFile(folder).refusal()).startsWith("FILE cannot be read: ");
    }

    private ConfigFile file(String... lines) {
        return ConfigFile.of(folder, lines);
    }
}
