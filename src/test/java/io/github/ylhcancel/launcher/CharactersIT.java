package io.github.ylhcancel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Chinese arguments reach the program under every locale, for Java would mangle them under most. */
@ParameterizedClass
@MethodSource("io.github.ylhcancel.launcher.Jdk#oneOfEachKind")
class CharactersIT {
    @Parameter
    Jdk jdk;

    @TempDir
    Path scratch;

    private Installation installation;

    @BeforeEach
    void install() {
        installation = Installation.at(scratch.resolve("ylh"));
    }

    @Test
    void withoutALocaleAsUnderCron() throws IOException {
        assertThat(argumentUnder(Map.of())).isEqualTo("缺货");
    }

    @Test
    void underTheLocaleC() throws IOException {
        assertThat(argumentUnder(Map.of("LC_ALL", "C"))).isEqualTo("缺货");
        assertThat(argumentUnder(Map.of("LANG", "POSIX"))).isEqualTo("缺货");
    }

    @Test
    void underALocaleThatIsNotInstalled() throws IOException {
        assertThat(argumentUnder(Map.of("LANG", "xx_XX.UTF-8"))).isEqualTo("缺货");
        assertThat(argumentUnder(Map.of("LC_CTYPE", "UTF-8"))).isEqualTo("缺货");
    }

    @Test
    void underALocaleOfWhichOnePartIsNotInstalled() throws IOException {
        assertThat(argumentUnder(Map.of("LANG", "C.UTF-8", "LC_TIME", "xx_XX.UTF-8")))
                .isEqualTo("缺货");
    }

    /** Java takes nothing of a locale that is not complete, whatever its character map would have been. */
    @Test
    void whereTheLocaleIsUtf8ButIncomplete() throws IOException {
        Path path = Tools.without("locale", scratch);
        Tools.script(
                path.resolve("locale"),
                "[ \"$LC_ALL\" ] || echo 'Cannot set LC_ALL to default locale' >&2; echo UTF-8");

        assertThat(argumentUnder(Map.of("LANG", "xx_XX.UTF-8", "PATH", path))).isEqualTo("缺货");
    }

    @Test
    void underALocaleOfAnotherCharacterMap() throws IOException {
        assertThat(argumentUnder(Map.of("LANG", "zh_CN.GB18030"))).isEqualTo("缺货");
    }

    @Test
    void whereNoCommandTellsTheLocale() throws IOException {
        assertThat(argumentUnder(Map.of("LANG", "xx_XX.UTF-8", "PATH", Tools.without("locale", scratch))))
                .isEqualTo("缺货");
    }

    private String argumentUnder(Map<String, Object> locale) throws IOException {
        // A script, as the JVM of the tests may itself be unable to pass on Chinese characters.
        Path script = Files.writeString(scratch.resolve("script"), "exec \"$YLH\" --reason 缺货");
        Launch launch =
                new Launch(scratch, "/bin/sh", script.toString()).on(jdk).with("YLH", installation.launcher());
        locale.forEach(launch::with);
        return launch.run().arguments().get(1);
    }
}
