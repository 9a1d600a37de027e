package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.RowCountException;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.RowChange;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.TriedOrder;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the cancellation of an order would change in the shop's tables: it is carried out in a transaction that is undone. */
public final class Trial {
    /** By which condition the rows are found that belong to an order. */
    private static final Map<ShopTable, String> ROWS = new EnumMap<>(Map.of(
            ShopTable.ORDERS, "SELECT o.* FROM {orders} o WHERE {o:orders.id} = :key {o:orders there}",
            ShopTable.ITEMS, "SELECT i.* FROM {items} i WHERE {i:items.order_id} = :key {i:items there}",
            ShopTable.PRODUCTS, "SELECT p.* FROM {products} p WHERE {p:products.id} IN (:products) {p:products there}",
            ShopTable.SKUS, "SELECT s.* FROM {skus} s WHERE {s:skus.id} IN (:skus)",
            ShopTable.HISTORY, "SELECT h.* FROM {history} h WHERE {h:history.order_id} = :key",
            ShopTable.INVENTORY, "SELECT v.* FROM {inventory} v WHERE {v:inventory.order_id} = :key",
            ShopTable.PAYMENTS, "SELECT p.* FROM {payments} p WHERE {p:payments.order_id} = :key {p:payments there}"));

    /** Ends the transaction, of which nothing is to stay but what it would have come to. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient TriedOrder tried;

        Undone(TriedOrder tried) {
            super("nothing of it is kept", null, false, false);
            this.tried = tried;
        }
    }

    private final Database database;
    private final ShopSchema schema;
    private final String runId;

    public Trial(Database database, ShopSchema schema, String runId) {
        this.database = database;
        this.schema = schema;
        this.runId = runId;
    }

    /** Whether the stock log says to which orders its rows belong; of another what is written there is not shown. */
    public boolean showsStockLog() {
        return !schema.has(ShopTable.INVENTORY) || schema.has(ShopTable.INVENTORY, "order_id");
    }

    public TriedOrder cancel(Order order, CancelRequest request, Instant now) {
        Entry entry = new Entry(order.id(), request, Optional.empty());
        try {
            return database.transaction(sql -> {
                throw new Undone(tryOut(sql, order, entry, now));
            });
        } catch (Undone asWanted) {
            return asWanted.tried;
        } catch (StockNotReleasableException stock) {
            return refused(order, stock.what());
        } catch (RefusedRowException | RowCountException | ArithmeticException refused) {
            return refused(order, RefusedWrite.why(refused));
        } catch (ContentionException busy) {
            return refused(order, Message.of("order.contended"));
        }
    }

    private static TriedOrder refused(Order order, Message why) {
        return new TriedOrder(order, Optional.of(why), List.of());
    }

    private TriedOrder tryOut(Sql sql, Order order, Entry entry, Instant now) {
        List<OrderLine> lines = Orders.lines(sql, schema, List.of(order.id())).get(order.id());
        Map<ShopTable, List<Map<String, String>>> before = rows(sql, order.id(), lines);
        CancelSet set = new CancelSet(
                sql,
                schema,
                new StatusHistory(schema, runId),
                new Step(runId, 0, 1),
                Optional.empty(),
                true,
                checkpoint -> {},
                Guard.AS_IT_STANDS,
                StockLock.CAREFULLY,
                Optional.empty(),
                now);
        Optional<Message> refusal = set.write(List.of(entry), true, new ArrayList<>()).answers().stream()
                .flatMap(answer -> refusal(answer).stream())
                .findFirst();
        Map<ShopTable, List<Map<String, String>>> after = rows(sql, order.id(), lines);
        List<RowChange> changes = new ArrayList<>();
        before.forEach((table, rows) -> changes.addAll(changes(table, rows, after.get(table))));
        return new TriedOrder(order, refusal, changes);
    }

    private static Optional<Message> refusal(CancelAnswer answer) {
        if (answer instanceof CancelAnswer.Cancelled) {
            return Optional.empty();
        }
        if (answer instanceof CancelAnswer.Declined declined
                && declined.decision() instanceof Decision.Refused refused) {
            return Optional.of(refused.why());
        }
        return Optional.of(Message.of(
                answer instanceof CancelAnswer.AlreadyCancelled ? "order.already-cancelled" : "order.contended"));
    }

    private Map<ShopTable, List<Map<String, String>>> rows(Sql sql, RowKey order, List<OrderLine> lines) {
        Set<RowKey> products = new TreeSet<>();
        Set<RowKey> skus = new TreeSet<>();
        lines.forEach(line -> {
            line.productId().ifPresent(products::add);
            line.skuId().ifPresent(skus::add);
        });
        Parameters which = Parameters.of("key", order).and("products", products).and("skus", skus);
        Map<ShopTable, List<Map<String, String>>> rows = new EnumMap<>(ShopTable.class);
        ROWS.forEach((table, template) -> {
            boolean isThere = schema.has(table) && (table != ShopTable.INVENTORY || showsStockLog());
            if (isThere) {
                rows.put(table, sql.list(schema.render(template), which, Row::all));
            }
        });
        return rows;
    }

    private List<RowChange> changes(
            ShopTable table, List<Map<String, String>> before, List<Map<String, String>> after) {
        List<RowChange> changes = new ArrayList<>();
        boolean isWritten = table == ShopTable.HISTORY || table == ShopTable.INVENTORY;
        String id = isWritten ? "" : schema.column(table, "id");
        Map<String, Map<String, String>> old = new LinkedHashMap<>();
        before.forEach(row -> old.put(key(row, id), row));
        for (Map<String, String> row : after) {
            Map<String, String> was = old.getOrDefault(key(row, id), Map.of());
            row.forEach((column, value) -> {
                if (!Objects.equals(was.get(column), value)) {
                    changes.add(new RowChange(
                            schema.table(table),
                            isWritten ? "" : key(row, id),
                            database.dialect().written(column),
                            Optional.ofNullable(was.get(column)),
                            Optional.ofNullable(value)));
                }
            });
        }
        return changes;
    }

    /** Of rows that are only ever written anew all that they hold. */
    private static String key(Map<String, String> row, String id) {
        return row.entrySet().stream()
                .filter(entry -> !id.isEmpty() && entry.getKey().equalsIgnoreCase(id.replace("\"", "")))
                .findFirst()
                .map(entry -> String.valueOf(entry.getValue()))
                .orElseGet(row::toString);
    }
}
