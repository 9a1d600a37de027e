package io.github.ylhcancel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The archive of loaded classes makes a start faster, and nothing else: no command may fail or say more because of it. */
@ParameterizedClass
@MethodSource("io.github.ylhcancel.launcher.Jdk#oneOfEachKind")
class ClassArchiveIT extends ArchivingInstallation {
    @Parameter
    Jdk jdk;

    @Override
    Jdk jdk() {
        return jdk;
    }

    @Test
    void isMadeAtTheFirstStartAndUsedFromThenOn() throws IOException {
        runs(launch());
        Object made = identity(onlyFileIn(besideTheJar()));
        Path log = scratch.resolve("log");
        runs(launch().with("YLH_JAVA_OPTS", "-Xlog:class+load=info:file=" + log));

        assertThat(log).content().contains("io.github.ylhcancel.Main source: shared objects file");
        assertThat(identity(onlyFileIn(besideTheJar()))).isEqualTo(made);
    }

    @Test
    void isOfTheKindThatThisJavaHas() throws IOException {
        runs(launch());

        assertThat(onlyFileIn(besideTheJar()).toString()).endsWith(jdk.keepsAnAotCache() ? ".aot" : ".jsa");
    }

    @Test
    void isMadeAgainForAnotherJarEvenOneFromTheFuture() throws IOException {
        runs(launch());
        Object first = identity(onlyFileIn(besideTheJar()));
        Files.setLastModifiedTime(
                installation.jar(), FileTime.from(Instant.now().plus(Duration.ofHours(1))));
        runs(launch());
        Object second = identity(onlyFileIn(besideTheJar()));
        runs(launch());

        assertThat(second).isNotEqualTo(first);
        assertThat(identity(onlyFileIn(besideTheJar()))).isEqualTo(second);
    }

    @Test
    void doesNoHarmWhenTruncated() throws IOException {
        runs(launch());
        Path archive = onlyFileIn(besideTheJar());
        assertThat(archive.toFile().setWritable(true)).isTrue();
        for (long length : new long[] {1_000_000, 10, 0}) {
            try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
                file.setLength(length);
            }
            runs(launch());
        }
    }

    @Test
    void isRehearsedWithoutTheUsersSettings() throws IOException {
        runs(launch().with("YLH_DB_URL", "jdbc:of:the:shop").reading("input for the command"));

        assertThat(installation.rehearsed())
                .content()
                .doesNotContain("YLH_DB_URL")
                .doesNotContain(scratch.resolve("home").toString())
                .endsWith(" -1");
    }

    @Test
    void yieldsToTheUsersOwn() {
        runs(launch().with("YLH_JAVA_OPTS", "-Xshare:auto"));
    }
}
