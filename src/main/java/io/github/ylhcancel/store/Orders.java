package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.LineKey;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Objection;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Reads the shop's orders. */
public final class Orders {
    private static final String DECIDING = """
            SELECT {o:orders.id} AS id, {o:orders.number} AS order_number, {o:orders.status} AS status,
                   {o:orders.haier_so_id?} AS so_id, {o:orders.haier_status?} AS supplier_status,
                   {o:orders.parent_id?} AS parent_id, {o:orders.checkout_id?} AS checkout_id
            """;

    private static final String FROM = " FROM {orders} o ";
    /** One row of an order, alias {@code o}; whoever locks it reads the same. */
    static final String SELECT = DECIDING + """
                 , {o:orders.created_at} AS created_at,
                   {o:orders.haier_order_no?} AS supplier_number, {o:orders.haier_fail_msg?} AS supplier_failure,
                   {o:orders.cancel_reason?} AS cancel_reason, {o:orders.cancelled_at?} AS cancelled_at,
                   {o:orders.updated_at?} AS updated_at
            """ + FROM;
    /**
     * Of the same only what decides whether it is cancelled. To read a dozen columns of each order costs a sweep more than to find the
     * orders.
     */
    static final String SELECT_TO_DECIDE = DECIDING + FROM;

    private static final String EXISTING =
            "SELECT {o:orders.id} AS id FROM {orders} o WHERE {o:orders.id} IN (:keys) {o:orders there}";
    private static final String BY_NUMBERS =
            SELECT + " WHERE {o:orders.number} IN (:wanted) {o:orders there} ORDER BY {o:orders.id}";
    private static final String BY_SO_IDS =
            SELECT + " WHERE {o:orders.haier_so_id} IN (:wanted) {o:orders there} ORDER BY {o:orders.id}";
    private static final String SO_IDS_OF =
            "SELECT {o:orders.id} AS id, {o:orders.haier_so_id} AS so_id FROM {orders} o WHERE {o:orders.id} IN (:keys) {o:orders there}";
    static final String HAVING_SO_IDS = "SELECT {o:orders.id} AS id, {o:orders.haier_so_id} AS so_id FROM {orders} o"
            + " WHERE {o:orders.haier_so_id} IN (:wanted) {o:orders there}";
    private static final String BY_SUPPLIER_NUMBERS =
            SELECT + " WHERE {o:orders.haier_order_no} IN (:wanted) {o:orders there} ORDER BY {o:orders.id}";
    private static final String BY_IDS = SELECT + " WHERE {o:orders.id} IN (:keys) {o:orders there}";
    private static final String BY_STATUS = SELECT
            + " WHERE {o:orders.status is status.%s} {o:orders there}"
            + " ORDER BY {o:orders.status}, {o:orders.created_at}, {o:orders.id} LIMIT :limit";
    /** Outer joins: a line whose product or SKU is gone must be seen, so that its cancellation fails and is not half done. */
    private static final String LINES = """
            SELECT {i:items.order_id} AS order_id, {i:items.id} AS id, {i:items.product_id} AS product_id, {p:products.name} AS product,
                   {i:items.sku_id?} AS sku_id, {s:skus.sku_code?} AS sku, {i:items.quantity} AS quantity, {p:products own} AS own_stock
              FROM {items} i
              LEFT JOIN {products} p ON {p:products.id} = {i:items.product_id} {p:products there}
              [items.sku_id ? LEFT JOIN {skus} s ON {s:skus.id} = {i:items.sku_id}]
             WHERE {i:items.order_id} IN (:keys) {i:items there}
             ORDER BY {i:items.id}
            """;
    /** An old order has no items and names its product itself. */
    private static final String OWN_LINE = """
            SELECT {o:orders.id} AS order_id, {o:orders.product_id} AS product_id, {p:products.name} AS product, NULL AS sku_id, NULL AS sku,
                   {o:orders.quantity} AS quantity, {p:products own} AS own_stock
              FROM {orders} o
              LEFT JOIN {products} p ON {p:products.id} = {o:orders.product_id} {p:products there}
             WHERE {o:orders.product_id} IS NOT NULL AND {o:orders.quantity} > 0 AND {o:orders.id} IN (:keys) {o:orders there}
            """;

    private static final String PAID = """
            SELECT DISTINCT {p:payments.order_id} AS order_id
              FROM {payments} p
             WHERE {p:payments.status} IN {all value.payment-succeeded} AND {p:payments.order_id} IN (:keys) {p:payments there}
            """;

    private static final String FLAGGED =
            "SELECT {o:orders.id} AS id FROM {orders} o WHERE {o:orders.id} IN (:keys) AND {o:orders paid} = 1 {o:orders there}";

    private static final String COUNTS =
            "SELECT {o:orders.status} AS status, COUNT(*) AS orders FROM {orders} o WHERE 1 = 1 {o:orders there} GROUP BY {each o:orders.status}";

    private final Database database;
    private final ShopSchema schema;

    public Orders(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** The orders that {@code reference} can mean: none, one, or several that one must not choose between. */
    public List<Order> find(String reference, LookupBy by) {
        return find(List.of(reference), by).get(reference);
    }

    /**
     * The same of many, with a list for each. What the database finds equal is compared once more: MariaDB overlooks case, accents and
     * trailing blanks.
     */
    public Map<String, List<Order>> find(Collection<String> references, LookupBy by) {
        Set<String> open = new LinkedHashSet<>(references);
        Map<String, List<Order>> found = new HashMap<>();
        open.forEach(reference -> found.put(reference, new ArrayList<>()));
        if (by == LookupBy.ID) {
            Map<String, RowKey> keys = new LinkedHashMap<>();
            open.forEach(reference -> RowKey.ofText(reference).ifPresent(key -> keys.put(reference, key)));
            Map<RowKey, Order> orders = byKeys(keys.values());
            keys.forEach((reference, key) -> Optional.ofNullable(orders.get(key))
                    .ifPresent(order -> found.get(reference).add(order)));
            return found;
        }
        if (by != LookupBy.SO_ID) {
            add(BY_NUMBERS, open, order -> Optional.of(order.number()), found);
            open.removeIf(reference -> !found.get(reference).isEmpty());
        }
        if (by != LookupBy.NUMBER && schema.has(ShopTable.ORDERS, "haier_so_id")) {
            add(BY_SO_IDS, open, Order::soId, found);
        }
        return found;
    }

    /** The orders to which YLH has given that number, which is never blank: an order without one has none. */
    public List<Order> withSupplierNumber(String number) {
        if (number.isBlank() || !schema.has(ShopTable.ORDERS, "haier_order_no")) {
            return List.of();
        }
        return matching(BY_SUPPLIER_NUMBERS, List.of(number)).stream()
                .filter(order ->
                        order.supplierOrderNumber().filter(number::equals).isPresent())
                .toList();
    }

    /** Hands on of which so-id an order is, for those of the orders that have one. */
    void soIdsOf(Collection<RowKey> keys, BiConsumer<RowKey, String> each) {
        if (schema.has(ShopTable.ORDERS, "haier_so_id")) {
            database.read(sql ->
                    sql.list(schema.render(SO_IDS_OF), Parameters.of("keys", keys), row -> handOn(soId(row), each)));
        }
    }

    /** The same for all orders that have one of these. Among those may be some that only the database finds equal. */
    void havingSoIds(Collection<String> soIds, BiConsumer<RowKey, String> each) {
        if (schema.has(ShopTable.ORDERS, "haier_so_id")) {
            matching(HAVING_SO_IDS, List.copyOf(soIds), Orders::soId).forEach(one -> handOn(one, each));
        }
    }

    private static Map.Entry<RowKey, Optional<String>> soId(Row row) {
        return Map.entry(row.key("id"), row.optionalText("so_id"));
    }

    private static boolean handOn(Map.Entry<RowKey, Optional<String>> one, BiConsumer<RowKey, String> each) {
        one.getValue().ifPresent(soId -> each.accept(one.getKey(), soId));
        return true;
    }

    private void add(
            String template,
            Collection<String> wanted,
            Function<Order, Optional<String>> name,
            Map<String, List<Order>> found) {
        for (Order order : matching(template, List.copyOf(wanted))) {
            name.apply(order).map(found::get).ifPresent(list -> list.add(order));
        }
    }

    /** Where a column holds numbers a text that is none would fail all of them; asked one by one it only finds nothing itself. */
    private List<Order> matching(String template, List<String> wanted) {
        return matching(template, wanted, this::order);
    }

    private <T> List<T> matching(String template, List<String> wanted, Row.Reader<T> read) {
        try {
            Parameters parameters = Parameters.of("wanted", wanted);
            return database.read(sql -> sql.list(schema.render(template), parameters, read));
        } catch (RefusedRowException unusable) {
            return wanted.size() == 1
                    ? List.of()
                    : wanted.stream()
                            .flatMap(one -> matching(template, List.of(one), read).stream())
                            .toList();
        }
    }

    /** Those of the keys that there are. */
    static Set<RowKey> existing(Sql sql, ShopSchema schema, Collection<RowKey> keys) {
        return new HashSet<>(sql.list(schema.render(EXISTING), Parameters.of("keys", keys), row -> row.key("id")));
    }

    /** By key; those that are not there are left out. */
    public Map<RowKey, Order> byKeys(Collection<RowKey> keys) {
        return database.read(sql -> byKeys(sql, schema, keys));
    }

    static Map<RowKey, Order> byKeys(Sql sql, ShopSchema schema, Collection<RowKey> keys) {
        Map<RowKey, Order> found = new HashMap<>();
        sql.list(
                schema.render(BY_IDS),
                Parameters.of("keys", keys),
                row -> found.put(row.key("id"), order(row, schema)));
        return found;
    }

    /** The oldest orders in a state. */
    public List<Order> inState(OrderStatus status, int limit) {
        String template = BY_STATUS.formatted(status.word());
        return database.read(sql -> sql.list(schema.render(template), Parameters.of("limit", limit), this::order));
    }

    /** How many orders there are of each state, also of words that the specification does not know. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (OrderStatus status : OrderStatus.values()) {
            counts.put(status.word(), 0L);
        }
        database.read(sql -> sql.list(
                schema.render(COUNTS),
                row -> counts.merge(schema.status(row.text("status")).shown(), row.number("orders"), Long::sum)));
        return counts;
    }

    /** Whether each had been paid for, as far as the shop's tables say so. */
    public Map<RowKey, PaymentState> money(Collection<Order> orders) {
        boolean known = schema.knowsMoney();
        Set<RowKey> paid = database.read(
                sql -> paid(sql, schema, orders.stream().map(Order::id).toList()));
        Map<RowKey, PaymentState> money = new HashMap<>();
        orders.forEach(order -> money.put(order.id(), PaymentState.of(order, paid.contains(order.id()), known)));
        return money;
    }

    /** Those for which there is a payment that succeeded, or which say themselves that they are paid. */
    static Set<RowKey> paid(Sql sql, ShopSchema schema, Collection<RowKey> keys) {
        Set<RowKey> paid = new HashSet<>(flaggedAsPaid(sql, schema, keys));
        if (schema.has(ShopTable.PAYMENTS)) {
            paid.addAll(sql.list(schema.render(PAID), Parameters.of("keys", keys), row -> row.key("order_id")));
        }
        return paid;
    }

    /** Those which say themselves that they are paid, whatever their state says. */
    static Set<RowKey> flaggedAsPaid(Sql sql, ShopSchema schema, Collection<RowKey> keys) {
        return schema.has(ShopTable.ORDERS, "paid-flag")
                ? new HashSet<>(sql.list(schema.render(FLAGGED), Parameters.of("keys", keys), row -> row.key("id")))
                : Set.of();
    }

    /** What in the shop's tables speaks against cancelling these, by key. */
    public Map<RowKey, Objection> objections(Collection<Order> orders) {
        return database.read(sql -> Objections.of(sql, schema, orders));
    }

    /** The lines of each of the orders; an order that has none has an empty list. */
    public Map<RowKey, List<OrderLine>> lines(Collection<RowKey> keys) {
        return database.read(sql -> lines(sql, schema, keys));
    }

    static Map<RowKey, List<OrderLine>> lines(Sql sql, ShopSchema schema, Collection<RowKey> keys) {
        Map<RowKey, List<OrderLine>> lines = new LinkedHashMap<>();
        keys.forEach(key -> lines.put(key, new ArrayList<>()));
        sql.list(
                schema.render(LINES),
                Parameters.of("keys", keys),
                row -> add(lines.get(row.key("order_id")), line(LineKey.item(row.key("id")), row)));
        if (schema.has(ShopTable.ORDERS, "product_id") && schema.has(ShopTable.ORDERS, "quantity")) {
            List<RowKey> withoutItems =
                    keys.stream().filter(key -> lines.get(key).isEmpty()).toList();
            sql.list(schema.render(OWN_LINE), Parameters.of("keys", withoutItems), row -> {
                RowKey order = row.key("order_id");
                return add(lines.get(order), line(LineKey.order(order), row));
            });
        }
        return lines;
    }

    /** A product of several rows makes several of one line; they come one after the other. */
    private static boolean add(List<OrderLine> lines, OrderLine line) {
        return (lines.isEmpty() || !lines.get(lines.size() - 1).key().equals(line.key())) && lines.add(line);
    }

    /** The orders that share their stock with these, as far as they have any such. */
    public FamilyBook families(Collection<Order> orders) {
        return database.read(sql -> new FamilyBook(sql, schema, orders));
    }

    private static OrderLine line(LineKey line, Row row) {
        Optional<RowKey> productId = row.optionalKey("product_id");
        return new OrderLine(
                line,
                productId,
                row.optionalText("product")
                        .orElseGet(() -> productId.map(key -> "#" + key).orElse("#?")),
                row.optionalKey("sku_id"),
                row.optionalText("sku").orElse(""),
                row.integer("quantity"),
                row.integer("own_stock") == 1);
    }

    private Order order(Row row) {
        return order(row, schema);
    }

    static Order order(Row row, ShopSchema schema) {
        Instant createdAt = schema.time("orders.created_at").at(row, "created_at");
        Optional<String> supplierStatus = row.optionalText("supplier_status");
        return new Order(
                row.key("id"),
                row.text("order_number"),
                schema.status(row.text("status")),
                row.optionalText("so_id"),
                row.optionalText("supplier_number"),
                supplierStatus,
                row.optionalText("supplier_failure"),
                row.optionalText("cancel_reason"),
                schema.time("orders.cancelled_at").atIfThere(row, "cancelled_at"),
                createdAt,
                schema.time("orders.updated_at").atIfThere(row, "updated_at").orElse(createdAt),
                row.optionalKey("parent_id"),
                schema.isToldByShop(supplierStatus));
    }

    /** One of {@link #SELECT_TO_DECIDE}. */
    static Order orderToDecide(Row row, ShopSchema schema) {
        Optional<String> supplierStatus = row.optionalText("supplier_status");
        return Order.toDecideOn(
                row.key("id"),
                row.text("order_number"),
                schema.status(row.text("status")),
                row.optionalText("so_id"),
                supplierStatus,
                row.optionalKey("parent_id"),
                schema.isToldByShop(supplierStatus));
    }
}
