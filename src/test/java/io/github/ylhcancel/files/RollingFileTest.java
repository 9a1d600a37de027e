package io.github.ylhcancel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollingFileTest {
    /** Ten lines of ten bytes. */
    private static final int CAP = 100;

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("ylh.log");
    }

    private Path old(int number) {
        return folder.resolve("ylh.log." + number);
    }

    private static void append(RollingFile file, int number) throws IOException {
        file.append(line(number).getBytes(StandardCharsets.UTF_8));
    }

    private static String line(int number) {
        return "line-%04d\n".formatted(number);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(RollingFileTest::line)
                .map(String::strip)
                .toList();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void makesRoomBeforeALineThatWouldNotFit() throws IOException {
        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            for (int i = 0; i < 10; i++) {
                append(file, i);
            }
            assertThat(names()).containsExactly("ylh.log");

            append(file, 10);
        }

        assertThat(Files.readAllLines(old(1))).isEqualTo(lines(0, 10));
        assertThat(Files.readAllLines(file())).isEqualTo(lines(10, 11));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void keepsSoManyOldFilesAndTheLatestLines(int keep) throws IOException {
        try (RollingFile file = new RollingFile(file(), MODE, CAP, keep)) {
            for (int i = 0; i < 95; i++) {
                append(file, i);
            }
        }

        List<String> kept = new ArrayList<>();
        for (int number = keep; number > 0; number--) {
            kept.addAll(Files.readAllLines(old(number)));
        }
        kept.addAll(Files.readAllLines(file()));
        assertThat(kept).isEqualTo(lines(90 - 10 * keep, 95));
        assertThat(names()).hasSize(keep + 1);
    }

    @Test
    void removesTheOldFilesThatAreTooManySinceFewerAreWanted() throws IOException {
        for (int number = 1; number <= 5; number++) {
            Files.writeString(old(number), "old " + number);
        }
        Files.writeString(folder.resolve("ylh.log.7"), "behind a gap: somebody else's");

        try (RollingFile file = new RollingFile(file(), MODE, CAP, 2)) {
            for (int i = 0; i < 11; i++) {
                append(file, i);
            }
        }

        assertThat(names()).containsExactly("ylh.log", "ylh.log.1", "ylh.log.2", "ylh.log.7");
        assertThat(old(2)).hasContent("old 1");
    }

    @Test
    void goesOnInWhatIsThereAndCountsIt() throws IOException {
        Files.writeString(file(), "x".repeat(95) + "\n");

        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            append(file, 0);
        }

        assertThat(old(1)).hasSize(96);
        assertThat(Files.readAllLines(file())).isEqualTo(lines(0, 1));
    }

    @Test
    void aLineLargerThanTheFileMayBeStandsAlone() throws IOException {
        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            file.append("y".repeat(300).getBytes(StandardCharsets.UTF_8));
            append(file, 0);
        }

        assertThat(old(1)).hasSize(300);
        assertThat(Files.readAllLines(file())).isEqualTo(lines(0, 1));
        assertThat(names()).hasSize(2);
    }

    @Test
    void followsTheNameWhenAnotherMovesOrRemovesTheFile() throws IOException {
        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            append(file, 0);
            Files.move(file(), folder.resolve("taken-away"));
            append(file, 1);
            assertThat(Files.readAllLines(file())).isEqualTo(lines(1, 2));

            Files.delete(file());
            append(file, 2);
        }

        assertThat(Files.readAllLines(folder.resolve("taken-away"))).isEqualTo(lines(0, 1));
        assertThat(Files.readAllLines(file())).isEqualTo(lines(2, 3));
    }

    @Test
    void twoOfOneProcessShareItToo() throws IOException {
        try (RollingFile one = new RollingFile(file(), MODE, CAP, 5);
                RollingFile other = new RollingFile(file(), MODE, CAP, 5)) {
            for (int i = 0; i < 30; i += 2) {
                append(one, i);
                append(other, i + 1);
            }
        }

        assertThat(Files.readAllLines(old(2))).isEqualTo(lines(0, 10));
        assertThat(Files.readAllLines(old(1))).isEqualTo(lines(10, 20));
        assertThat(Files.readAllLines(file())).isEqualTo(lines(20, 30));
    }

    /** A process that was stopped in the middle of renaming must hold up nobody. */
    @Test
    void whoCannotHaveTheLockWritesWhereHeIsAndMakesRoomLater() throws IOException {
        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            for (int i = 0; i < 10; i++) {
                append(file, i);
            }
            try (FileChannel holder = FileChannel.open(file(), StandardOpenOption.WRITE);
                    FileLock lock = holder.lock()) {
                assertThat(lock.isValid()).isTrue();
                append(file, 10);
                assertThat(Files.readAllLines(file())).isEqualTo(lines(0, 11));
            }

            append(file, 11);
        }

        assertThat(Files.readAllLines(old(1))).isEqualTo(lines(0, 11));
        assertThat(Files.readAllLines(file())).isEqualTo(lines(11, 12));
    }

    @Test
    void whereNothingCanBeRenamedTheLineIsStillWritten() throws IOException {
        // What stands in the way is a folder that is not empty: no rename replaces it, not even root's.
        Files.createDirectories(old(1).resolve("in-the-way"));

        try (RollingFile file = new RollingFile(file(), MODE, CAP, 1)) {
            for (int i = 0; i < 15; i++) {
                append(file, i);
            }
        }

        assertThat(Files.readAllLines(file())).isEqualTo(lines(0, 15));
    }

    @Test
    void aNewFileHasTheModeThatIsWantedAndOneThatIsThereKeepsItsOwn() throws IOException {
        assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix"))
                .isTrue();
        Files.writeString(file(), "x".repeat(100));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));

        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            append(file, 0);
        }

        assertThat(Files.getPosixFilePermissions(old(1))).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(MODE);
    }

    @Test
    void throughALinkItIsTheFileThatMoves() throws IOException {
        Path real = Files.createDirectory(folder.resolve("disk")).resolve("real.log");
        Files.writeString(real, "x".repeat(100));
        Files.createSymbolicLink(file(), real);

        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            append(file, 0);
        }

        assertThat(file()).isSymbolicLink();
        assertThat(Files.readAllLines(real)).isEqualTo(lines(0, 1));
        assertThat(real.resolveSibling("real.log.1")).hasSize(100);
    }

    @Test
    void whatIsNoFileKeepsItsName() throws IOException {
        Path device = Path.of("/dev/null");
        assumeThat(device).exists();

        try (RollingFile file = new RollingFile(device, MODE, 1, 5)) {
            append(file, 0);
            append(file, 1);
        }

        assertThat(device).exists();
        assertThat(Path.of("/dev/null.1")).doesNotExist();
    }

    @Test
    void whatCannotBeOpenedIsAnError() {
        assertThatThrownBy(() -> new RollingFile(folder, MODE, CAP, 5)).isInstanceOf(IOException.class);
    }

    /** An interrupt asks a run to end; it must not take the log away from its last words. */
    @Test
    void anInterruptedThreadLogsToo() throws IOException {
        try (RollingFile file = new RollingFile(file(), MODE, CAP, 5)) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 25; i++) {
                append(file, i);
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(Files.readAllLines(old(2))).isEqualTo(lines(0, 10));
        assertThat(Files.readAllLines(file())).isEqualTo(lines(20, 25));
    }
}
