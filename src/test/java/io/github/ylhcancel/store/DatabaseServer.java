package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.schema.ShopSchema;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.opentest4j.TestAbortedException;

/**
 * A server of the tests that was started, or why it could not be. Each test gets a room of its own on it: a database, or on
 * PostgreSQL, where making one takes a quarter of a second, a schema. One whose tables are as they were made is emptied and used again,
 * since making the tables takes longer than most tests.
 */
final class DatabaseServer {
    private static final String TEMPLATE = "shop_template";
    private static final String HISTORY = "." + Migrations.HISTORY_TABLE;
    /** So many rows leave traces in a table and in what the server knows of it, which other tests' plans would be made by. */
    private static final int MANY_ROWS = 1_000;
    /** What must be free of it for a server to keep its data in memory. */
    private static final long MEMORY = 500L << 20;

    /**
     * How one talks to it.
     *
     * @param url with %s for the room
     * @param like the end of a CREATE TABLE that is to be like another
     * @param shape selects, as one text each, what is to be known of the tables of a room and what belongs to them
     * @param unbound after which its session may leave rows that refer to nothing
     * @param restarts selects the statements after which the tables of a room give out their keys from 1 again; empty where that takes
     *     longer than a test, so that keys go on
     */
    record Kind(
            String user,
            String adminUrl,
            String url,
            String create,
            String use,
            String drop,
            String like,
            String shape,
            String unbound,
            String restarts) {
        /** MariaDB and MySQL. */
        static Kind ofMysqlFamily(String user, String adminUrl, String url) {
            return new Kind(
                    user,
                    adminUrl,
                    url,
                    "CREATE DATABASE %s",
                    "USE %s",
                    "DROP DATABASE %s",
                    " LIKE %s",
                    String.join(
                            " UNION ALL ",
                            selected("tables", "table_schema", "table_name, table_type, engine, table_collation"),
                            selected(
                                    "columns",
                                    "table_schema",
                                    "table_name, ordinal_position, column_name, column_type, is_nullable, extra,"
                                            + " COALESCE(column_default, '-'), COALESCE(collation_name, '-')"),
                            selected(
                                    "statistics",
                                    "table_schema",
                                    "table_name, index_name, seq_in_index, COALESCE(column_name, '-'), non_unique"),
                            selected("triggers", "trigger_schema", "trigger_name"),
                            selected("routines", "routine_schema", "routine_name"),
                            selected("table_constraints", "constraint_schema", "table_name, constraint_name")),
                    "SET FOREIGN_KEY_CHECKS = 0",
                    "");
        }

        private static String selected(String view, String schema, String columns) {
            return "SELECT CONCAT_WS('|', '" + view + "', " + columns + ") FROM information_schema." + view + " WHERE "
                    + schema + " = '%1$s'";
        }
    }

    private final Kind kind;
    private final Connection admin;
    private final AtomicInteger made = new AtomicInteger();
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private final Map<String, Plan> planned = new ConcurrentHashMap<>();

    /** Rooms that were made alike. */
    private static final class Plan {
        private final Deque<String> emptied = new ConcurrentLinkedDeque<>();
        private List<String> shape = List.of();
        private List<String> tables = List.of();
        /** Those of them that are not empty when they are made. */
        private List<String> restored = List.of();
    }

    private DatabaseServer(Kind kind) throws SQLException {
        this.kind = kind;
        this.admin = DriverManager.getConnection(kind.adminUrl(), kind.user(), "");
        execute(kind.unbound());
    }

    /** Starts it once; where that fails, each test that wants it is left out or fails, and none tries again. */
    static Callable<DatabaseServer> of(String name, Callable<Kind> start) {
        try {
            DatabaseServer server = new DatabaseServer(alone(start));
            server.makeTemplate();
            return () -> server;
        } catch (TestAbortedException notToBeHad) {
            return () -> {
                throw notToBeHad;
            };
        } catch (Exception | LinkageError | AssertionError e) {
            return () -> {
                throw ServerMissing.because(name, e);
            };
        }
    }

    /**
     * While no other JVM of this build starts one: two would unpack a server into the same folder, or find the same port free.
     */
    private static Kind alone(Callable<Kind> start) throws Exception {
        Path file = Files.createDirectories(Path.of("target")).resolve("server-start.lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return start.call();
        }
    }

    /** In memory where there is enough of it: a new table on a disk takes a hundred times as long. */
    static Path place(boolean inMemory) {
        Path memory = Path.of("/dev/shm");
        return inMemory && memory.toFile().getUsableSpace() > MEMORY
                ? memory
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private void makeTemplate() {
        execute(String.format(kind.create(), TEMPLATE));
        try (Tables tables = Tables.open(address(TEMPLATE), ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
            tables.migrate();
        }
    }

    /** A room without a table. */
    String create() {
        String room = "shop_" + made.incrementAndGet();
        execute(String.format(kind.create(), room));
        return room;
    }

    /**
     * A room with the tables of a shop and the tool's own.
     *
     * @param name of what it has beside them
     * @param more makes that
     */
    String createShop(String name, Function<DatabaseAddress, String[]> more) {
        String usedBefore =
                plans.computeIfAbsent(name, none -> new Plan()).emptied.poll();
        return usedBefore == null ? createNewShop(name, more) : usedBefore;
    }

    /** The same, which nobody has used before. */
    String createNewShop(String name, Function<DatabaseAddress, String[]> more) {
        Plan plan = plans.computeIfAbsent(name, none -> new Plan());
        String room = create();
        fill(room);
        execute(more.apply(address(room)));
        if (plan.shape.isEmpty()) {
            plan.tables = texts("SELECT table_name FROM information_schema.tables WHERE table_schema = '%1$s'", room);
            plan.restored =
                    plan.tables.stream().filter(table -> !isEmpty(room, table)).toList();
            plan.shape = shape(room);
        }
        planned.put(room, plan);
        return room;
    }

    /** The scripts without Flyway, which takes longer than most tests, and then the rows that it would have written. */
    private void fill(String room) {
        execute(
                String.format(kind.use(), room),
                Tables.sql(address(room), true),
                "CREATE TABLE " + room + HISTORY + String.format(kind.like(), TEMPLATE + HISTORY),
                rowsOf(room, HISTORY));
    }

    /** Of two rooms the same if their tables are. */
    private List<String> shape(String room) {
        return texts(kind.shape(), room).stream()
                .map(text -> text.replace(room, "room"))
                .sorted()
                .toList();
    }

    private static String rowsOf(String room, String table) {
        return "INSERT INTO " + room + table + " SELECT * FROM " + TEMPLATE + table;
    }

    private boolean isEmpty(String room, String table) {
        return texts("SELECT 1 FROM %1$s." + table + " LIMIT 1", room).isEmpty();
    }

    /** A room that is not needed any more: one that is as it was made, but for rows, is kept for another test. */
    void leave(String room) {
        Optional<Plan> plan = Optional.ofNullable(planned.get(room))
                .filter(made -> shape(room).equals(made.shape))
                .filter(made -> isEmptied(room, made));
        if (plan.isPresent()) {
            plan.get().emptied.add(room);
        } else {
            execute(String.format(kind.drop(), room));
        }
    }

    private synchronized boolean isEmptied(String room, Plan plan) {
        try (Statement statement = admin.createStatement()) {
            int rows = 0;
            for (String table : plan.tables) {
                rows += statement.executeUpdate("DELETE FROM " + room + "." + table);
            }
            for (String table : plan.restored) {
                statement.execute(rowsOf(room, "." + table));
            }
            if (!kind.restarts().isEmpty()) {
                for (String restart : texts(kind.restarts(), room)) {
                    statement.execute(restart);
                }
            }
            return rows < MANY_ROWS;
        } catch (SQLException held) {
            return false;
        }
    }

    private synchronized List<String> texts(String query, String room) {
        List<String> texts = new ArrayList<>();
        try (Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery(String.format(query, room))) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    DatabaseAddress address(String room) {
        return new DatabaseAddress(String.format(kind.url(), room), kind.user(), "", false);
    }

    synchronized void execute(String... statements) {
        try (Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
