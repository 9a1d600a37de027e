package io.github.ylhcancel.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFileTest {
    private static final String HEADER = "\uFEFFline,order,so_id,outcome,from,to,sync,money,message\r\n";
    private static final ResultRow ROW =
            new ResultRow("2", "A1", "SO1", "cancelled", "paid", "cancelled", "accepted", "paid", "已取消, \"ok\"");
    private static final String LINE =
            "2,\"A1\",\"SO1\",\"cancelled\",\"paid\",\"cancelled\",\"accepted\",\"paid\",\"已取消, \"\"ok\"\"\"\r\n";

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = directory.resolve("out.csv");
    }

    @Test
    void eachRowIsInTheFileAsSoonAsItIsWritten() throws IOException {
        try (ResultFile results = ResultFile.create(path)) {
            assertThat(path).content(UTF_8).isEqualTo(HEADER);
            results.write(ROW);
            assertThat(path).content(UTF_8).isEqualTo(HEADER + LINE);
            results.write(new ResultRow("3", "=1", null, "not-found", "", "", "", "", "a\r\nb"));
            assertThat(path).content(UTF_8).isEqualTo(HEADER + LINE + "3,\"'=1\",,\"not-found\",,,,,\"a  b\"\r\n");
            assertThat(results.previous()).isEmpty();
        }
    }

    @Test
    void anOlderFileMovesAsideToTheNextFreeNumber() throws IOException {
        Files.writeString(path, "older");
        Files.writeString(directory.resolve("out.csv.1"), "oldest");
        Files.createSymbolicLink(directory.resolve("out.csv.2"), directory.resolve("nowhere"));

        try (ResultFile results = ResultFile.create(path)) {
            assertThat(results.previous()).contains(directory.resolve("out.csv.3"));
        }

        assertThat(directory.resolve("out.csv.1")).hasContent("oldest");
        assertThat(directory.resolve("out.csv.3")).hasContent("older");
        assertThat(path).content(UTF_8).isEqualTo(HEADER);
    }

    /** It holds what somebody wrote into a file of orders. */
    @Test
    void onlyItsOwnerCanReadIt() throws IOException {
        Files.writeString(path, "older");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

        ResultFile.create(path).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void anEmptyFileIsUsed() throws IOException {
        Files.createFile(path);

        try (ResultFile results = ResultFile.create(path)) {
            assertThat(results.previous()).isEmpty();
        }

        assertThat(path).content(UTF_8).isEqualTo(HEADER);
    }

    @Test
    void aLinkMeansTheFileBehindIt() throws IOException {
        Path behind = Files.writeString(directory.resolve("behind.csv"), "older");
        Files.createSymbolicLink(path, behind);

        try (ResultFile results = ResultFile.create(path)) {
            assertThat(results.previous())
                    .hasValueSatisfying(aside ->
                            assertThat(aside).hasFileName("behind.csv.1").hasContent("older"));
        }

        assertThat(path).isSymbolicLink();
        assertThat(behind).content(UTF_8).isEqualTo(HEADER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same", "symbolic", "hard"})
    void refusesTheFileOfOrdersUnderWhateverName(String link) throws IOException {
        Path orders = Files.writeString(directory.resolve("orders.csv"), "order\nA1\n");
        Path results = switch (link) {
            case "symbolic" -> Files.createSymbolicLink(path, orders);
            case "hard" -> Files.createLink(path, orders);
            default -> directory.resolve("../" + directory.getFileName() + "/orders.csv");
        };

        String message = problemOf(() -> ResultFile.create(results, orders));

        assertThat(message).contains("the file that the orders come from");
        assertThat(orders).hasContent("order\nA1");
        assertThat(directory.resolve("orders.csv.1")).doesNotExist();
    }

    @Test
    void writesBesideTheFileOfOrders() throws IOException {
        Path orders = Files.writeString(directory.resolve("orders.csv"), "order\nA1\n");

        ResultFile.create(path, orders).close();

        assertThat(path).content(UTF_8).isEqualTo(HEADER);
    }

    @Test
    void refusesWhatIsNoOrdinaryFile() throws IOException {
        assertThat(problemOf(() -> ResultFile.create(directory))).contains("is a directory or a device");
        assertThat(problemOf(() -> ResultFile.create(Path.of("/dev/null")))).contains("is a directory or a device");
    }

    @Test
    void refusesAPlaceWhereNothingCanBeWritten() throws IOException {
        assertThat(problemOf(() -> ResultFile.create(directory.resolve("none/out.csv"))))
                .isEqualTo("cannot be written: there is no such file");
        Files.createSymbolicLink(path, directory.resolve("nowhere"));
        assertThat(problemOf(() -> ResultFile.create(path))).isEqualTo("cannot be written: there is no such file");
    }

    @Test
    void aFullDiskIsAProblemWithTheFile() throws IOException {
        ResultFile results = ResultFile.to(path, Optional.empty(), new SmallDisk(HEADER.getBytes(UTF_8).length));

        assertThat(problemOf(() -> results.write(ROW))).isEqualTo("cannot be written: No space left on device");
        assertThat(problemOf(results::close)).contains("No space left on device");
    }

    @Test
    void closingTwiceDoesNoHarm() {
        ResultFile results = ResultFile.create(path);

        results.close();
        results.close();

        assertThat(path).content(UTF_8).isEqualTo(HEADER);
    }

    private static String problemOf(ThrowingCallable writing) {
        return Texts.english(catchThrowableOfType(CsvProblem.class, writing).what());
    }

    private static final class SmallDisk extends OutputStream {
        private int room;

        SmallDisk(int room) {
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            if (--room < 0) {
                throw new IOException("No space left on device");
            }
        }
    }
}
