package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
        assertThat(line("--password=hunter2", "sync")).isEqualTo("'--password=[secret]' sync");
        assertThat(line("--client-secret", "hunter2", "sync")).isEqualTo("--client-secret [secret] sync");
        assertThat(line("--YLH.PASSWORD=hunter2")).isEqualTo("'--YLH.PASSWORD=[secret]'");
        assertThat(line("--note", "token = hunter2 and more")).isEqualTo("--note 'token = [secret]'");
        assertThat(line("--api-key=hunter2")).isEqualTo("'--api-key=[secret]'");
    }

    @Test
    void hidesWhatTheConfigurationKnowsToBeASecret() {
        Set<String> secrets = Set.of("hunter2", "hunter2-long", "abc", "");

        assertThat(ShellLine.of(List.of("cancel", "hunter2", "--note", "it is hunter2-long."), secrets, 100))
                .isEqualTo("cancel [secret] --note 'it is [secret].'");
        assertThat(ShellLine.of(List.of("abc", "--note=abc", "abcdef"), secrets, 100))
                .isEqualTo("[secret] '--note=[secret]' abcdef");
    }

    @Test
    void isOneLineWhateverTheArgumentsHold() {
        assertThat(line("a\nb", "\u001B[31mred", "x\u202Ey")).isEqualTo("'a b' ' [31mred' 'x y'");
    }

    @Test
    void isCutToItsLength() {
        String longLine = ShellLine.of(List.of("x".repeat(50), "y".repeat(60)), Set.of(), 100);

        assertThat(longLine).hasSize(100).endsWith("y…");
        assertThat(ShellLine.of(List.of("x".repeat(50), "y".repeat(49)), Set.of(), 100))
                .hasSize(100)
                .endsWith("y");
    }

    private static String line(String... arguments) {
        return ShellLine.of(List.of(arguments), Set.of(), 2000);
    }
}
