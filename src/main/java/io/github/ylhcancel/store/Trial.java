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

    /** Ends the transaction, of which nothing is to stay. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undone() {
            super("nothing of it is kept", null, false, false);
        }
    }

    private final Database database;
    private final ShopSchema schema;
    private final String runId;
    private Optional<Message> refusal = Optional.empty();
    private final List<RowChange> changes = new ArrayList<>();

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
            database.transaction(sql -> {
                tryOut(sql, order, entry, now);
                throw new Undone();
            });
        } catch (Undone asWanted) {
            return new TriedOrder(order, refusal, List.copyOf(changes));
        } catch (StockNotReleasableException stock) {
            refusal = Optional.of(stock.what());
        } catch (RefusedRowException refused) {
            refusal = Optional.of(Message.of("order.row-refused", String.valueOf(refused.getMessage())));
        } catch (RowCountException count) {
            refusal = Optional.of(Message.of("order.row-count", count.written(), count.expected()));
        } catch (ContentionException busy) {
            refusal = Optional.of(Message.of("order.contended"));
        }
        return new TriedOrder(order, refusal, List.of());
    }

    private void tryOut(Sql sql, Order order, Entry entry, Instant now) {
        refusal = Optional.empty();
        changes.clear();
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
        for (CancelAnswer answer :
                set.write(List.of(entry), true, new ArrayList<>()).answers()) {
            refusal = refusal(answer);
        }
        Map<ShopTable, List<Map<String, String>>> after = rows(sql, order.id(), lines);
        before.forEach((table, rows) -> compare(table, rows, after.get(table)));
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

    private void compare(ShopTable table, List<Map<String, String>> before, List<Map<String, String>> after) {
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
