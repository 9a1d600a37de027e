package io.github.ylhcancel.store;

import io.github.ylhcancel.db.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The tables of the specification's own shop in a new database, and rows in them. What a row does not say of itself is filled in as
 * the shop's code would: no column has a default.
 */
public final class DjangoRows implements AutoCloseable {
    /** JSON, also where the database stores it as text. */
    private static final Set<String> JSON = Set.of(
            "main_images",
            "detail_images",
            "product_page_urls",
            "specifications",
            "specs",
            "delivery_images",
            "shipping_info",
            "sku_specs",
            "logs");

    private record Column(String name, int type, boolean nullable) {}

    private final DatabaseAddress address;
    private final ShopRows rows;
    /** As they are made, on each kind of database: asking takes as long as a test. */
    private static final Map<String, List<Column>> COLUMNS = new ConcurrentHashMap<>();

    private DjangoRows(DatabaseAddress address, ShopRows rows) {
        this.address = address;
        this.rows = rows;
    }

    /** Creates the shop's tables in a database that has the tool's. */
    public static DjangoRows create(DatabaseAddress address) {
        ShopRows rows = new ShopRows(address);
        rows.execute(statements(address));
        return of(address, rows);
    }

    /** A new database that has them, and the tool's. That it has those of another shop too is harmless: no name is in both. */
    static DjangoRows in(TestDatabases databases) {
        DatabaseAddress address = databases.shop("django", DjangoRows::statements);
        return of(address, new ShopRows(address));
    }

    private static DjangoRows of(DatabaseAddress address, ShopRows rows) {
        DjangoRows shop = new DjangoRows(address, rows);
        shop.insert("users_user", "id", 1, "username", "admin");
        shop.insert("users_user", "id", 17, "username", "zhang");
        shop.insert("stores_store", "id", 1, "name", "Store 1");
        return shop;
    }

    private static String[] statements(DatabaseAddress address) {
        String file = "/io/github/ylhcancel/django/" + address.dialect().folder() + ".sql";
        try (InputStream sql = DjangoRows.class.getResourceAsStream(file)) {
            String text = new String(sql.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*\n", "");
            return text.strip().split(";\\s*\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void product(long id, String source, int stock, int sold) {
        insert(
                "catalog_product",
                "id",
                id,
                "name",
                "Product " + id,
                "source",
                source,
                "stock",
                stock,
                "sales_count",
                sold,
                "store_id",
                1,
                "product_code",
                "P" + id);
    }

    public void sku(long id, long productId, int stock) {
        insert(
                "catalog_productsku",
                "id",
                id,
                "product_id",
                productId,
                "sku_code",
                "SKU-" + id,
                "name",
                "SKU " + id,
                "stock",
                stock);
    }

    /** An order; {@code more} are pairs of a column and its value. */
    public void order(long id, String status, Object... more) {
        List<Object> values = new ArrayList<>(List.of("id", id, "order_number", "PO" + id, "status", status));
        values.addAll(List.of("user_id", 1, "store_id", 1, "order_type", "main"));
        values.addAll(List.of(more));
        insert("orders_order", values.toArray());
    }

    public void item(long id, long orderId, long productId, Long skuId, int quantity) {
        List<Object> values = new ArrayList<>(List.of("id", id, "order_id", orderId, "product_id", productId));
        values.addAll(List.of("quantity", quantity));
        if (skuId != null) {
            values.addAll(List.of("sku_id", skuId));
        }
        insert("orders_orderitem", values.toArray());
    }

    public void payment(long id, long orderId, String status) {
        insert("orders_payment", "id", id, "order_id", orderId, "status", status);
    }

    /** Of the pairs of a column and its value a later one wins. */
    void insert(String table, Object... pairs) {
        insertAll(table, List.<Object[]>of(pairs));
    }

    /** Rows that all have values for the same columns, in one statement. */
    void insertAll(String table, List<Object[]> all) {
        List<Map<String, String>> values =
                all.stream().map(pairs -> literals(table, pairs)).toList();
        rows.execute("INSERT INTO " + table + " ("
                + String.join(", ", values.get(0).keySet()) + ") VALUES "
                + values.stream()
                        .map(row -> "(" + String.join(", ", row.values()) + ")")
                        .collect(Collectors.joining(", ")));
    }

    private Map<String, String> literals(String table, Object... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Column column :
                COLUMNS.computeIfAbsent(address.dialect().folder() + " " + table, none -> columns(table))) {
            if (!column.nullable() && !column.name().equals("id")) {
                values.put(column.name(), filling(column));
            }
        }
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1] == null ? null : String.valueOf(pairs[i + 1]));
        }
        values.replaceAll((column, value) -> value == null ? "NULL" : "'" + value + "'");
        return values;
    }

    private List<Column> columns(String table) {
        try (Connection connection =
                DriverManager.getConnection(address.url(), address.username(), address.password())) {
            DatabaseMetaData data = connection.getMetaData();
            boolean upper = data.storesUpperCaseIdentifiers();
            List<Column> found = new ArrayList<>();
            try (ResultSet row = data.getColumns(
                    connection.getCatalog(),
                    connection.getSchema(),
                    upper ? table.toUpperCase(Locale.ROOT) : table,
                    null)) {
                while (row.next()) {
                    found.add(new Column(
                            row.getString("COLUMN_NAME").toLowerCase(Locale.ROOT),
                            row.getInt("DATA_TYPE"),
                            row.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String filling(Column column) {
        if (JSON.contains(column.name())) {
            return "{}";
        }
        return switch (column.type()) {
            case java.sql.Types.TIMESTAMP, java.sql.Types.TIMESTAMP_WITH_TIMEZONE -> time();
            case java.sql.Types.VARCHAR, java.sql.Types.CLOB, java.sql.Types.LONGVARCHAR -> "";
            default -> "0";
        };
    }

    /** {@link StoreContract#LONG_AGO}. */
    private String time() {
        return "2026-02-01 08:00:00" + (address.dialect().folder().equals("postgresql") ? "+00" : "");
    }

    DatabaseAddress address() {
        return address;
    }

    ShopRows rows() {
        return rows;
    }

    @Override
    public void close() {
        rows.close();
    }
}
