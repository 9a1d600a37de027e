package io.github.ylhcancel.store;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.db.Times;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The rows of a shop and of the tool, written and read past the program, over a connection of its own. */
public final class ShopRows implements AutoCloseable {
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

    private final Connection connection;

    public ShopRows(DatabaseAddress address) {
        try {
            Properties properties = new Properties();
            properties.setProperty("user", address.username());
            properties.setProperty("password", address.password());
            if (address.dialect() == Dialect.MARIADB) {
                properties.setProperty("allowMultiQueries", "true"); // as its own client takes a whole script
            }
            connection = DriverManager.getConnection(address.url(), properties);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void product(long id, String name, String stockSource, int stock) {
        insert(
                "INSERT INTO products (id, name, stock_source, stock) VALUES (?, ?, ?, ?)",
                id,
                name,
                stockSource,
                stock);
    }

    void sku(long id, long productId, String code, int stock) {
        insert(
                "INSERT INTO product_skus (id, product_id, sku_code, stock) VALUES (?, ?, ?, ?)",
                id,
                productId,
                code,
                stock);
    }

    /** An order whose two times are {@code at}. */
    void order(long id, String number, String status, String soId, Instant at) {
        insert("""
                INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
                """, id, number, status, soId, Times.column(at), Times.column(at));
    }

    void line(long id, long orderId, long productId, Long skuId, int quantity) {
        insert(
                "INSERT INTO order_items (id, order_id, product_id, sku_id, quantity) VALUES (?, ?, ?, ?, ?)",
                id,
                orderId,
                productId,
                skuId,
                quantity);
    }

    /** A cancellation of which only these few things matter. */
    void cancellation(long id, long orderId, int number, String state, Instant nextAttemptAt) {
        LocalDateTime longAgo = Times.column(StoreContract.LONG_AGO);
        insert(
                """
                INSERT INTO ylh_cancellation (id, order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,
                                              cancel_time, from_status, operator, state, attempts, next_attempt_at,
                                              maybe_applied, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, 'earlier', 'TEST', ?, 'paid', 'kefu', ?, 1, ?, FALSE, ?, ?)
                """,
                id,
                orderId,
                number,
                "PO" + orderId,
                "SO" + orderId,
                longAgo,
                state,
                nextAttemptAt == null ? null : Times.column(nextAttemptAt),
                longAgo,
                longAgo);
        transition(orderId, number, "SO" + orderId);
    }

    /** The record of an order's earlier cancellation. */
    void transition(long orderId, int number, String soId) {
        if (number("SELECT COUNT(*) FROM ylh_transition WHERE order_key = " + orderId + " AND cancellation_no = "
                        + number)
                > 0) {
            return;
        }
        LocalDateTime longAgo = Times.column(StoreContract.LONG_AGO);
        insert("""
                INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,
                                            operator, source_system, cancel_time, money, run_id, worker, step, created_at)
                VALUES (?, ?, 'cancel', ?, ?, 'paid', 'cancelled', 'earlier', 'earlier', 'kefu', 'TEST', ?, 'unknown', '', 0, 0, ?)
                """, orderId, number, "PO" + orderId, soId, longAgo, longAgo);
    }

    private void insert(String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    public void execute(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of the only row. */
    public long number(String sql) {
        List<String> rows = rows(sql);
        if (rows.size() != 1) {
            throw new AssertionError(sql + " found " + rows);
        }
        return Long.parseLong(rows.get(0));
    }

    /** Each row as one text, its columns separated by " | "; times as they are in the column, without a zone. */
    public List<String> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    columns.add(text(rows, column));
                }
                found.add(String.join(" | ", columns));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return switch (row.getMetaData().getColumnType(column)) {
            case Types.TIMESTAMP ->
                row.getMetaData().getColumnTypeName(column).equals("timestamptz")
                        ? row.getString(column)
                        : String.valueOf(row.getObject(column, LocalDateTime.class));
            case Types.BOOLEAN, Types.BIT -> String.valueOf(row.getBoolean(column));
            default -> row.getString(column);
        };
    }

    /** Every row of every table, for comparing before and after. */
    public Map<String, List<String>> everything() {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (String table : TABLES) {
            tables.put(table, rows("SELECT * FROM " + table + " ORDER BY 1, 2, 3"));
        }
        return tables;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
