package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.PostgresServer;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How a command ends that cannot use its database: with 12 if that passes or its administrator has to look, with 2 if something has to be
 * changed first (docs/exit-codes.md). One line that says where and why, none of the driver's own beside it, nothing on standard output.
 */
class DatabaseEndsIT extends ProcessTest {
    private static final String PASSWORD = "db.password = not-a-secret";

    /** What is done to a shop's database, and the command that meets with it. */
    private interface Situation {
        Ran ran(DatabaseEndsIT in) throws Exception;
    }

    private enum Server {
        POSTGRESQL {
            @Override
            TestDatabases databases() throws Exception {
                return PostgresqlDatabases.started();
            }

            @Override
            String room(DatabaseAddress address) {
                return address.url().replaceFirst(".*currentSchema=", "");
            }
        },
        MARIADB {
            @Override
            TestDatabases databases() throws Exception {
                return MariadbDatabases.withUsers();
            }

            @Override
            String room(DatabaseAddress address) {
                return address.url().replaceFirst(".*/([^/?]*).*", "$1");
            }
        };

        abstract TestDatabases databases() throws Exception;

        /** The database, or on PostgreSQL the schema, of a test. */
        abstract String room(DatabaseAddress address);
    }

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    @AfterEach
    void undo() throws Exception {
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
    }

    // ---- the table

    static Stream<Arguments> ends() {
        return Stream.of(
                end(
                        "unknown host",
                        Server.POSTGRESQL,
                        12,
                        in -> in.status("//nowhere.invalid/", "", "db.allow-insecure = true"),
                        "host of nowhere.invalid:5432"),
                end(
                        "unknown host",
                        Server.MARIADB,
                        12,
                        in -> in.status("//nowhere.invalid/", "", "db.allow-insecure = true"),
                        "host of nowhere.invalid:3306"),
                end(
                        "refused port",
                        Server.POSTGRESQL,
                        12,
                        DatabaseEndsIT::atAPortWhereNobodyListens,
                        "refuses the connection"),
                end(
                        "refused port",
                        Server.MARIADB,
                        12,
                        DatabaseEndsIT::atAPortWhereNobodyListens,
                        "refuses the connection"),
                end(
                        "several servers, none of which is there",
                        Server.POSTGRESQL,
                        12,
                        in -> in.status("//127.0.0.1:1,127.0.0.1:2/", ""),
                        "127.0.0.1:1, 127.0.0.1:2 refuses the connection"),
                end(
                        "wrong password",
                        Server.POSTGRESQL,
                        2,
                        DatabaseEndsIT::withAnotherPassword,
                        "refuses user",
                        "locked"),
                end("wrong password", Server.MARIADB, 2, DatabaseEndsIT::withAnotherPassword, "refuses user", "locked"),
                end(
                        "unknown user",
                        Server.POSTGRESQL,
                        2,
                        in -> in.status("", "", "db.username = nobody_at_all"),
                        "does not let \"nobody_at_all\""),
                end(
                        "unknown database",
                        Server.POSTGRESQL,
                        2,
                        in -> in.status("/postgres?", "/not_there?"),
                        "the server 127.0.0.1:",
                        " has no database"),
                end(
                        "unknown database",
                        Server.MARIADB,
                        2,
                        in -> in.status("/" + in.room() + "?", "/not_there?"),
                        "the server 127.0.0.1:",
                        " has no database"),
                end("no answer", Server.POSTGRESQL, 12, DatabaseEndsIT::whereNobodySaysAnything, "does not answer"),
                end("no answer", Server.MARIADB, 12, DatabaseEndsIT::whereNobodySaysAnything, "does not answer"),
                end(
                        "shutting down",
                        Server.MARIADB,
                        12,
                        DatabaseEndsIT::whereTheServerSaysGoodbye,
                        "is starting or shutting down",
                        "Server shutdown in progress"),
                end(
                        "too many connections",
                        Server.POSTGRESQL,
                        12,
                        DatabaseEndsIT::withoutAConnectionLeft,
                        "no connection left",
                        "few",
                        "too many connections"),
                end(
                        "too many connections",
                        Server.MARIADB,
                        12,
                        DatabaseEndsIT::withoutAConnectionLeft,
                        "no connection left",
                        "few",
                        "max_user_connections"),
                end(
                        "no right to read a table",
                        Server.POSTGRESQL,
                        2,
                        in -> in.withRights("", "status"),
                        "lacks a right",
                        "weak",
                        "table orders"),
                end(
                        "no right to read a table",
                        Server.MARIADB,
                        2,
                        in -> in.withRights("", "status"),
                        "lacks a right",
                        "weak",
                        "SELECT",
                        "`orders`"),
                end(
                        "no right to write a table",
                        Server.POSTGRESQL,
                        2,
                        in -> in.withRights("SELECT", "cancel", "W-1", "-r", "x", "--no-sync", "-q"),
                        "lacks a right",
                        "weak",
                        "table orders"),
                end(
                        "no right to write a table",
                        Server.MARIADB,
                        2,
                        in -> in.withRights("SELECT", "cancel", "W-1", "-r", "x", "--no-sync", "-q"),
                        "lacks a right",
                        "weak",
                        "command denied",
                        "`orders`"),
                end(
                        "no TLS on the server",
                        Server.POSTGRESQL,
                        2,
                        in -> in.status("?", "?sslmode=require&"),
                        "no TLS with",
                        "SSL"),
                end(
                        "no TLS on the server",
                        Server.MARIADB,
                        2,
                        in -> in.status("sslMode=disable", "sslMode=verify-full"),
                        "no TLS with",
                        "ssl"),
                end(
                        "statements too large",
                        Server.MARIADB,
                        2,
                        DatabaseEndsIT::withSmallPackets,
                        "max_allowed_packet",
                        "--batch-size"));
    }

    private static Arguments end(String name, Server server, int code, Situation situation, String... words) {
        return Arguments.of(name, server, code, situation, List.of(words));
    }

    private Server server;
    private TestShop made;

    @ParameterizedTest(name = "{1}: {0}, {2}")
    @MethodSource("ends")
    void aCommandEnds(String name, Server on, int code, Situation situation, List<String> words) throws Exception {
        server = on;
        TestDatabases databases = on.databases();
        toClose.push(databases::close);
        made = TestShop.in(databases.shop(), Files.createDirectories(folder.resolve("made")), sandbox);

        assertOneLine(situation.ran(this), code, words);
    }

    private static void assertOneLine(Ran ran, int code, List<String> words) {
        assertThat(ran.err())
                .startsWith("ylh: ")
                .hasLineCount(1)
                .contains(words)
                .doesNotContain("Exception");
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        assertThat(ran.out()).isEmpty();
    }

    // ---- the situations

    private String room() {
        return server.room(made.address());
    }

    private static String hostAndPort(DatabaseAddress address) {
        return address.url().replaceFirst(".*//([^/]*)/.*", "$1");
    }

    private Ran status(String part, String other, String... lines) throws IOException {
        return run(part, other, lines, "status");
    }

    /** With another address than that of the shop: a part of it replaced, and the host if the part names one. */
    private Ran run(String part, String other, String[] lines, String... command) throws IOException {
        String url = made.address().url();
        String changed = part.startsWith("//")
                ? url.replaceFirst("//[^/]*/", part)
                : part.isEmpty() ? url : url.replace(part, other);
        List<String> all = Stream.concat(Stream.of("db.url = " + changed), Stream.of(lines))
                .toList();
        TestShop at = TestShop.in(
                made.address(), Files.createDirectories(folder.resolve("at")), sandbox, all.toArray(String[]::new));
        return shell.run(Shell.words(List.of(Shell.YLH, "-c", at.config().toString()), command));
    }

    private Ran atAPortWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Ran ran = status("//127.0.0.1:" + port + "/", "");
        assertThat(ran.err()).contains("127.0.0.1:" + port + " refuses");
        return ran;
    }

    /** The connection is taken, by the system for whoever listens there, and that is all. */
    private Ran whereNobodySaysAnything() throws IOException {
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        toClose.push(silent::close);
        Ran ran = status("//127.0.0.1:" + silent.getLocalPort() + "/", "");
        assertThat(ran.err()).contains("127.0.0.1:" + silent.getLocalPort());
        return ran;
    }

    /** The words with which a server of that protocol turns away who comes too late. The one of the tests is gone before it could. */
    private Ran whereTheServerSaysGoodbye() throws IOException {
        ServerSocket leaving = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread goodbye = new Thread(() -> sayGoodbye(leaving), "goodbye");
        goodbye.setDaemon(true);
        goodbye.start();
        toClose.push(leaving::close);
        return status("//127.0.0.1:" + leaving.getLocalPort() + "/", "");
    }

    private static void sayGoodbye(ServerSocket leaving) {
        byte[] words = "Server shutdown in progress".getBytes(StandardCharsets.US_ASCII);
        while (!leaving.isClosed()) {
            try (Socket client = leaving.accept()) {
                ByteBuffer packet = ByteBuffer.allocate(7 + words.length).order(ByteOrder.LITTLE_ENDIAN);
                packet.putInt(3 + words.length)
                        .put((byte) 0xFF)
                        .putShort((short) 1053)
                        .put(words);
                client.getOutputStream().write(packet.array());
                client.getOutputStream().flush();
            } catch (IOException over) {
                // It has left, or the client has.
            }
        }
    }

    /** PostgreSQL asks nobody of the tests for a password but this user. */
    private Ran withAnotherPassword() throws Exception {
        if (server == Server.MARIADB) {
            user("locked", "CREATE USER locked IDENTIFIED BY 'right'");
        } else {
            user("locked", "CREATE ROLE locked LOGIN PASSWORD 'right'");
            Path rules = Path.of(made.value("SHOW hba_file"));
            String before = Files.readString(rules);
            Files.writeString(rules, "host all locked 127.0.0.1/32 scram-sha-256\n" + before);
            made.execute("SELECT pg_reload_conf()");
            toClose.push(() -> {
                Files.writeString(rules, before);
                made.execute("SELECT pg_reload_conf()");
            });
        }
        Ran ran = status("", "", "db.username = locked", PASSWORD);
        assertThat(ran.err()).contains(hostAndPort(made.address())).doesNotContain("not-a-secret");
        return ran;
    }

    private Ran withoutAConnectionLeft() throws Exception {
        if (server == Server.MARIADB) {
            user("few", "CREATE USER few IDENTIFIED BY 'few' WITH MAX_USER_CONNECTIONS 1");
            made.execute("GRANT ALL ON " + room() + ".* TO few");
            Connection held = new org.mariadb.jdbc.Driver()
                    .connect(made.address().url() + "&user=few&password=few", new java.util.Properties());
            toClose.push(held::close);
        } else {
            user("few", "CREATE ROLE few LOGIN CONNECTION LIMIT 0");
        }
        Ran ran = status("", "", "db.username = few", "db.password = few");
        assertThat(ran.err()).contains(hostAndPort(made.address()));
        return ran;
    }

    /** All on the tool's tables, and so much on the shop's. */
    private Ran withRights(String onTheShops, String... command) throws Exception {
        boolean mariadb = server == Server.MARIADB;
        user("weak", mariadb ? "CREATE USER weak IDENTIFIED BY 'weak'" : "CREATE ROLE weak LOGIN");
        if (!mariadb) {
            made.execute("GRANT USAGE ON SCHEMA " + room() + " TO weak");
        }
        made.execute("INSERT INTO orders (order_number, status, created_at, updated_at)"
                + " VALUES ('W-1', 'paid', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");
        for (String table :
                made.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = '" + room() + "'")) {
            String rights = table.startsWith("ylh") ? "SELECT, INSERT, UPDATE, DELETE" : onTheShops;
            if (!rights.isEmpty()) {
                made.execute("GRANT " + rights + " ON " + room() + "." + table + " TO weak");
            }
        }
        return run("", "", new String[] {"db.username = weak", "db.password = weak"}, command);
    }

    private Ran withSmallPackets() throws Exception {
        made.ylh().run("db", "init", "--sample", "2000", "--new-shop");
        List<String> orders = made.orders("paid", true);
        Path file = folder.resolve("orders.csv");
        Files.write(file, Stream.concat(Stream.of("order"), orders.stream()).toList());
        String before = made.value("SELECT @@GLOBAL.max_allowed_packet");
        made.execute("SET GLOBAL max_allowed_packet = 16384");
        toClose.push(() -> made.execute("SET GLOBAL max_allowed_packet = " + before));
        return run("", "", new String[0], "cancel", "--file", file.toString(), "-r", "x", "--no-sync", "-q");
    }

    private void user(String name, String create) {
        made.execute(create);
        toClose.push(() -> {
            if (server == Server.POSTGRESQL) {
                made.execute("DROP OWNED BY " + name, "DROP ROLE " + name);
            } else {
                made.execute("DROP USER " + name);
            }
        });
    }

    // ---- what needs a server, or a disk, of its own

    /** It lets nobody in any more, while it waits for those who are there to leave. */
    @Test
    void whileTheServerShutsDown() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            made = TestShop.in(own.address("postgres", "postgres"), folder, sandbox);
            assertThat(made.ylh().run("db", "init").code()).isZero();
            try (Connection somebody = made.connect()) {
                assertThat(somebody.isValid(5)).isTrue();
                own.shutDownWhenAllHaveLeft();

                Ran ran = shell.run(Shell.YLH, "-c", made.config().toString(), "status");

                assertOneLine(ran, 12, List.of("127.0.0.1:" + own.port(), "is starting or shutting down"));
            } catch (SQLException gone) {
                // It has shut down meanwhile.
            }
        }
    }

    /** It takes no connection any more, and cuts those that there are, of which one waits for a row here. */
    @Test
    void whileMariadbShutsDown() throws Exception {
        made = TestShop.in(MariadbDatabases.alone().empty(), folder, sandbox);
        assertThat(made.ylh().run("db", "init", "--sample", "20").code()).isZero();
        String order = made.orders("paid", true).get(0);
        try (Connection holder = made.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("SELECT id FROM orders FOR UPDATE");
            Job cancel = shell.start(Shell.words(
                    Shell.INTERRUPTIBLE,
                    Shell.YLH,
                    "-c",
                    made.config().toString(),
                    "cancel",
                    order,
                    "--reason",
                    "r",
                    "--no-sync",
                    "-q"));
            await().atMost(Duration.ofSeconds(60)).until(() -> !cancel.isAlive() || isWaitingForRows());
            statement.execute("SHUTDOWN");
            cancel.signal("INT"); // Or it waits for a minute.

            Ran ended = cancel.ended();

            assertThat(ended.code()).as(ended.err()).isEqualTo(12);
            assertThat(ended.err())
                    .startsWith("ylh: the connection to the database " + made.address())
                    .contains("does not come back")
                    .hasLineCount(1);
        }
    }

    private boolean isWaitingForRows() {
        return !made.rows("SELECT id FROM information_schema.processlist WHERE command = 'Query'"
                        + " AND info LIKE '%FOR UPDATE%' AND id <> CONNECTION_ID()")
                .isEmpty();
    }

    /** What was said to be cancelled is there, and with room on the disk the same command does the rest. */
    @Test
    void whenTheDiskOfTheEmbeddedDatabaseIsFull() throws Exception {
        Path disk = disk(folder.resolve("disk"), 24);
        DatabaseAddress address = new DatabaseAddress("jdbc:h2:file:" + disk.resolve("shop"), "", "", false);
        made = TestShop.in(address, folder, sandbox);
        fillTheDiskUnderAFile(disk);
    }

    /** The space for its tables; what it writes for a commit is elsewhere, as it mostly is where there is much to write. */
    @Test
    void whenTheDiskOfPostgresqlIsFull() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            Path disk = disk(own.place("disk"), 32);
            own.give(disk);
            own.execute("CREATE TABLESPACE tight LOCATION '" + disk + "'", "CREATE DATABASE shop TABLESPACE tight");
            made = TestShop.in(own.address("shop", "postgres"), folder, sandbox);
            fillTheDiskUnderAFile(disk);
        }
    }

    /** A full disk under its files ends this server itself; a tablespace that must not grow any more is the same to a statement. */
    @Test
    void whenTheTablespaceOfMariadbIsFull() throws Exception {
        server = Server.MARIADB;
        TestDatabases databases = server.databases();
        toClose.push(databases::close);
        made = TestShop.in(databases.empty(), folder, sandbox);
        String before = made.value("SELECT @@GLOBAL.innodb_file_per_table");
        made.execute("SET GLOBAL innodb_file_per_table = 0");
        toClose.push(() -> made.execute("SET GLOBAL innodb_file_per_table = " + before));
        made.execute("CREATE TABLE filling (id INT AUTO_INCREMENT PRIMARY KEY, text CHAR(200) NOT NULL)");

        endsWhenFullAndGoesOnWithRoom(this::fillTheTablespace, this::makeRoomInTheTablespace);
    }

    /** By fewer rows at a time in the end, so that nothing is left. */
    private void fillTheTablespace() {
        made.execute("INSERT INTO filling (text) SELECT 'x' FROM order_items");
        for (int rows : List.of(2000, 100, 1)) {
            int times = 0;
            while (isRoomForMore(rows)) {
                assertThat(times++).as("it does not get full").isLessThan(1000);
            }
        }
    }

    /** What a table had is only free when the server has cleared it away. */
    private void makeRoomInTheTablespace() {
        made.execute("DROP TABLE filling");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Long.parseLong(made.value("SELECT data_free FROM information_schema.tables"
                                + " WHERE table_schema = DATABASE() AND table_name = 'orders'"))
                        > 8 << 20);
    }

    private boolean isRoomForMore(int rows) {
        try (Connection connection = made.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO filling (text) SELECT text FROM filling LIMIT " + rows);
            return true;
        } catch (SQLException full) {
            assertThat(full.getErrorCode()).as(full.getMessage()).isEqualTo(1114);
            return false;
        }
    }

    /** In memory, with room for so many megabytes. */
    private Path disk(Path disk, int megabytes) throws Exception {
        Files.createDirectories(disk);
        assumeThat(new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", disk.toString())
                        .start()
                        .waitFor())
                .as("a disk that one can fill")
                .isZero();
        toClose.push(() ->
                new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor());
        return disk;
    }

    private void fillTheDiskUnderAFile(Path disk) throws Exception {
        Path filling = disk.resolve("filling");
        endsWhenFullAndGoesOnWithRoom(
                () -> Files.write(
                        filling, new byte[Math.toIntExact(disk.toFile().getUsableSpace() - 100_000)]),
                () -> Files.delete(filling));
    }

    private interface Step {
        void run() throws Exception;
    }

    private void endsWhenFullAndGoesOnWithRoom(Step fill, Step makeRoom) throws Exception {
        assertThat(made.ylh()
                        .run("db", "init", "--sample", "2000", "--new-shop")
                        .code())
                .isZero();
        List<String> orders = made.orders("paid", true);
        Path file = folder.resolve("orders.csv");
        Files.write(file, Stream.concat(Stream.of("order"), orders.stream()).toList());
        fill.run();
        String[] cancel = {
            Shell.YLH,
            "-c",
            made.config().toString(),
            "cancel",
            "--file",
            file.toString(),
            "-r",
            "x",
            "--no-sync",
            "-o",
            "csv",
            "--batch-size",
            "50"
        };

        Ran full = shell.run(cancel);

        assertThat(full.code()).as(full.err()).isEqualTo(12);
        assertThat(full.err().lines().toList())
                .as(full.err())
                .filteredOn(line -> line.contains("the disk of the database"))
                .hasSize(1);
        assertThat(full.err()).doesNotContain("\tat ", "Exception");
        assertThat(made.address().isEmbedded() || full.err().contains(hostAndPort(made.address())))
                .as("says where: " + full.err())
                .isTrue();
        makeRoom.run();
        List<String> said = full.out()
                .lines()
                .filter(line -> line.contains(",cancelled,"))
                .map(line -> line.split(",")[1])
                .toList();
        assertThat(made.rows("SELECT order_number FROM orders WHERE status = 'cancelled'"))
                .containsAll(said);
        Ran again = shell.run(cancel);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(made.rows("SELECT order_number FROM ylh_transition")).containsExactlyInAnyOrderElementsOf(orders);
    }

    /** Also for root, who may write to any file unless he gives that up. */
    @Test
    void whenTheFileMayOnlyBeRead() throws Exception {
        Path home = Files.createDirectories(folder.resolve("read-only"));
        Path file = home.resolve("shop.mv.db");
        made = TestShop.in(new DatabaseAddress("jdbc:h2:file:" + home.resolve("shop"), "", "", false), folder, sandbox);
        assertThat(made.ylh().run("db", "init", "--sample", "40").code()).isZero();
        List<String> orders = made.orders("paid", true);
        byte[] before = Files.readAllBytes(file);
        assertThat(file.toFile().setReadOnly()).isTrue();
        List<String> obeying = System.getProperty("user.name").equals("root")
                ? List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
                : List.of();
        assumeThat(shell.run(Shell.words(obeying, "test", "!", "-w", file.toString()))
                        .code())
                .as("a file that may only be read")
                .isZero();
        List<String> ylh =
                List.of(Shell.words(obeying, Shell.YLH, "-c", made.config().toString()));

        for (List<String> command : List.of(
                List.of("cancel", orders.get(0), "--reason", "r", "--yes"),
                List.of("cancel-unpaid", "--yes", "--max-percent", "100"),
                List.of("sync"),
                List.of("sync", "--watch"),
                List.of("resolve", orders.get(0), "--as", "abandoned", "--note", "n"),
                List.of("db", "init"),
                List.of("db", "upgrade"))) {
            assertOneLine(
                    shell.run(Shell.words(ylh, command.toArray(String[]::new))),
                    12,
                    List.of("takes no writes: its file may only be read", home.toString()));
        }
        for (List<String> command : List.of(
                List.of("status", orders.get(0)),
                List.of("cancel", orders.get(0), "--reason", "r", "--dry-run"),
                List.of("db", "check"))) {
            Ran ran = shell.run(Shell.words(ylh, command.toArray(String[]::new)));
            assertThat(ran.code()).as(command + ran.err()).isZero();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }
}
