package io.github.ylhcancel.store;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Dialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * The sweep that runs in every process of the specification's shop: it reads some orders, and looks at their state in memory only. What it
 * does to an order that somebody has cancelled meanwhile is what it does to any. Every fourth order it never looks at.
 */
final class ShopsOwnSweep implements Callable<Set<Long>> {
    private static final int READ_AT_ONCE = 25;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final DatabaseAddress address;
    private final SweepRace.Tables tables;
    private final List<Long> orders;
    private final boolean logNamesOrders;
    private final Runnable paused;

    /**
     * @param paused what happens between the look at some orders and their cancellation
     */
    ShopsOwnSweep(
            DatabaseAddress address,
            SweepRace.Tables tables,
            List<Long> orders,
            boolean logNamesOrders,
            Runnable paused) {
        this.address = address;
        this.tables = tables;
        this.orders = orders;
        this.logNamesOrders = logNamesOrders;
        this.paused = paused;
    }

    /** Answers which orders it cancelled although they were cancelled: only a test looks. */
    @Override
    public Set<Long> call() throws SQLException {
        Set<Long> doubled = new TreeSet<>();
        try (Connection connection =
                DriverManager.getConnection(address.url(), address.username(), address.password())) {
            connection.setAutoCommit(false);
            for (int at = 0; at < orders.size(); at += READ_AT_ONCE) {
                List<Long> pending =
                        pending(connection, orders.subList(at, Math.min(orders.size(), at + READ_AT_ONCE)));
                connection.commit();
                paused.run();
                for (long order : pending) {
                    if (cancel(connection, order)) {
                        doubled.add(order);
                    }
                }
            }
        }
        return doubled;
    }

    private List<Long> pending(Connection connection, List<Long> some) throws SQLException {
        List<Long> pending = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM " + tables.orders()
                        + " WHERE status = 'pending' AND MOD(id, 4) <> 0 AND id IN ("
                        + String.join(", ", some.stream().map(String::valueOf).toList()) + ") ORDER BY id")) {
            while (rows.next()) {
                pending.add(rows.getLong(1));
            }
        }
        return pending;
    }

    private boolean cancel(Connection connection, long order) throws SQLException {
        while (true) {
            try {
                boolean again = isCancelled(connection, order);
                run(connection, "UPDATE " + tables.orders() + " SET status = 'cancelled' WHERE id = " + order);
                run(
                        connection,
                        "INSERT INTO " + tables.history() + " (order_id, from_status, to_status, note, created_at"
                                + (logNamesOrders ? ", operator" : "") + ") VALUES (" + order
                                + ", 'pending', 'cancelled', 'unpaid', " + now()
                                + (logNamesOrders ? ", 'system'" : "") + ")");
                release(connection, order);
                connection.commit();
                return again;
            } catch (SQLException deadlock) {
                connection.rollback();
            }
        }
    }

    private boolean isCancelled(Connection connection, long order) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT status FROM " + tables.orders() + " WHERE id = " + order + " FOR UPDATE")) {
            row.next();
            return row.getString(1).equals("cancelled");
        }
    }

    private void release(Connection connection, long order) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery("SELECT product_id, quantity FROM " + tables.items()
                        + " WHERE order_id = " + order + " ORDER BY product_id")) {
            while (lines.next()) {
                long product = lines.getLong(1);
                int quantity = lines.getInt(2);
                run(
                        connection,
                        "UPDATE " + tables.products() + " SET stock = stock + " + quantity + " WHERE id = " + product);
                run(
                        connection,
                        "INSERT INTO " + tables.log() + " (product_id, change_type, quantity, reason, created_at"
                                + (logNamesOrders ? ", order_id" : "") + ") VALUES (" + product + ", 'release', "
                                + quantity
                                + ", 'order_cancelled', " + now() + (logNamesOrders ? ", " + order : "") + ")");
            }
        }
    }

    private String now() {
        return "'" + TIME.format(Instant.now()) + (address.dialect() == Dialect.POSTGRESQL ? "+00'" : "'");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }
}
