package io.github.ylhcancel.base;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellLineTest {
    @Test
    void isAsOneWouldTypeIt() {
        assertThat(line("-c", "/etc/ylh/ylh.properties", "cancel", "PO1", "--reason=客户要求取消"))
                .isEqualTo("-c /etc/ylh/ylh.properties cancel PO1 --reason=客户要求取消");
        assertThat(line("cancel", "--reason", "out of stock", "", "it's", "$(rm -rf)", "“家”"))
                .isEqualTo("cancel --reason 'out of stock' '' 'it'\\''s' '$(rm -rf)' '“家”'");
        assertThat(line()).isEmpty();
    }

    @Test
    void hidesWhatItsNameShowsToBeASecret() {
        assertThat(line("--password=hunter2", "sync")).isEqualTo("'--password=***' sync");
        assertThat(line("--client-secret", "hunter2", "sync")).isEqualTo("--client-secret *** sync");
        assertThat(line("--YLH.PASSWORD=hunter2")).isEqualTo("'--YLH.PASSWORD=***'");
        assertThat(line("--note", "token = hunter2 and more")).isEqualTo("--note 'token = ***'");
        assertThat(line("--api-key=hunter2")).isEqualTo("'--api-key=***'");
        assertThat(line("--password=two words", "x")).isEqualTo("'--password=***' x");
        assertThat(line("http://me:hunter2@ylh.example/x")).isEqualTo("'http://***'");
        assertThat(line("--password-file", "/run/secret", "token", "PO1"))
                .isEqualTo("--password-file /run/secret token PO1");
    }

    @Test
    void hidesWhatTheConfigurationKnowsToBeASecret() {
        Secrets secrets = secrets("hunter2", "hunter2-long", "abc", "");

        assertThat(ShellLine.of(List.of("cancel", "hunter2", "--note", "it is hunter2-long."), secrets, 100))
                .isEqualTo("cancel *** --note 'it is ***.'");
        assertThat(ShellLine.of(List.of("abc", "--note=abc", "abcdef"), secrets, 100))
                .isEqualTo("*** '--note=***' abcdef");
    }

    /** A number alone is an order's, unless it stands where a reason or a note belongs. */
    @Test
    void masksNumbersOfPeople() {
        assertThat(line("cancel", "13800005678", "--reason", "客户13800005678"))
                .isEqualTo("cancel 13800005678 --reason '客户138****5678'");
        assertThat(line("cancel", "-r", "13800005678", "--note=6200000000000005", "13900001234"))
                .isEqualTo("cancel -r '138****5678' '--note=************0005' 13900001234");
        assertThat(line("cancel", "-r13800005678", "--reason=13800005678"))
                .isEqualTo("cancel '-r138****5678' '--reason=138****5678'");
        assertThat(line("undo", "--note", "13800005678")).isEqualTo("undo --note '138****5678'");
    }

    @Test
    void isOneLineWhateverTheArgumentsHold() {
        assertThat(line("a\nb", "\u001B[31mred", "x\u202Ey")).isEqualTo("'a b' '\\u001b[31mred' 'x\\u202ey'");
    }

    @Test
    void isCutToItsLength() {
        String longLine = ShellLine.of(List.of("x".repeat(50), "y".repeat(60)), secrets(), 100);

        assertThat(longLine).hasSize(100).endsWith("y…");
        assertThat(ShellLine.of(List.of("x".repeat(50), "y".repeat(49)), secrets(), 100))
                .hasSize(100)
                .endsWith("y");
    }

    /** A secret that stands where an argument is cut leaves no piece behind. */
    @Test
    void aSecretAtTheCutIsHiddenAsAWhole() {
        assertThat(ShellLine.withoutSecrets(List.of("x".repeat(98) + "hunter2"), secrets("hunter2"), 100))
                .containsExactly("x".repeat(98) + "**…");
        assertThat(ShellLine.withoutSecrets(List.of("x".repeat(85) + "-password=hunter2"), secrets(), 100))
                .containsExactly("x".repeat(85) + "-password=***");
    }

    /** These took half a minute and more. */
    @ParameterizedTest
    @ValueSource(strings = {"secret", "token-", "-", "password=", "://", "Bearer ", "\\", " ", "a\u0000"})
    @Timeout(value = 20, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noArgumentKeepsItBusyForLong(String piece) {
        assertThat(line("--" + piece.repeat(200_000), piece.repeat(200_000))).hasSizeLessThanOrEqualTo(2000);
        assertThat(line(Collections.nCopies(200_000, piece).toArray(String[]::new)))
                .hasSizeLessThanOrEqualTo(2000);
    }

    private static Secrets secrets(String... values) {
        Secrets secrets = new Secrets();
        List.of(values).forEach(secrets::add);
        return secrets;
    }

    private static String line(String... arguments) {
        return ShellLine.of(List.of(arguments), secrets(), 2000);
    }
}
