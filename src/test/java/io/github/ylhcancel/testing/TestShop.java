package io.github.ylhcancel.testing;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.store.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shop of made-up orders in a folder of a test, with its configuration. What the program did is read past the program, over
 * JDBC; the database is open only while that happens, since an embedded database takes one process at a time.
 */
public final class TestShop {
    private static final List<String> TABLES = List.of(
            "products",
            "product_skus",
            "orders",
            "order_items",
            "order_status_history",
            "inventory_log",
            "ylh_transition",
            "ylh_cancellation",
            "ylh_stock_ledger",
            "ylh_call",
            "ylh_family_release",
            "ylh_put_back",
            "ylh_sweep_failure",
            "ylh_run",
            "ylh_intervention",
            "ylh_callback",
            "ylh_call_hour",
            "ylh_counted_hour",
            "ylh_event",
            "ylh_check");

    /** Databases of sample orders, by how many there are in them. */
    private static final Map<Integer, byte[]> MADE = new ConcurrentHashMap<>();

    private final Path folder;
    private final Path config;
    private final DatabaseAddress address;

    private TestShop(Path folder, DatabaseAddress address) {
        this.folder = folder;
        this.config = folder.resolve("ylh.properties");
        this.address = address;
    }

    public DatabaseAddress address() {
        return address;
    }

    /** A shop whose YLH is the sandbox. Further lines of configuration may follow, such as {@code ylh.timeout = 1s}. */
    public static TestShop create(Path folder, int orders, Sandbox sandbox, String... lines) {
        return create(folder, orders, sandbox.authUri(), sandbox.baseUri(), lines);
    }

    /** A shop whose YLH may be anything, also nothing. */
    public static TestShop create(Path folder, int orders, URI auth, URI base, String... lines) {
        String url = "jdbc:h2:file:" + folder.resolve("shop");
        TestShop shop = new TestShop(folder, new DatabaseAddress(url, "", "", false));
        shop.writeConfig(auth, base, lines);
        shop.fill(orders);
        return shop;
    }

    /** The same in a new database of that kind. */
    public static TestShop create(Path folder, TestDatabases databases, int orders, Sandbox sandbox, String... lines) {
        TestShop shop = new TestShop(folder, databases.empty());
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), lines);
        shop.init(orders);
        return shop;
    }

    /** A shop in a database that has its tables already, and no order. */
    public static TestShop in(DatabaseAddress database, Path folder, Sandbox sandbox, String... lines) {
        return in(database, folder, sandbox.authUri(), sandbox.baseUri(), lines);
    }

    /** The same with a YLH that may be anything, also nothing. */
    public static TestShop in(DatabaseAddress database, Path folder, URI auth, URI base, String... lines) {
        TestShop shop = new TestShop(folder, database);
        shop.writeConfig(auth, base, lines);
        return shop;
    }

    private void init(int orders) {
        Ran init = ylh().run("db", "init", "--sample", String.valueOf(orders));
        if (init.code() != 0) {
            throw new AssertionError(init.err());
        }
    }

    /** Each size is made once; the others get a copy, which takes a tenth of the time. */
    private void fill(int orders) {
        Path file = folder.resolve("shop.mv.db");
        try {
            byte[] made = MADE.get(orders);
            if (made != null) {
                Files.write(file, made);
                return;
            }
            init(orders);
            MADE.put(orders, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines come on top of what every test has, and in the place of lines that set the same. */
    public void writeConfig(URI auth, URI base, String... lines) {
        Credentials credentials = Credentials.DEFAULT;
        List<String> all = new ArrayList<>(List.of(
                "db.url = " + address.url(),
                "db.username = " + address.username(),
                "ylh.auth-url = " + auth,
                "ylh.base-url = " + base,
                "ylh.username = " + credentials.username(),
                "ylh.password = " + credentials.password(),
                "ylh.client-id = " + credentials.clientId(),
                "ylh.client-secret = " + credentials.clientSecret(),
                "ylh.source-system = TEST",
                "ylh.retry.initial = 1ms",
                "ylh.token-cache = " + folder.resolve("token.json"),
                "ylh.journal = " + folder.resolve("told.ndjson")));
        if (!address.isEmbedded()) {
            all.add("schema.time-zone = UTC");
        }
        Set<String> set = Stream.of(lines).map(TestShop::key).collect(Collectors.toSet());
        all.removeIf(line -> set.contains(key(line)));
        all.addAll(List.of(lines));
        try {
            Files.write(config, all);
            Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String line) {
        return line.split("=", 2)[0].strip();
    }

    public Path config() {
        return config;
    }

    public Path folder() {
        return folder;
    }

    /** The program, called with this shop's configuration. */
    public Ylh ylh() {
        return new Ylh(config);
    }

    /** Numbers of orders in a state, the oldest first. */
    public List<String> orders(String status, boolean withSoId) {
        return rows("SELECT order_number FROM orders WHERE status = '" + status + "' AND haier_so_id IS "
                + (withSoId ? "NOT NULL" : "NULL") + " ORDER BY created_at, id");
    }

    public String soId(String orderNumber) {
        return value("SELECT haier_so_id FROM orders WHERE order_number = '" + orderNumber + "'");
    }

    public String status(String orderNumber) {
        return value("SELECT status FROM orders WHERE order_number = '" + orderNumber + "'");
    }

    /** The state of the order's latest cancellation, null without one. */
    public String delivery(String orderNumber) {
        return value("SELECT state FROM ylh_cancellation WHERE order_number = '" + orderNumber
                + "' ORDER BY cancellation_no DESC LIMIT 1");
    }

    /** All units in stock, whosever. */
    public long stock() {
        return Long.parseLong(
                value(
                        "SELECT (SELECT COALESCE(SUM(stock), 0) FROM products) + (SELECT COALESCE(SUM(stock), 0) FROM product_skus)"));
    }

    /** What a cancellation of the order must give back. */
    public long ownUnits(String orderNumber) {
        return Long.parseLong(value("SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i"
                + " JOIN orders o ON o.id = i.order_id JOIN products p ON p.id = i.product_id"
                + " WHERE p.stock_source = 'own' AND o.order_number = '" + orderNumber + "'"));
    }

    /** Every row of every table, for comparing before and after. */
    public Map<String, List<String>> everything() {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        keepOpen(() -> {
            for (String table : TABLES) {
                tables.put(table, rows("SELECT * FROM " + table + " ORDER BY 1, 2"));
            }
        });
        return tables;
    }

    /** The same for a command that records its run and may change nothing else. */
    public Map<String, List<String>> everythingButRuns() {
        Map<String, List<String>> tables = everything();
        tables.remove("ylh_run");
        return tables;
    }

    /** The first column of the first row; null when there is none. */
    public String value(String sql) {
        List<String> values = rows(sql);
        return values.isEmpty() ? null : values.get(0);
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

    /** An open connection of this process, which keeps every other process out of an embedded database. */
    public Connection connect() throws SQLException {
        boolean embedded = address.url().startsWith("jdbc:h2:");
        String settings = embedded ? ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;IFEXISTS=TRUE" : "";
        return DriverManager.getConnection(address.url() + settings, address.username(), "");
    }

    /** Keeps the database open meanwhile: opening and closing it costs far more than a look-up. */
    public void keepOpen(Runnable lookups) {
        try (Connection connection = connect()) {
            connection.setReadOnly(true);
            lookups.run();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Each row as one text, its columns separated by " | ". */
    public List<String> rows(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= columns; column++) {
                    row.append(column == 1 ? "" : " | ").append(rows.getString(column));
                }
                found.add(columns == 1 ? rows.getString(1) : row.toString());
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
