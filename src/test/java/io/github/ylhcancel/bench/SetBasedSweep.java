package io.github.ylhcancel.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The yardstick: the sweep as one would write it by hand for one shop on one database, in chunks and in sets, with as little around
 * it as JDBC allows. It runs as a process of its own: {@code URL USER PASSWORD SCHEMA CHUNK}.
 *
 * <p>It locks, updates with a guard, writes history and inventory log, and adds up the stock. What the program does besides, it
 * does not: no look at payments and no lock on them, no ledger against a second release, no delivery to the supplier, no safety
 * limits, no claim on a child of a family whose main order stays, no cutting out of an order that fails: one bad row ends it.
 */
abstract class SetBasedSweep {
    private static final String BY_TIME = """
            SELECT id, created_at FROM {orders}
            WHERE status = 'pending' AND created_at < LOCALTIMESTAMP - INTERVAL '24' HOUR
              AND created_at >= ? AND (created_at > ? OR id > ?)
            ORDER BY status, created_at, id LIMIT :chunk :lock
            """;
    /** For the shop that has no index on (status, created_at): the primary key is in order everywhere. */
    private static final String BY_KEY = """
            SELECT id, created_at FROM {orders}
            WHERE id > ? AND status = 'pending' AND created_at < LOCALTIMESTAMP - INTERVAL '24' HOUR
            ORDER BY id LIMIT :chunk :lock
            """;

    private static final String CANCEL = """
            UPDATE {orders} SET status = 'cancelled', cancel_reason = 'unpaid', cancelled_at = LOCALTIMESTAMP,
                   updated_at = LOCALTIMESTAMP
            WHERE status = 'pending' AND id :ids
            """;
    private static final String HISTORY_DEFAULT = """
            INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)
            SELECT id, 'pending', 'cancelled', 'sweep', 'unpaid', LOCALTIMESTAMP FROM orders WHERE id :ids
            """;
    private static final String HISTORY_DJANGO = """
            INSERT INTO orders_orderstatushistory (order_id, from_status, to_status, note, created_at)
            SELECT id, 'pending', 'cancelled', 'unpaid', LOCALTIMESTAMP FROM orders_order WHERE id :ids
            """;
    /** What comes back to the shelf: the shop's own products. */
    private static final String LINES_DEFAULT = """
            SELECT i.order_id, i.product_id, i.sku_id, i.quantity
            FROM order_items i JOIN products p ON p.id = i.product_id AND p.stock_source = 'own'
            WHERE i.order_id :ids
            """;
    /** A family's stock was taken for its main order. An old order without lines has its product and quantity itself. */
    private static final String LINES_DJANGO = """
            SELECT i.product_id, i.sku_id, i.quantity
            FROM orders_order o JOIN orders_orderitem i ON i.order_id = o.id
                 JOIN catalog_product p ON p.id = i.product_id AND p.source = 'local'
            WHERE o.id :ids AND o.parent_order_id IS NULL
            UNION ALL
            SELECT o.product_id, NULL, o.quantity
            FROM orders_order o JOIN catalog_product p ON p.id = o.product_id AND p.source = 'local'
            WHERE o.id :ids AND o.parent_order_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM orders_orderitem i WHERE i.order_id = o.id)
            """;

    private static final String LOG_DEFAULT = """
            INSERT INTO inventory_log (order_id, product_id, sku_id, change_type, quantity, reason, created_at)
            SELECT order_id, product_id, sku_id, 'release', quantity, 'order_cancelled', LOCALTIMESTAMP FROM (:lines) AS line
            """;
    private static final String LOG_DJANGO = """
            INSERT INTO catalog_inventorylog (product_id, sku_id, change_type, quantity, reason, created_at)
            SELECT product_id, sku_id, 'release', quantity, 'order_cancelled', LOCALTIMESTAMP FROM (:lines) AS line
            """;
    private static final String SUM = """
            SELECT product_id, sku_id, SUM(quantity) FROM (:lines) AS line GROUP BY product_id, sku_id
            """;
    private static final String STOCK = "UPDATE {table} SET stock = stock + ? WHERE id = ?";

    /** What is to be added to which row, in the order of the keys. */
    static final class Stock {
        final TreeMap<Long, Long> products = new TreeMap<>();
        final TreeMap<Long, Long> skus = new TreeMap<>();

        void read(ResultSet sums) throws SQLException {
            while (sums.next()) {
                long sku = sums.getLong(2);
                if (sums.wasNull()) {
                    products.merge(sums.getLong(1), sums.getLong(3), Long::sum);
                } else {
                    skus.merge(sku, sums.getLong(3), Long::sum);
                }
            }
        }
    }

    final Connection connection;
    final Shop shop;
    private final int chunk;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private Object lastTime = java.time.LocalDateTime.of(2000, 1, 1, 0, 0);
    private long lastId;

    SetBasedSweep(Connection connection, Shop shop, int chunk) {
        this.connection = connection;
        this.shop = shop;
        this.chunk = chunk;
    }

    public static void main(String[] args) throws SQLException {
        Address address = new Address(args[0], args[1], args[2]);
        Shop shop = Shop.of(args[3]);
        int chunk = Integer.parseInt(args[4]);
        try (Connection connection = address.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            long start = System.nanoTime();
            int orders = on(connection, shop, chunk).run();
            System.out.println(orders + " " + (System.nanoTime() - start) / 1e9);
        }
    }

    private static SetBasedSweep on(Connection connection, Shop shop, int chunk) throws SQLException {
        return switch (connection.getMetaData().getDatabaseProductName()) {
            case "PostgreSQL" -> new OnPostgresql(connection, shop, chunk);
            case "MariaDB", "MySQL" -> new OnMysqlFamily(connection, shop, chunk);
            default -> new OnH2(connection, shop, chunk);
        };
    }

    private int run() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(utc());
        }
        connection.setAutoCommit(false);
        int orders = 0;
        List<Long> ids = next();
        while (!ids.isEmpty()) {
            cancel(ids);
            connection.commit();
            orders += ids.size();
            ids = next();
        }
        connection.commit();
        return orders;
    }

    private void cancel(List<Long> ids) throws SQLException {
        if (withIds(CANCEL, ids).executeUpdate() != ids.size()) {
            throw new IllegalStateException("an order that was locked has changed");
        }
        withIds(shop == Shop.DEFAULT ? HISTORY_DEFAULT : HISTORY_DJANGO, ids).executeUpdate();
        Stock stock = log(ids);
        add(shop.sql("{products}"), stock.products);
        add(shop.sql("{skus}"), stock.skus);
    }

    private List<Long> next() throws SQLException {
        boolean byTime = shop == Shop.DEFAULT;
        String template = byTime ? BY_TIME : BY_KEY;
        PreparedStatement select = prepare(template.replace(":chunk", String.valueOf(chunk))
                .replace(":lock", locksAtOnce() ? "FOR UPDATE SKIP LOCKED" : ""));
        if (byTime) {
            select.setObject(1, lastTime);
            select.setObject(2, lastTime);
            select.setLong(3, lastId);
        } else {
            select.setLong(1, lastId);
        }
        List<Long> ids = new ArrayList<>(chunk);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
                if (byTime) {
                    lastTime = rows.getObject(2, java.time.LocalDateTime.class);
                }
            }
        }
        if (!ids.isEmpty()) {
            lastId = ids.get(ids.size() - 1);
        }
        return locksAtOnce() || ids.isEmpty() ? ids : locked(ids);
    }

    private List<Long> locked(List<Long> found) throws SQLException {
        List<Long> ids = new ArrayList<>(found.size());
        String lock = "SELECT id FROM {orders} WHERE id :ids AND status = 'pending' ORDER BY id FOR UPDATE SKIP LOCKED";
        try (ResultSet rows = withIds(lock, found).executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** Writes the inventory log and says what is to be added to the stock. */
    Stock log(List<Long> ids) throws SQLException {
        withIds(logStatement(), ids).executeUpdate();
        Stock stock = new Stock();
        try (ResultSet sums = withIds(lines(SUM), ids).executeQuery()) {
            stock.read(sums);
        }
        return stock;
    }

    String logStatement() {
        return lines(shop == Shop.DEFAULT ? LOG_DEFAULT : LOG_DJANGO);
    }

    private String lines(String template) {
        return template.replace(":lines", shop == Shop.DEFAULT ? LINES_DEFAULT : LINES_DJANGO);
    }

    void add(String table, TreeMap<Long, Long> quantities) throws SQLException {
        PreparedStatement update = prepare(STOCK.replace("{table}", table));
        for (Map.Entry<Long, Long> row : quantities.entrySet()) {
            update.setLong(1, row.getValue());
            update.setLong(2, row.getKey());
            update.addBatch();
        }
        update.executeBatch();
    }

    final PreparedStatement prepare(String template) throws SQLException {
        PreparedStatement statement = prepared.get(template);
        if (statement == null) {
            statement = connection.prepareStatement(shop.sql(template));
            prepared.put(template, statement);
        }
        return statement;
    }

    /** The statement with the ids in place of each {@code :ids}. */
    PreparedStatement withIds(String template, List<Long> ids) throws SQLException {
        PreparedStatement statement = prepare(template.replace(":ids", "= ANY(?)"));
        java.sql.Array array = connection.createArrayOf("BIGINT", ids.toArray());
        for (int i = 1; i <= count(template); i++) {
            statement.setArray(i, array);
        }
        return statement;
    }

    static int count(String template) {
        return template.split(":ids", -1).length - 1;
    }

    String utc() {
        return "SET TIME ZONE 'UTC'";
    }

    boolean locksAtOnce() {
        return true;
    }

    private static final class OnPostgresql extends SetBasedSweep {
        private static final String LOG_AND_SUM = """
                WITH line AS (:log RETURNING product_id, sku_id, quantity)
                SELECT product_id, sku_id, SUM(quantity) FROM line GROUP BY product_id, sku_id
                """;
        private static final String LOCK = "SELECT id FROM {table} WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE";
        private static final String ADD = """
                UPDATE {table} AS stored SET stock = stored.stock + added.quantity
                FROM unnest(?::bigint[], ?::bigint[]) AS added (id, quantity) WHERE stored.id = added.id
                """;

        OnPostgresql(Connection connection, Shop shop, int chunk) {
            super(connection, shop, chunk);
        }

        @Override
        Stock log(List<Long> ids) throws SQLException {
            Stock stock = new Stock();
            try (ResultSet sums =
                    withIds(LOG_AND_SUM.replace(":log", logStatement()), ids).executeQuery()) {
                stock.read(sums);
            }
            return stock;
        }

        @Override
        void add(String table, TreeMap<Long, Long> quantities) throws SQLException {
            java.sql.Array ids =
                    connection.createArrayOf("bigint", quantities.keySet().toArray());
            PreparedStatement lock = prepare(LOCK.replace("{table}", table));
            lock.setArray(1, ids);
            lock.execute();
            PreparedStatement add = prepare(ADD.replace("{table}", table));
            add.setArray(1, ids);
            add.setArray(
                    2, connection.createArrayOf("bigint", quantities.values().toArray()));
            add.executeUpdate();
        }
    }

    private static final class OnMysqlFamily extends SetBasedSweep {
        OnMysqlFamily(Connection connection, Shop shop, int chunk) {
            super(connection, shop, chunk);
        }

        @Override
        String utc() {
            return "SET time_zone = '+00:00'";
        }

        /** They have no arrays. */
        @Override
        PreparedStatement withIds(String template, List<Long> ids) throws SQLException {
            String list = "IN (" + "?,".repeat(ids.size() - 1) + "?)";
            PreparedStatement statement = prepare(template.replace(":ids", list));
            int at = 0;
            for (int i = 0; i < count(template); i++) {
                for (long id : ids) {
                    statement.setLong(++at, id);
                }
            }
            return statement;
        }
    }

    private static final class OnH2 extends SetBasedSweep {
        OnH2(Connection connection, Shop shop, int chunk) {
            super(connection, shop, chunk);
        }

        /** With FOR UPDATE it would read and sort all that is due for each chunk. */
        @Override
        boolean locksAtOnce() {
            return false;
        }
    }
}
