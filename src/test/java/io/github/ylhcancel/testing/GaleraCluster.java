package io.github.ylhcancel.testing;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Three MariaDB servers that are one Galera cluster, each of which takes writes. One of them may be killed and come back. */
public final class GaleraCluster implements Cluster, AutoCloseable {
    private static final int NODES = 3;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String[] BIN = {"/usr/sbin", "/usr/bin", "/usr/local/bin"};
    private static final String[] LIB = {"/usr/lib/galera", "/usr/lib/*/galera"};
    /** A node that is killed is missed within seconds. */
    private static final String IMPATIENT =
            "evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;gcache.size=32M";

    private final Path folder = Daemon.folder("galera");
    private final List<Node> nodes = new ArrayList<>();

    private GaleraCluster() {
        for (int number = 1; number <= NODES; number++) {
            nodes.add(new Node(number));
        }
    }

    /** Makes and starts one; where its programs are missing the test is left out. */
    public static GaleraCluster started() {
        Path provider = Daemon.library("libgalera_smm.so", LIB);
        Daemon.program("rsync", BIN);
        GaleraCluster cluster = new GaleraCluster();
        try {
            Daemon.run(
                    cluster.folder,
                    Daemon.program("mariadb-install-db", BIN).toString(),
                    "--no-defaults",
                    "--datadir=" + cluster.nodes.get(0).data(),
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db");
            for (Node node : cluster.nodes) {
                node.start(provider, node.number == 1);
            }
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public int nodes() {
        return NODES;
    }

    @Override
    public int port(int number) {
        return nodes.get(number - 1).port;
    }

    @Override
    public void kill(int number) {
        nodes.get(number - 1).process.destroyForcibly().onExit().join();
    }

    private boolean isAlive(int number) {
        return nodes.get(number - 1).process.isAlive();
    }

    @Override
    public void comeBack(int number) {
        nodes.get(number - 1).start(Daemon.library("libgalera_smm.so", LIB), false);
    }

    @Override
    public String catchingUp() {
        return "SET SESSION wsrep_sync_wait = 1";
    }

    /** Until the connection is closed, a node carries nothing out that the others write. */
    public Connection behind(int number) {
        try {
            Connection connection = connect(number);
            try (Statement statement = connection.createStatement()) {
                statement.execute("FLUSH TABLES WITH READ LOCK");
            }
            return connection;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** How many sessions of the program's wait on a node. */
    public long waiting(Connection node) {
        try (Statement statement = node.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM information_schema.processlist"
                        + " WHERE command = 'Query' AND info LIKE '%ylh_schema_history%' AND id <> CONNECTION_ID()")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public long conflicts(int number) {
        if (!isAlive(number)) {
            return 0;
        }
        Node node = nodes.get(number - 1);
        return Long.parseLong(node.status("wsrep_local_bf_aborts"))
                + Long.parseLong(node.status("wsrep_local_cert_failures"));
    }

    private final class Node {
        private final int number;
        private final int port = Daemon.port();
        private final int group = Daemon.port();
        private final int incremental = Daemon.port();
        private final int snapshot = Daemon.port();
        private Process process;

        Node(int number) {
            this.number = number;
        }

        private Path data() {
            return folder.resolve("node" + number);
        }

        private Path log() {
            return folder.resolve("node" + number + ".log");
        }

        void start(Path provider, boolean first) {
            String others =
                    nodes.stream().map(node -> "127.0.0.1:" + node.group).collect(Collectors.joining(","));
            List<String> command = new ArrayList<>(List.of(
                    Daemon.program("mariadbd", BIN).toString(),
                    "--no-defaults",
                    "--datadir=" + data(),
                    "--socket=" + folder.resolve(number + ".sock"),
                    "--pid-file=" + folder.resolve(number + ".pid"),
                    "--log-error=" + log(),
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--skip-name-resolve",
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-doublewrite=0",
                    "--innodb-log-file-size=16M",
                    "--innodb-buffer-pool-size=48M",
                    "--innodb-autoinc-lock-mode=2",
                    "--binlog-format=ROW",
                    "--performance-schema=OFF",
                    "--wsrep-on=ON",
                    "--wsrep-provider=" + provider,
                    "--wsrep-cluster-name=shop",
                    "--wsrep-cluster-address=gcomm://" + others,
                    "--wsrep-node-name=node" + number,
                    "--wsrep-node-address=127.0.0.1",
                    "--wsrep-sst-method=rsync",
                    "--wsrep-sst-receive-address=127.0.0.1:" + snapshot,
                    "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:" + group + ";ist.recv_addr=127.0.0.1:"
                            + incremental + ";" + IMPATIENT));
            if (first) {
                command.add("--wsrep-new-cluster");
            } else {
                Daemon.run(folder, "mkdir", "-p", data().toString());
            }
            process = Daemon.start(folder, command.toArray(String[]::new));
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(this::isReady);
        }

        private boolean isReady() {
            if (!process.isAlive()) {
                throw new AssertionError("node " + number + " does not start, see " + log());
            }
            try {
                connect(number).close();
                return status("wsrep_ready").equals("ON");
            } catch (SQLException | AssertionError notYet) {
                return false;
            }
        }

        String status(String name) {
            try (Connection connection = connect(number);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW STATUS LIKE '" + name + "'")) {
                return row.next() ? row.getString(2) : "";
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        nodes.stream()
                .map(node -> node.process)
                .filter(process -> process != null)
                .forEach(process -> process.destroyForcibly().onExit().join());
        Daemon.remove(folder);
    }
}
