package io.github.ylhcancel.testing;

import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.db.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** Three MySQL servers that are one group: one of them takes writes, or all do. One of them may be killed and come back. */
public final class MysqlGroup implements Cluster, AutoCloseable {
    private static final int MEMBERS = 3;

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String NAME = "8a6c3b1e-0000-4000-8000-000000000001";

    private final Path folder = Daemon.folder("mysql-group");
    private final List<Member> members = new ArrayList<>();

    private MysqlGroup(boolean allWrite) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int number = 1; number <= MEMBERS; number++) {
            ports.add(Daemon.port());
        }
        String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int number = 1; number <= MEMBERS; number++) {
            members.add(new Member(number, ports.get(number - 1), seeds, allWrite));
        }
    }

    /**
     * Makes and starts one; where there is no MySQL the test is left out.
     *
     * @param allWrite whether each of its members takes writes
     */
    public static MysqlGroup started(boolean allWrite) throws IOException {
        MysqlGroup group = new MysqlGroup(allWrite);
        try {
            for (Member member : group.members) {
                member.start(member.number == 1);
            }
            return group;
        } catch (RuntimeException | AssertionError | IOException e) {
            group.close();
            throw e;
        }
    }

    /** A database, by the addresses of all members in an order of their own. */
    public DatabaseAddress addressOfAll(String database, Random random) {
        List<Integer> numbers =
                new ArrayList<>(members.stream().map(member -> member.number).toList());
        Collections.shuffle(numbers, random);
        return address(database, numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public int nodes() {
        return MEMBERS;
    }

    @Override
    public int port(int number) {
        return members.get(number - 1).server.port();
    }

    /** The number of the member that takes writes, when all that are there agree who it is and it takes them. */
    public int primary() {
        List<Integer> found = new ArrayList<>();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            found.clear();
            members.stream().filter(Member::takesWrites).forEach(member -> found.add(member.number));
            return found.size() == 1;
        });
        return found.get(0);
    }

    @Override
    public void kill(int number) {
        members.get(number - 1).server.kill();
        members.get(number - 1).alive = false;
    }

    @Override
    public void comeBack(int number) throws IOException {
        members.get(number - 1).start(false);
    }

    @Override
    public String catchingUp() {
        return "SET SESSION group_replication_consistency = 'BEFORE'";
    }

    @Override
    public long conflicts(int number) {
        Member member = members.get(number - 1);
        return member.alive
                ? member.value("SELECT count_conflicts_detected FROM performance_schema.replication_group_member_stats"
                                + " WHERE member_id = @@server_uuid")
                        .map(Long::parseLong)
                        .orElse(0L)
                : 0;
    }

    private final class Member {
        private final int number;
        private final List<String> settings;
        private MysqlServer server;
        private boolean alive;

        Member(int number, int groupPort, String seeds, boolean allWrite) {
            this.number = number;
            this.settings = List.of(
                    "--server-id=" + number,
                    "--gtid-mode=ON",
                    "--enforce-gtid-consistency=ON",
                    "--log-bin=binlog",
                    "--sync-binlog=0",
                    // What is committed must outlive the process, or a transaction keeps its name and loses its rows.
                    "--innodb-flush-log-at-trx-commit=2",
                    "--innodb-doublewrite=OFF",
                    "--innodb-flush-method=nosync",
                    "--innodb-redo-log-capacity=32M",
                    "--report-host=127.0.0.1",
                    "--plugin-load-add=group_replication.so",
                    "--loose-group-replication-group-name=" + NAME,
                    "--loose-group-replication-start-on-boot=OFF",
                    "--loose-group-replication-local-address=127.0.0.1:" + groupPort,
                    "--loose-group-replication-group-seeds=" + seeds,
                    "--loose-group-replication-ip-allowlist=127.0.0.1/8",
                    // A member that is killed is missed within seconds.
                    "--loose-group-replication-member-expel-timeout=0",
                    "--loose-group-replication-single-primary-mode=" + (allWrite ? "OFF" : "ON"),
                    "--loose-group-replication-enforce-update-everywhere-checks=" + (allWrite ? "ON" : "OFF"));
        }

        void start(boolean first) throws IOException {
            if (server == null) {
                server = MysqlServer.in(Files.createDirectories(folder.resolve("member" + number)), settings);
            } else {
                server.start();
            }
            alive = true;
            if (first) {
                run("SET GLOBAL group_replication_bootstrap_group = ON");
            }
            run("START GROUP_REPLICATION USER = 'root', PASSWORD = ''");
            if (first) {
                run("SET GLOBAL group_replication_bootstrap_group = OFF");
            }
            try {
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> state().filter("ONLINE"::equals).isPresent());
            } catch (ConditionTimeoutException late) {
                throw new AssertionError("member " + number + " is " + state() + ": " + server.lastWords(), late);
            }
        }

        private void run(String sql) {
            execute(number, sql);
        }

        private Optional<String> state() {
            return value("SELECT member_state FROM performance_schema.replication_group_members"
                    + " WHERE member_id = @@server_uuid");
        }

        boolean takesWrites() {
            return alive
                    && state().filter("ONLINE"::equals).isPresent()
                    && value("SELECT @@super_read_only").filter("0"::equals).isPresent();
        }

        private Optional<String> value(String sql) {
            try (Connection connection = connect(number);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            } catch (SQLException away) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        members.stream()
                .map(member -> member.server)
                .filter(server -> server != null)
                .forEach(MysqlServer::close);
        Daemon.remove(folder);
    }
}
