package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.store.Tables;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator gets to see of a mistake: one line that says what to do, the right exit code, nothing on standard output. */
class ErrorsIT extends ProcessTest {
    /** One line that begins with the program's name; behind a wrong command line, where its help is. */
    private static void assertOneLine(Ran ran, int code, String... words) {
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        assertThat(ran.out()).isEmpty();
        List<String> lines = ran.err().lines().toList();
        assertThat(lines).hasSizeBetween(1, 2);
        assertThat(lines.get(0)).startsWith("ylh: ").contains(words).doesNotContain("Exception");
        assertThat(lines.subList(1, lines.size())).allMatch(line -> line.startsWith("Try 'ylh "));
    }

    /** Nothing in these needs a configuration or a database. */
    static Stream<Arguments> wrongCommandLines() {
        return Stream.of(
                wrong("--bogus", "status", "--bogus"),
                wrong("there is no command \"cancle\"", "cancle", "PO1"),
                wrong("there is no command \"initialise\"", "db", "initialise"),
                wrong("which command", new String[0]),
                wrong("--output", "status", "--output", "xml"),
                wrong("--color", "status", "--color", "mauve"),
                wrong("lang = fr", "status", "--lang", "fr"),
                wrong("--limit is at least 1, not 0", "status", "--limit", "0"),
                wrong("--limit", "status", "--limit", "many"),
                wrong("there is no state \"gone\"", "status", "--state", "gone"),
                wrong("not several", "status", "PO1", "--state", "paid"),
                wrong("--limit is at least 1, not -1", "sync", "--limit", "-1"),
                wrong("which orders?", "cancel", "--reason", "x"),
                wrong("not both", "cancel", "PO1", "--file", "x.csv", "--reason", "x"),
                wrong("go with --file", "cancel", "PO1", "--strict", "--reason", "x"),
                wrong("--by is number, so-id or id", "cancel", "PO1", "--by", "name", "--reason", "x"),
                wrong("--encoding is auto", "cancel", "--file", "x.csv", "--encoding", "big5", "--reason", "x"),
                wrong("why? Give --reason TEXT", "cancel", "PO1"),
                wrong("201 characters; at most 200", "cancel", "PO1", "--reason", "x".repeat(201)),
                wrong("\"soon\" is no cancel time", "cancel", "PO1", "-r", "x", "--cancel-time", "soon"),
                wrong("port must be from 0 to 65535", "sandbox", "--port", "99999"),
                wrong("no kind is called \"boom\"", "sandbox", "--fail", "boom"),
                wrong("--latency is a span of time", "sandbox", "--latency", "5"));
    }

    private static Arguments wrong(String words, String... arguments) {
        return Arguments.of(words, List.of(arguments));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongCommandLines")
    void aWrongCommandLine(String words, List<String> arguments) {
        List<String> command =
                Stream.concat(Stream.of(Shell.YLH), arguments.stream()).toList();

        assertOneLine(shell.run(command.toArray(String[]::new)), 2, words);
    }

    @Nested
    class InTheConfiguration {
        private String lastLineOfTheConfiguration() throws IOException {
            return shop.config() + ":" + Files.readAllLines(shop.config()).size() + ":";
        }

        @Test
        void anUnknownKeyIsAnsweredWithTheOneThatWasMeant() throws IOException {
            openShop(0);
            shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.timout = 1s");

            assertOneLine(ylh("status"), 2, lastLineOfTheConfiguration(), "ylh.timout", "is it ylh.timeout?");
        }

        @Test
        void aWrongValue() throws IOException {
            openShop(0);
            shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.timeout = soon");

            assertOneLine(ylh("status"), 2, lastLineOfTheConfiguration(), "ylh.timeout = soon", "a span of time");
        }

        @Test
        void aSecretThatOthersCanRead() throws IOException {
            openShop(0);
            Files.setPosixFilePermissions(shop.config(), PosixFilePermissions.fromString("rw-r--r--"));

            assertOneLine(ylh("status"), 2, "chmod 600 " + shop.config());
        }

        @Test
        void aFileThatIsNotThere() {
            assertOneLine(shell.run(Shell.YLH, "-c", "nowhere", "status"), 2, "nowhere", "no such file");
        }

        @Test
        void credentialsThatAreMissingStopACancellationBeforeAnythingIsWritten() {
            openShop(40);
            String order = paid();
            shell.with("YLH_DB_URL", "jdbc:h2:file:" + folder.resolve("shop"));

            Ran ran = shell.run(Shell.YLH, "cancel", order, "--reason", "x");

            assertThat(ran.code()).as(ran.err()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err())
                    .startsWith("ylh: the configuration has 6 mistakes:\n")
                    .contains("\n  ylh.auth-url is not set; put it in the configuration file, or set YLH_AUTH_URL\n")
                    .hasLineCount(7);

            assertThat(shop.status(order)).isEqualTo("paid");
        }
    }

    @Nested
    class OfTheDatabase {
        /** Only its clock tells. */
        @Test
        void aCancelTimeLiesInTheFuture() {
            openShop(40);
            String order = paid();

            assertOneLine(
                    ylh("cancel", order, "-r", "x", "--cancel-time", "2199-01-01T00:00:00+08:00"),
                    2,
                    "lies in the future");

            assertThat(shop.status(order)).isEqualTo("paid");
        }

        @Test
        void itIsMissing() {
            assertOneLine(shell.run(Shell.YLH, "status"), 2, "there is no database", "ylh db init");
        }

        @Test
        void itHasNoneOfOurTables() throws SQLException {
            String url = "jdbc:h2:file:" + folder.resolve("empty");
            try (Connection created = DriverManager.getConnection(url, "", "")) {
                assertThat(created.isValid(1)).isTrue();
            }
            shell.with("YLH_DB_URL", url);

            assertOneLine(shell.run(Shell.YLH, "status"), 2, "none of the tool's tables", "ylh db init");
        }

        @Test
        void itIsOfAnOlderProgramAndIsUpgraded() {
            openShop(0);
            for (String table :
                    shop.rows("SELECT table_name FROM information_schema.tables WHERE LOWER(table_name) LIKE 'ylh%'")) {
                shop.execute("DROP TABLE \"" + table + "\"");
            }
            try (Database database = Database.connect(shop.address(), Access.WRITE)) {
                new Migrations(database).run(String.valueOf(Tables.NEWEST - 1));
            }

            assertOneLine(ylh("status"), 2, "older ylh (its version is " + (Tables.NEWEST - 1), "ylh db upgrade");

            assertThat(ylh("db", "upgrade").code()).isZero();
            assertThat(ylh("status").code()).isZero();
        }

        @Test
        void itIsOfANewerProgram() {
            openShop(0);
            shop.execute(
                    "UPDATE \"ylh_schema_history\" SET \"version\" = '99' WHERE \"version\" = '" + Tables.NEWEST + "'");

            assertOneLine(ylh("status"), 2, "newer ylh (its version is 99");
            assertOneLine(ylh("db", "upgrade"), 2, "newer ylh (its version is 99");
        }

        @Test
        void anotherProcessHasIt() {
            openShop(40);
            sandbox.addFault("slow");
            String order = paid();
            Job other = shell.start(command("cancel", order, "--reason", "缺货"));
            await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.received(Endpoint.CANCEL) == 1);

            assertOneLine(ylh("status"), 11, "is held by another process");
            assertOneLine(ylh("cancel", order, "--reason", "缺货", "-o", "json"), 11, "is held by another process");

            assertThat(other.isAlive()).isTrue();
        }
    }

    @Nested
    class OfTheOrderFile {
        @Test
        void itIsMissing() {
            openShop(0);

            assertOneLine(ylh("cancel", "--file", "nowhere.csv"), 2, "nowhere.csv", "no such file");
        }

        @Test
        void itIsADirectory() {
            openShop(0);

            assertOneLine(ylh("cancel", "--file", folder.toString()), 2, folder.toString(), "directory");
        }

        @Test
        void itMayNotBeRead() throws IOException {
            openShop(0);
            Path file = Files.writeString(folder.resolve("orders.csv"), "order\nPO1\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
            assumeThat(Files.isReadable(file)).as("root may read everything").isFalse();

            assertOneLine(ylh("cancel", "--file", file.toString()), 2, file.toString(), "permission denied");
        }

        @Test
        void itHasNoColumnOfOrders() throws IOException {
            openShop(0);
            Path file = Files.writeString(folder.resolve("orders.csv"), "amount,why\nPO1,x\n");

            assertOneLine(ylh("cancel", "--file", file.toString()), 2, "line 1", "no column with orders");
        }

        @Test
        void itsResultsCannotBeWritten() throws IOException {
            openShop(40);
            Path file = Files.writeString(folder.resolve("orders.csv"), "order,reason\n" + paid() + ",x\n");

            assertOneLine(
                    ylh("cancel", "--file", file.toString(), "--results", "nowhere/results.csv"),
                    2,
                    "nowhere/results.csv");
            assertThat(shop.status(paid())).isEqualTo("paid");
        }
    }

    @Test
    void debugShowsWhereItHappened() {
        Ran ran = shell.run(Shell.YLH, "--debug", "status");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(" at io.github.ylhcancel.").contains("ylh: there is no database");
    }

    @Test
    void standardOutputStaysJsonWhateverIsSaidBesides() throws IOException {
        openShop(40);
        sandbox.close();
        Path file = Files.writeString(
                folder.resolve("orders.csv"), "order,reason,extra\n%s,x,y\n,x,y\nPO404,x,y\n".formatted(paid()));

        Ran ran = ylh("-v", "cancel", "--file", file.toString(), "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results")).hasSize(3);
        assertThat(ran.err()).contains("ignored: extra", "YLH cannot be reached", "event=");
    }
}
