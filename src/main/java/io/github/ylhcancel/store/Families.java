package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Families of orders and what they got back. Whoever cancels a member locks the main order first: then the members are
 * cancelled one after another, and what one gave back the next one sees.
 */
final class Families {
    private static final String PARENT = "SELECT {orders.parent_id} AS parent_id FROM {orders} WHERE {orders.id} = ?";
    private static final String LOCK = "SELECT {orders.id} FROM {orders} WHERE {orders.id} = ? FOR UPDATE";
    /** Two searches and not one with OR, each of which finds its rows by an index. */
    private static final String OTHERS = """
            SELECT {orders.id} AS id, {orders.number} AS order_number, {orders.status} AS status
              FROM {orders} WHERE {orders.id} = ? AND {orders.id} <> ?
            UNION ALL
            SELECT {orders.id} AS id, {orders.number} AS order_number, {orders.status} AS status
              FROM {orders} WHERE {orders.parent_id} = ? AND {orders.id} <> ?
             ORDER BY 1
            """;

    private static final String RETURNED =
            "SELECT product_id, sku_id, released FROM ylh_family_stock WHERE family_id = ?";
    private static final String ADD = """
            UPDATE ylh_family_stock SET released = released + :released
             WHERE family_id = :family_id AND product_id = :product_id AND sku_id = :sku_id
            """;
    private static final String INSERT = """
            INSERT INTO ylh_family_stock (family_id, product_id, sku_id, released)
            VALUES (:family_id, :product_id, :sku_id, :released)
            """;

    private final ShopSchema schema;

    Families(ShopSchema schema) {
        this.schema = schema;
    }

    /** The main order of a child; nothing for a main order, and in a shop that knows no families. */
    Optional<Long> parent(Connection connection, long orderId) throws SQLException {
        if (!schema.has(ShopTable.ORDERS, "parent_id")) {
            return Optional.empty();
        }
        return Query.first(
                        connection,
                        schema.render(PARENT),
                        row -> Optional.of(row.getLong("parent_id")).filter(id -> id != 0),
                        orderId)
                .flatMap(parent -> parent);
    }

    void lock(Connection connection, long orderId) throws SQLException {
        Query.first(connection, schema.render(LOCK), row -> row.getLong(1), orderId);
    }

    /**
     * The family of an order; nothing for an order that stands alone.
     *
     * @param parent as {@link #parent} found it
     */
    Optional<Family> of(Connection connection, long orderId, Optional<Long> parent) throws SQLException {
        if (!schema.has(ShopTable.ORDERS, "parent_id")) {
            return Optional.empty();
        }
        long id = parent.orElse(orderId);
        List<Family.Member> others = Query.list(
                connection,
                schema.render(OTHERS),
                row -> new Family.Member(row.getString("order_number"), schema.status(row.getString("status"))),
                id,
                orderId,
                id,
                orderId);
        return parent.isEmpty() && others.isEmpty()
                ? Optional.empty()
                : Optional.of(new Family(id, others, returned(connection, id)));
    }

    private static Map<StockRow, Integer> returned(Connection connection, long familyId) throws SQLException {
        Map<StockRow, Integer> returned = new HashMap<>();
        Query.list(
                connection,
                RETURNED,
                row -> returned.merge(stockRow(row), row.getInt("released"), Integer::sum),
                familyId);
        return returned;
    }

    /** Which stock row a row of {@code ylh_family_stock} is about. */
    static StockRow stockRow(ResultSet row) throws SQLException {
        long sku = row.getLong("sku_id");
        return sku == 0 ? StockRow.product(row.getLong("product_id")) : StockRow.sku(sku);
    }

    /** Notes what a family got back. The main order is locked, so nobody else does the same. */
    static void add(Handle handle, long familyId, List<StockRelease> releases) {
        for (StockRelease release : releases) {
            if (write(handle, ADD, familyId, release) == 0) {
                write(handle, INSERT, familyId, release);
            }
        }
    }

    private static int write(Handle handle, String sql, long familyId, StockRelease release) {
        return handle.createUpdate(sql)
                .bind("family_id", familyId)
                .bind("product_id", release.productId())
                .bind("sku_id", release.skuId().orElse(0))
                .bind("released", release.quantity())
                .execute();
    }
}
