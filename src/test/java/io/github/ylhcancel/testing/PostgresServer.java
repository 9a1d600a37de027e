package io.github.ylhcancel.testing;

import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.db.DatabaseAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of a test's own, which can be stopped, killed and started again, and have a standby. */
public final class PostgresServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String[] BIN = {"/usr/lib/postgresql/*/bin"};

    private final Path folder;
    private final Path data;
    private final int port = Daemon.port();
    private final List<String> settings;
    private Process process;

    private PostgresServer(Path folder, List<String> settings) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.settings = settings;
    }

    /**
     * Makes and starts one. It writes its log without waiting for the disk where nobody says {@code fsync=on}: a server that is killed
     * loses nothing by that, since the machine goes on.
     *
     * @param settings such as {@code log_connections=on}
     */
    public static PostgresServer started(String... settings) {
        String initdb = Daemon.program("initdb", BIN).toString();
        PostgresServer server = new PostgresServer(Daemon.folder("postgres"), List.of(settings));
        Daemon.run(
                server.folder,
                initdb,
                "-D",
                server.data.toString(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C.UTF-8");
        server.start();
        return server;
    }

    /** A standby of this one. */
    public PostgresServer standby() {
        PostgresServer standby = new PostgresServer(Daemon.folder("standby"), settings);
        Daemon.run(
                standby.folder,
                Daemon.program("pg_basebackup", BIN).toString(),
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-U",
                "postgres",
                "-D",
                standby.data.toString(),
                "-R",
                "-c",
                "fast");
        standby.start();
        return standby;
    }

    /**
     * Has each commit wait for a standby, which is connected when this returns.
     *
     * @param how {@code on}: until it is on the standby's disk, {@code remote_apply}: until it can be seen there
     */
    public void confirmByStandby(String how) {
        execute(
                "ALTER SYSTEM SET synchronous_standby_names = '*'",
                "ALTER SYSTEM SET synchronous_commit = '" + how + "'",
                "SELECT pg_reload_conf()");
        awaitTrue("SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'");
    }

    /** From now on its standby hears of nothing: until it crashes no commit is confirmed. Waits until there is one. */
    public void tellStandbyNoMore() {
        Daemon.signal("STOP", value("SELECT pid FROM pg_stat_replication"));
        awaitTrue("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }

    /** From now on its standby hears of nothing, and no commit waits for that. */
    public void pauseStandby() {
        Daemon.signal("STOP", value("SELECT pid FROM pg_stat_replication"));
    }

    /** Waits until this standby has all that the other server has. */
    public void awaitAllOf(PostgresServer other) {
        String end = other.value("SELECT pg_current_wal_lsn()::text");
        awaitTrue("SELECT pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn");
    }

    /** No commit waits any more, those included that do now. */
    public void confirmAlone() {
        execute("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    }

    private void awaitTrue(String question) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> "t".equals(value(question)));
    }

    /** Makes the standby a server that takes writes, and waits until it does. */
    public void promote() {
        execute("SELECT pg_promote(true, " + LIMIT.toSeconds() + ")");
        awaitTrue("SELECT NOT pg_is_in_recovery()");
    }

    /** An address of this server and another in one, of which the one that takes writes is meant. */
    public DatabaseAddress addressWith(PostgresServer other, String database, String user) {
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:" + port + ",127.0.0.1:" + other.port + "/" + database
                        + "?targetServerType=primary",
                user,
                "",
                false);
    }

    /** Starts it again after {@link #crash}. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                Daemon.program("postgres", BIN).toString(),
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
                "-c",
                "shared_buffers=32MB"));
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        process = Daemon.start(folder, command.toArray(String[]::new));
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(Daemon.log(folder));
            }
            try {
                connect().close();
                return true;
            } catch (SQLException notYet) {
                return false;
            }
        });
    }

    /**
     * Until it crashes or is started again it saves nothing but what a commit waits for: those of its processes that would save the rest
     * within a moment are stopped.
     */
    public void saveNothingUnasked() {
        for (String pid : value("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity"
                        + " WHERE backend_type IN ('walwriter', 'background writer', 'checkpointer')")
                .split(" ")) {
            Daemon.signal("STOP", pid);
        }
    }

    /** From now on it lets nobody in, and ends when all who are there have left. */
    public void shutDownWhenAllHaveLeft() {
        Daemon.signal("TERM", String.valueOf(process.pid()));
    }

    /** Kills it and all its children, as a machine that crashes would, and waits until they are gone. */
    public void crash() {
        // It goes first, so that it cannot tell its children to end in good order.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    public int port() {
        return port;
    }

    /** A folder that its user gets to. */
    public Path place(String name) {
        return folder.resolve(name);
    }

    /** Makes its user the owner of a folder, which it then may use. */
    public void give(Path folder) {
        Daemon.give(folder);
    }

    public DatabaseAddress address(String database, String user) {
        return new DatabaseAddress(url(database), user, "", false);
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), "postgres", "");
    }

    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    public String value(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What it has logged. */
    public String log() {
        return Daemon.log(folder);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            crash();
        }
        Daemon.remove(folder);
    }
}
