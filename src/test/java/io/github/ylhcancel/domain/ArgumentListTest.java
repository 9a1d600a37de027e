package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Sentences.english;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentListTest {
    @Test
    void blanksStandBetweenWords() {
        assertThat(words("/opt/tell")).containsExactly("/opt/tell");
        assertThat(words(" /opt/tell  wecom\t/etc/ylh/wecom \n x "))
                .containsExactly("/opt/tell", "wecom", "/etc/ylh/wecom", "x");
    }

    /** What a shell would make more of. */
    @Test
    void nothingIsExpanded() {
        assertThat(words("/opt/tell $HOME `id` \"$(id)\" * ~ # | ; & > x"))
                .containsExactly("/opt/tell", "$HOME", "`id`", "$(id)", "*", "~", "#", "|", ";", "&", ">", "x");
    }

    /** What nothing would be expanded in, so that a shell's answer is ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a b  c",
                "/a 'b  c' \"d  e\" f\\ \\ g",
                "/a 'it'\\''s' \"it's\" it\\'s",
                "/a '' \"\" x'' ''x",
                "/a 'b\\c\\\\' b\\c\\\\d",
                "/a \"b\\c\" \"b\\\\c\" \"b\\\"c\" \"b\\$c\" \"b\\`c\" \"b\\'c\"",
                "/a 'two\nlines' \"two\nlines\"",
                "/a one\\\nword \"one\\\nword\" \\\nb",
                "/a x\"y z\"'\"'\\\"",
                "/a \"\\\\\" '\\' \\\\",
                "'/opt/my tools/tell' 客户 \"易 理货\" 家\\ 庭 😀",
                "/a --x='a b' \\-\\-y"
            })
    void quotesAndBackslashesAreAShells(String line) throws Exception {
        assertThat(words(line)).isEqualTo(shellsWords(line));
    }

    /** Each word behind a mark that no word has. */
    private static List<String> shellsWords(String line) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(
                        "/bin/sh", "-c", "set -f; for word in " + line + "; do printf '%s\\001' \"$word\"; done")
                .redirectErrorStream(true)
                .start();
        String out = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor()).as(out).isZero();
        return List.of(out.substring(0, out.length() - 1).split("\u0001", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a 'b", "/a \"b", "/a b\\", "/a \"b\\\"", "'", "/a 'it's'", "/a \"b\\"})
    void whatOpensMustClose(String line) {
        assertThat(english(ArgumentList.of(line).problem()))
                .isEqualTo(
                        "a program by its absolute path and its arguments, with every quote closed and something behind"
                                + " the last backslash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tell", "./tell", "~/tell", "$HOME/tell", "", "  ", "''", "curl /x", "/a\0b"})
    void theFirstWordIsAnAbsolutePath(String line) {
        assertThat(english(ArgumentList.of(line).problem()))
                .isEqualTo("a program by its absolute path and its arguments; no shell reads them, but quotes and"
                        + " backslashes hold words together as in one");
    }

    private static List<String> words(String line) {
        ArgumentList list = ArgumentList.of(line);
        assertThat(english(list.problem())).isEqualTo("right");
        return list.words();
    }
}
