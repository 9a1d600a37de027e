package io.github.ylhcancel.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.EmptyHome;
import java.nio.charset.Charset;
import java.nio.file.Path;
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
        "ylh.usrnm, ylh.username"
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

    @Test
    void theLastOfTwoLinesCountsAndIsTheOneThatIsNamed() {
        assertThat(file("ylh.timeout = 1s", "ylh.timeout = 2s").load(Key.TIMEOUT))
                .isEqualTo("2s");
        assertThat(file("ylh.timeout = 1s", "ylh.timeout = soon").refusal()).startsWith("FILE:2: ylh.timeout = soon");
    }

    @Test
    void aWrongValueIsRefusedWithWhatItShouldBe() {
        assertThat(file("ylh.idempotent = perhaps").refusal())
                .isEqualTo("FILE:1: ylh.idempotent = perhaps is wrong; it should be one of true, false");
    }

    @Test
    void aWrongValueCannotPlayWithTheTerminal() {
        assertThat(file("ylh.idempotent = \\u001b[2Jx").refusal())
                .isEqualTo("FILE:1: ylh.idempotent =  [2Jx is wrong; it should be one of true, false");
    }

    @Test
    void aPasswordInAnAddressIsNotRepeatedWhenTheAddressIsRefused() {
        assertThat(file("ylh.auth-url = https://me:invented@ylh.example").refusal())
                .isEqualTo(
                        "FILE:1: ylh.auth-url = https://********@ylh.example is wrong; it should be an address such as"
                                + " https://host/path, without user, query or fragment");
    }

    @Test
    void anEscapeThatIsNoneIsRefused() {
        assertThat(file("cancel.reason = \\uXYZ1").refusal()).startsWith("FILE is no properties file: ");
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
