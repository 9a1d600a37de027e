package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.ShopTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the shop's orders. */
public final class Orders {
    private static final String COLUMNS = """
            SELECT {orders.id} AS id, {orders.number} AS order_number, {orders.status} AS status,
                   {orders.haier_so_id?} AS so_id, {orders.haier_order_no?} AS supplier_number,
                   {orders.haier_status?} AS supplier_status, {orders.haier_fail_msg?} AS supplier_failure,
                   {orders.cancel_reason?} AS cancel_reason, {orders.cancelled_at?} AS cancelled_at,
                   {orders.created_at} AS created_at, {orders.updated_at?} AS updated_at
              FROM {orders}
            """;
    private static final String BY_NUMBER = COLUMNS + " WHERE {orders.number} = ?";
    private static final String BY_SO_ID = COLUMNS + " WHERE {orders.haier_so_id} = ? ORDER BY {orders.id}";
    private static final String BY_ID = COLUMNS + " WHERE {orders.id} = ?";
    private static final String BY_IDS = COLUMNS + " WHERE {orders.id} IN (:ids)";
    private static final String BY_STATUS =
            COLUMNS + " WHERE {orders.status} = ? ORDER BY {orders.status}, {orders.created_at}, {orders.id} LIMIT ?";
    /** Outer joins: a line whose product or SKU is gone must be seen, so that its cancellation fails and is not half done. */
    private static final String LINES = """
            SELECT {i:items.order_id} AS order_id, {i:items.id} AS id, {i:items.product_id} AS product_id, {p:products.name} AS product,
                   {i:items.sku_id?} AS sku_id, {s:skus.sku_code?} AS sku, {i:items.quantity} AS quantity,
                   {p:products.stock_source?} AS stock_source
              FROM {items} i
              LEFT JOIN {products} p ON {p:products.id} = {i:items.product_id}
              [items.sku_id ? LEFT JOIN {skus} s ON {s:skus.id} = {i:items.sku_id}]
             WHERE {i:items.order_id} IN (:ids)
             ORDER BY {i:items.id}
            """;
    /** An old order has no items and names its product itself; the number of such a line is 0. */
    private static final String OWN_LINE = """
            SELECT {o:orders.id} AS order_id, 0 AS id, {o:orders.product_id} AS product_id, {p:products.name} AS product, NULL AS sku_id, NULL AS sku,
                   {o:orders.quantity} AS quantity, {p:products.stock_source?} AS stock_source
              FROM {orders} o
              LEFT JOIN {products} p ON {p:products.id} = {o:orders.product_id}
             WHERE {o:orders.product_id} IS NOT NULL AND {o:orders.quantity} > 0 AND {o:orders.id} IN (:ids)
            """;

    private static final String COUNTS =
            "SELECT {orders.status} AS status, COUNT(*) AS orders FROM {orders} GROUP BY {orders.status}";

    private final Database database;
    private final ShopSchema schema;

    public Orders(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** The orders that {@code reference} can mean: none, one, or several that one must not choose between. */
    public List<Order> find(String reference, LookupBy by) {
        return database.readOverJdbc(connection -> switch (by) {
            case NUMBER -> list(connection, BY_NUMBER, reference);
            case SO_ID -> bySoId(connection, reference);
            case ID -> isId(reference) ? list(connection, BY_ID, Long.parseLong(reference)) : List.of();
            case AUTO -> byNumberOrSoId(connection, reference);
        });
    }

    private List<Order> byNumberOrSoId(Connection connection, String reference) throws SQLException {
        List<Order> found = list(connection, BY_NUMBER, reference);
        return found.isEmpty() ? bySoId(connection, reference) : found;
    }

    private List<Order> bySoId(Connection connection, String reference) throws SQLException {
        return schema.has(ShopTable.ORDERS, "haier_so_id") ? list(connection, BY_SO_ID, reference) : List.of();
    }

    private static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The oldest orders in a state. */
    public List<Order> inState(OrderStatus status, int limit) {
        return database.readOverJdbc(connection -> list(connection, BY_STATUS, schema.word(status), limit));
    }

    /** How many orders there are of each state, also of words that the specification does not know. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (OrderStatus status : OrderStatus.values()) {
            counts.put(status.word(), 0L);
        }
        database.readOverJdbc(connection -> Query.list(
                connection,
                schema.render(COUNTS),
                row -> counts.put(schema.status(row.getString("status")).shown(), row.getLong("orders"))));
        return counts;
    }

    /** Whether the order has been paid for, whatever its state says. */
    public boolean isPaid(long orderId) {
        return !new UnpaidOrders(database, schema).paid(List.of(orderId)).isEmpty();
    }

    public List<OrderLine> lines(long orderId) {
        return database.readOverJdbc(connection -> lines(connection, schema, orderId));
    }

    static List<OrderLine> lines(Connection connection, ShopSchema schema, long orderId) throws SQLException {
        return lines(new ChunkStatements(connection, schema), schema, List.of(orderId))
                .get(orderId);
    }

    /** The lines of each of the orders; an order that has none has an empty list. */
    static Map<Long, List<OrderLine>> lines(ChunkStatements statements, ShopSchema schema, Collection<Long> orderIds)
            throws SQLException {
        Map<Long, List<OrderLine>> lines = new LinkedHashMap<>();
        orderIds.forEach(id -> lines.put(id, new ArrayList<>()));
        Query.Reader<Boolean> reader = row -> lines.get(row.getLong("order_id")).add(line(row, schema));
        statements.list(LINES, reader, orderIds);
        if (schema.has(ShopTable.ORDERS, "product_id") && schema.has(ShopTable.ORDERS, "quantity")) {
            List<Long> withoutItems =
                    orderIds.stream().filter(id -> lines.get(id).isEmpty()).toList();
            statements.list(OWN_LINE, reader, withoutItems);
        }
        return lines;
    }

    /** The orders that share their stock with this one; nothing for an order that stands alone. */
    public Optional<Family> family(long orderId) {
        Families families = new Families(schema);
        return database.readOverJdbc(
                connection -> families.of(connection, orderId, families.parent(connection, orderId)));
    }

    private static OrderLine line(ResultSet row, ShopSchema schema) throws SQLException {
        long skuId = row.getLong("sku_id");
        OptionalLong sku = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(skuId);
        long productId = row.getLong("product_id");
        Optional<String> source = Query.optional(row, "stock_source");
        return new OrderLine(
                row.getLong("id"),
                productId,
                Query.optional(row, "product").orElse("#" + productId),
                sku,
                Query.optional(row, "sku").orElse(""),
                row.getInt("quantity"),
                source.isEmpty() || source.get().equals(schema.ownStock()));
    }

    private List<Order> list(Connection connection, String template, Object... parameters) throws SQLException {
        return Query.list(connection, schema.render(template), this::order, parameters);
    }

    /** In no particular order. */
    List<Order> byIds(Connection connection, List<Long> ids) throws SQLException {
        return new ChunkStatements(connection, schema).list(BY_IDS, this::order, ids);
    }

    private Order order(ResultSet row) throws SQLException {
        Instant createdAt = Times.instant(row, "created_at");
        return new Order(
                row.getLong("id"),
                row.getString("order_number"),
                schema.status(row.getString("status")),
                Query.optional(row, "so_id"),
                Query.optional(row, "supplier_number"),
                Query.optional(row, "supplier_status"),
                Query.optional(row, "supplier_failure"),
                Query.optional(row, "cancel_reason"),
                Times.optionalInstant(row, "cancelled_at"),
                createdAt,
                Times.optionalInstant(row, "updated_at").orElse(createdAt),
                schema.isToldByShop(Query.optional(row, "supplier_status")));
    }
}
