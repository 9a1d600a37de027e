package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The orders of which the tool's ledger, the shop's inventory log and the book of what each family got back do not say the same. They are
 * written in one transaction, so somebody else has changed one of them. Each comparison is one statement, so that it sees all three as
 * they are at one moment.
 */
public final class Books extends KeyFinder {
    /** More in the log than in the ledger is another kind: somebody else has given the stock back once more. */
    private static final String NOT_LOGGED = """
            SELECT r.order_key, r.direction, r.stock_kind, r.stock_key, r.quantity, r.created_at, COALESCE(v.quantity, 0) AS logged
              FROM (SELECT l.order_key, l.direction, l.product_key, %1$s AS stock_kind, %2$s AS stock_key, SUM(l.quantity) AS quantity,
                           MIN(l.created_at) AS created_at
                      FROM ylh_stock_ledger l
                     WHERE l.order_key IN (:keys) AND l.quantity > 0
                     GROUP BY l.order_key, l.direction, l.product_key, %1$s, %2$s) r
              LEFT JOIN (SELECT {w:inventory.order_id} AS order_key, {w:inventory.product_id} AS product_key,
                                {w:inventory.sku_id?} AS sku_key,
                                CASE WHEN {w:inventory.change_type} IN {all value.take} THEN 'take' ELSE 'release' END AS direction,
                                SUM({w:inventory.quantity}) AS quantity
                           FROM {inventory} w
                          WHERE {w:inventory.order_id} IN (:keys)
                            AND ({w:inventory.change_type} IN {all value.release}
                                 [inventory.reason ? AND {w:inventory.reason} IN {all value.order-cancelled}]
                                 OR {w:inventory.change_type} IN {all value.take}
                                 [inventory.reason ? AND {w:inventory.reason} IN {all value.order-restored}])
                          GROUP BY {w:inventory.order_id}, {w:inventory.product_id} [inventory.sku_id ? , {w:inventory.sku_id}],
                                   CASE WHEN {w:inventory.change_type} IN {all value.take} THEN 'take' ELSE 'release' END) v
                ON v.order_key = r.order_key AND v.direction = r.direction AND v.product_key = r.product_key
                   [inventory.sku_id ? AND COALESCE(v.sku_key, v.product_key) = r.stock_key
                   AND (v.sku_key IS NULL AND r.stock_kind = 'product' OR v.sku_key IS NOT NULL AND r.stock_kind = 'sku')]
             WHERE COALESCE(v.quantity, 0) < r.quantity
             ORDER BY r.order_key, r.direction, r.stock_kind, r.stock_key
            """;

    private static final String OLDEST = "SELECT MIN({inventory.created_at}) AS created_at FROM {inventory}";

    private static final String WITHOUT_LEDGER = """
            SELECT t.order_key, t.cancellation_no, t.from_status, t.created_at
              FROM ylh_transition t
             WHERE t.order_key IN (:keys) AND t.kind = 'cancel'
               AND NOT EXISTS (SELECT 1 FROM ylh_stock_ledger l
                                WHERE l.order_key = t.order_key AND l.cancellation_no = t.cancellation_no AND l.direction = 'release')
             ORDER BY t.order_key, t.cancellation_no
            """;
    /** What a family got back is what its members brought back, those among them whose rows are pruned included. */
    private static final String FAMILIES = """
            SELECT f.family_key, f.stock_kind, f.stock_key, f.released,
                   f.pruned + COALESCE((SELECT SUM(CASE WHEN l.direction = 'release' THEN l.quantity ELSE -l.quantity END)
                                          FROM ylh_stock_ledger l
                                         WHERE l.order_key = f.family_key AND l.stock_kind = f.stock_kind
                                           AND l.stock_key = f.stock_key), 0)
                            + COALESCE((SELECT SUM(CASE WHEN l.direction = 'release' THEN l.quantity ELSE -l.quantity END)
                                          FROM {orders} o
                                          JOIN ylh_stock_ledger l ON l.order_key = {o:orders.id}
                                         WHERE {o:orders.parent_id} = f.family_key AND l.stock_kind = f.stock_kind
                                           AND l.stock_key = f.stock_key), 0) AS booked
              FROM ylh_family_release f
             WHERE f.family_key IN (:families) AND f.location = '' AND f.stock_column = 'stock'
             ORDER BY f.family_key, f.stock_kind, f.stock_key
            """;

    private static final String NOT_IN_FAMILY = """
            SELECT l.order_key, l.stock_kind, l.stock_key, l.quantity, l.created_at
              FROM ylh_stock_ledger l
              JOIN {orders} o ON {o:orders.id} = l.order_key
             WHERE l.order_key IN (:keys) AND l.direction = 'release' AND l.quantity > 0 AND {o:orders.parent_id} IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM ylh_family_release f
                                WHERE f.family_key = {o:orders.parent_id} AND f.stock_kind = l.stock_kind
                                  AND f.stock_key = l.stock_key)
             ORDER BY l.order_key, l.stock_kind, l.stock_key
            """;
    private static final String PARENTS =
            "SELECT DISTINCT {o:orders.parent_id} AS id FROM {orders} o WHERE {o:orders.parent_id} IN (:keys)";

    /** What is wrong with the books of an order. */
    private record Fault(
            RowKey order, Message shop, Message other, Optional<Instant> since, Map<String, String> details) {}

    /** From when on the shop has its log; looked up when it is needed. */
    private Optional<Instant> oldestLogged;

    public Books(Database database, ShopSchema schema) {
        super(DisagreementKind.BOOKS, database, schema);
    }

    @Override
    String candidates(boolean behind) {
        return CANCELLED_HERE.formatted(behind(behind, "t.order_key"));
    }

    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        List<Fault> faults = new ArrayList<>();
        Parameters all = Parameters.of("keys", keys);
        boolean families = schema.has(ShopTable.ORDERS, "parent_id");
        if (schema.has(ShopTable.INVENTORY, "order_id") && schema.has(ShopTable.INVENTORY, "change_type")) {
            faults.addAll(notLogged(sql, all));
        }
        faults.addAll(withoutLedger(sql, all));
        if (families) {
            faults.addAll(ofFamilies(sql, keys));
            sql.list(schema.render(NOT_IN_FAMILY), all, row -> faults.add(notInFamily(row)));
        }
        Map<RowKey, Order> orders = faults.isEmpty()
                ? Map.of()
                : Orders.byKeys(
                        sql,
                        schema,
                        faults.stream().map(Fault::order).distinct().toList());
        return faults.stream()
                .filter(fault -> orders.containsKey(fault.order()))
                .sorted(Comparator.comparing(Fault::order))
                .map(fault -> disagreement(orders.get(fault.order()), fault))
                .toList();
    }

    private List<Fault> notLogged(Sql sql, Parameters all) {
        boolean skus = schema.has(ShopTable.INVENTORY, "sku_id");
        String compared = schema.render(
                NOT_LOGGED.formatted(skus ? "l.stock_kind" : "'product'", skus ? "l.stock_key" : "l.product_key"));
        List<Fault> faults = new ArrayList<>();
        sql.list(
                compared,
                all,
                row -> (row.number("logged") > 0 || isLoggedThen(sql, row.instant("created_at")))
                        && faults.add(notLogged(row)));
        return faults;
    }

    /** A shop may throw its old log away. */
    private boolean isLoggedThen(Sql sql, Instant at) {
        if (oldestLogged == null) {
            oldestLogged = sql.list(
                            schema.render(OLDEST),
                            row -> schema.time("inventory.created_at").atIfThere(row, "created_at"))
                    .get(0);
        }
        return oldestLogged.filter(oldest -> !oldest.isAfter(at)).isPresent();
    }

    private static Fault notLogged(Row row) {
        boolean taken = row.text("direction").equals("take");
        String stock = stock(row);
        long booked = row.number("quantity");
        long logged = row.number("logged");
        return new Fault(
                row.key("order_key"),
                Message.of(taken ? "reconcile.books-log-taken" : "reconcile.books-log", logged, stock),
                Message.of("reconcile.books-ledger", booked),
                Optional.of(row.instant("created_at")),
                details(taken ? "log-take" : "log-release", stock, booked, logged));
    }

    /** An order that shares its stock may rightly give nothing back, and so may one of the supplier's goods alone. */
    private List<Fault> withoutLedger(Sql sql, Parameters all) {
        record Cancelled(RowKey order, int number, StoredStatus from, Instant at) {}
        List<Cancelled> without = sql.list(
                WITHOUT_LEDGER,
                all,
                row -> new Cancelled(
                        row.key("order_key"),
                        row.integer("cancellation_no"),
                        schema.status(row.text("from_status")),
                        row.instant("created_at")));
        Set<RowKey> keys = new LinkedHashSet<>();
        without.forEach(one -> keys.add(one.order()));
        if (keys.isEmpty()) {
            return List.of();
        }
        Map<RowKey, Order> orders = Orders.byKeys(sql, schema, keys);
        Map<RowKey, List<OrderLine>> lines = Orders.lines(sql, schema, keys);
        Set<RowKey> shared = sharing(sql, orders);
        List<Fault> faults = new ArrayList<>();
        for (Cancelled one : without) {
            long units = shared.contains(one.order())
                    ? 0
                    : schema.held(one.from()).held(lines.get(one.order())).stream()
                            .mapToLong(OrderLine::quantity)
                            .sum();
            if (units > 0) {
                faults.add(new Fault(
                        one.order(),
                        Message.of("reconcile.books-lines", units),
                        Message.of("reconcile.books-no-ledger", one.number()),
                        Optional.of(one.at()),
                        details("no-ledger", "", 0, units)));
            }
        }
        return faults;
    }

    private Set<RowKey> sharing(Sql sql, Map<RowKey, Order> orders) {
        Set<RowKey> sharing = new HashSet<>();
        if (schema.has(ShopTable.ORDERS, "parent_id")) {
            sharing.addAll(sql.list(schema.render(PARENTS), Parameters.of("keys", orders.keySet()), Row::key));
            orders.values().stream()
                    .filter(order -> order.parent().isPresent())
                    .forEach(order -> sharing.add(order.id()));
        }
        return sharing;
    }

    private List<Fault> ofFamilies(Sql sql, Collection<RowKey> keys) {
        Map<RowKey, List<RowKey>> members = new HashMap<>();
        Orders.byKeys(sql, schema, keys)
                .values()
                .forEach(order -> members.computeIfAbsent(order.root(), root -> new ArrayList<>())
                        .add(order.id()));
        List<Fault> faults = new ArrayList<>();
        sql.list(schema.render(FAMILIES), Parameters.of("families", members.keySet()), row -> {
            long released = row.number("released");
            long booked = row.number("booked");
            String stock = stock(row);
            return released != booked
                    && members.get(row.key("family_key")).stream()
                            .map(order -> new Fault(
                                    order,
                                    Message.of("reconcile.books-family", released, stock),
                                    Message.of("reconcile.books-members", booked),
                                    Optional.empty(),
                                    details("family", stock, booked, released)))
                            .map(faults::add)
                            .reduce(true, Boolean::logicalAnd);
        });
        return faults;
    }

    private static Fault notInFamily(Row row) {
        String stock = stock(row);
        long booked = row.number("quantity");
        return new Fault(
                row.key("order_key"),
                Message.of("reconcile.books-family", 0, stock),
                Message.of("reconcile.books-members", booked),
                Optional.of(row.instant("created_at")),
                details("family", stock, booked, 0));
    }

    private static String stock(Row row) {
        return row.text("stock_kind") + ":" + row.key("stock_key");
    }

    /**
     * @param what which book it is that differs
     * @param booked what the ledger says
     * @param there what the other book says
     */
    private static Map<String, String> details(String what, String stock, long booked, long there) {
        Map<String, String> details = new TreeMap<>();
        details.put("book", what);
        details.put("stock", stock);
        details.put("ledger", String.valueOf(booked));
        details.put("other", String.valueOf(there));
        return details;
    }

    private static Disagreement disagreement(Order order, Fault fault) {
        return new Disagreement(
                DisagreementKind.BOOKS,
                order.id(),
                order.number(),
                order.soId(),
                fault.shop(),
                fault.other(),
                fault.since(),
                Repair.OPERATOR,
                fault.details());
    }
}
