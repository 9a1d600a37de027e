package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The rows that hold stocks, of products or of SKUs. They are locked in the order of their keys, by every cancellation. */
final class StockRows {
    private static final String PRODUCTS = """
            SELECT {p:products.id} AS id, {p:products.sales_count?} AS sales_count, {p:products.reserved?} AS reserved FROM {products} p
             WHERE {p:products.id} IN (:keys) {p:products there} ORDER BY {p:products.id}
            """;
    private static final String SKUS = """
            SELECT {s:skus.id} AS id, NULL AS sales_count, {s:skus.reserved?} AS reserved FROM {skus} s
             WHERE {s:skus.id} IN (:keys) ORDER BY {s:skus.id}
            """;
    private static final String CHANGE_PRODUCT =
            "UPDATE {products} SET %s WHERE {products.id} = :key %s {products there}";
    private static final String CHANGE_SKU = "UPDATE {skus} SET %s WHERE {skus.id} = :key %s";
    private static final String CHANGE_PRODUCTS =
            "UPDATE {products} t SET %s FROM unnest(%s) AS s (%s) WHERE {t:products.id} = s.id {t:products there}";
    private static final String CHANGE_SKUS =
            "UPDATE {skus} t SET %s FROM unnest(%s) AS s (%s) WHERE {t:skus.id} = s.id";
    private static final String ENOUGH = "AND (:wanted = 0 OR :wanted <= %s)";

    /** A column that a cancellation changes. */
    private enum Column {
        STOCK("stock", "+", "-", Change::stock),
        RESERVED("reserved", "-", "+", Change::reserved),
        SALES_COUNT("sales_count", "-", "+", Change::sold);

        private final String name;
        private final String back;
        private final String again;
        private final ToLongFunction<Change> change;

        Column(String name, String back, String again, ToLongFunction<Change> change) {
            this.name = name;
            this.back = back;
            this.again = again;
            this.change = change;
        }

        /** As templates name it. */
        String in(ShopTable table) {
            return table.key() + "." + name;
        }

        List<Long> of(Collection<Change> changes) {
            return changes.stream().map(change::applyAsLong).toList();
        }

        boolean isChanged(Collection<Change> changes) {
            return changes.stream().anyMatch(one -> change.applyAsLong(one) != 0);
        }
    }

    /**
     * What happens to a row when an order is cancelled; when it is put back, all of it goes the other way.
     *
     * @param stock goes to the stock; more than that can hold is refused by the database
     * @param reserved is taken off what is reserved
     * @param sold is taken off the count of sales, where the shop keeps one
     */
    record Change(long stock, long reserved, long sold) {
        Change and(Change more) {
            return new Change(
                    Math.addExact(stock, more.stock()),
                    Math.addExact(reserved, more.reserved()),
                    Math.addExact(sold, more.sold()));
        }

        /** Whether it is of the row's goods, and not of what was counted alone. */
        boolean movesGoods() {
            return stock != 0 || reserved != 0;
        }
    }

    /**
     * What a row says that is locked.
     *
     * @param sold how many were sold; negative where nobody knows
     */
    record Locked(long sold, long reserved) {}

    private final Sql sql;
    private final ShopSchema schema;
    private final StockKind kind;

    StockRows(Sql sql, ShopSchema schema, StockKind kind) {
        this.sql = sql;
        this.schema = schema;
        this.kind = kind;
    }

    /**
     * Locks the rows and answers what those say that are there. To lock before
     * anything is added keeps H2 from adding to what a row was before it had to wait for it.
     *
     * @throws StockNotReleasableException if stock would come back to a row that is not there, or that is one of several
     * @throws ContentionException if somebody else has one that is not waited for
     */
    Map<RowKey, Locked> lock(SortedMap<RowKey, Change> changes, StockLock how) {
        boolean taken = take(changes.keySet(), how);
        Map<RowKey, Locked> locked = new HashMap<>();
        String lock = taken ? "" : sql.dialect().rowLock();
        sql.list(rows() + lock, Parameters.of("keys", changes.keySet()), row -> {
            RowKey key = row.key("id");
            if (locked.containsKey(key)) {
                throw new StockNotReleasableException(kind.row(key), false, Message.of(several(), key));
            }
            long sold = row.optionalNumber("sales_count").orElse(-1);
            return locked.put(
                    key, new Locked(sold, row.optionalNumber("reserved").orElse(0)));
        });
        changes.forEach((key, change) -> {
            if (change.movesGoods() && !locked.containsKey(key)) {
                throw new StockNotReleasableException(kind.row(key), true, Message.of(none(), key));
            }
        });
        return locked;
    }

    /**
     * What is reserved never falls below nothing: of that nobody could say whose goods they are.
     *
     * @throws StockNotReleasableException if less is reserved than would come back
     */
    void requireReserved(SortedMap<RowKey, Change> changes, Map<RowKey, Locked> locked) {
        changes.forEach((key, change) -> {
            long there = change.reserved() == 0 ? 0 : locked.get(key).reserved();
            if (change.reserved() > there) {
                String what = kind == StockKind.SKU ? "stock.reserved-sku" : "stock.reserved-product";
                throw new StockNotReleasableException(
                        kind.row(key), false, Message.of(what, key, there, change.reserved()));
            }
        });
    }

    /** Answers whether they are ours already. */
    private boolean take(Collection<RowKey> keys, StockLock how) {
        if (how == StockLock.WITHOUT_WAITING && !held(keys).isEmpty()) {
            throw new ContentionException(1, "somebody else has a stock row", null);
        }
        boolean each = how == StockLock.CAREFULLY && sql.dialect().locksWhatItReads();
        if (each) {
            keys.forEach(this::await);
        }
        return each || how == StockLock.WITHOUT_WAITING;
    }

    /** Takes those that nobody else has, and answers which of the others are there. */
    Set<RowKey> held(Collection<RowKey> keys) {
        Set<RowKey> open = new HashSet<>(keys);
        list(sql.dialect().rowLock() + " SKIP LOCKED", keys).forEach(open::remove);
        return new HashSet<>(list("", open));
    }

    /** Takes one, and waits for it as long as the database lets one. */
    void await(RowKey key) {
        list(sql.dialect().rowLock(), List.of(key));
    }

    private List<RowKey> list(String lock, Collection<RowKey> keys) {
        return sql.list(rows() + lock, Parameters.of("keys", keys), row -> row.key("id"));
    }

    private String rows() {
        return schema.render(kind == StockKind.SKU ? SKUS : PRODUCTS);
    }

    private String several() {
        return kind == StockKind.SKU ? "stock.several-sku" : "stock.several-product";
    }

    private String none() {
        return kind == StockKind.SKU ? "stock.no-sku" : "stock.no-product";
    }

    /** Changes rows that are locked. */
    void add(SortedMap<RowKey, Change> changes, Instant now) {
        List<Column> columns = changed(changes);
        if (columns.isEmpty()) {
            return;
        }
        if (sql.dialect().hasArrays()) {
            addTogether(columns, changes, now);
        } else {
            String each = each().formatted(assignments(columns, column -> column.back, ":", ""), "");
            Counts.requireOneEach(sql.batch(schema.render(each), rows(columns, changes, now)));
        }
    }

    /** Those alone, so that a trigger on another one hears nothing. */
    private List<Column> changed(SortedMap<RowKey, Change> changes) {
        return Arrays.stream(Column.values())
                .filter(column -> column.isChanged(changes.values()))
                .toList();
    }

    private void addTogether(List<Column> columns, SortedMap<RowKey, Change> changes, Instant now) {
        Parameters parameters = schema.bindSets(Parameters.of("keys", sql.array(changes.keySet())), now);
        List<String> arrays = new ArrayList<>(List.of("CAST(:keys AS _int8)"));
        List<String> names = new ArrayList<>(List.of("id"));
        for (Column column : columns) {
            parameters = parameters.and(column.name, sql.array(column.of(changes.values())));
            arrays.add("CAST(:" + column.name + " AS _int8)");
            names.add(column.name);
        }
        String together = (kind == StockKind.SKU ? CHANGE_SKUS : CHANGE_PRODUCTS)
                .formatted(
                        assignments(columns, column -> column.back, "s.", "t:"),
                        String.join(", ", arrays),
                        String.join(", ", names));
        Counts.require(changes.size(), sql.update(schema.render(together), parameters));
    }

    private String each() {
        return kind == StockKind.SKU ? CHANGE_SKU : CHANGE_PRODUCT;
    }

    /**
     * @param sign which way the column goes
     * @param value what stands before the name of what it changes by
     * @param alias what stands before the name of what it was
     */
    private String assignments(List<Column> columns, Function<Column, String> sign, String value, String alias) {
        return columns.stream()
                .map(column -> "{%s} = {%s} %s %s"
                        .formatted(
                                column.in(kind.table()),
                                alias + column.in(kind.table()),
                                sign.apply(column),
                                value + column.name))
                .collect(Collectors.joining(", ", "", " {" + kind.table().key() + ".more-sets}"));
    }

    private List<Parameters> rows(List<Column> columns, SortedMap<RowKey, Change> changes, Instant now) {
        List<Parameters> rows = new ArrayList<>();
        changes.forEach((key, change) -> {
            Parameters row = schema.bindSets(Parameters.of("key", key), now)
                    .and("wanted", Math.max(change.stock(), change.reserved()));
            for (Column column : columns) {
                row = row.and(column.name, column.change.applyAsLong(change));
            }
            rows.add(row);
        });
        return rows;
    }

    /**
     * The other way round: takes from the stock or reserves, and adds to the count of sales. The rows are locked.
     *
     * @throws StockGoneException if one has less than is to be taken; what was taken from the others has to be undone then
     */
    void take(SortedMap<RowKey, Change> changes, Instant now) {
        List<Column> columns = changed(changes);
        if (columns.isEmpty()) {
            return;
        }
        String take = each().formatted(assignments(columns, column -> column.again, ":", ""), enough());
        for (int taken : sql.batch(schema.render(take), rows(columns, changes, now))) {
            if (taken == 0) {
                throw new StockGoneException();
            }
            Counts.require(1, taken);
        }
    }

    /** Nobody takes what another order has reserved, where that is in the stock still. */
    private String enough() {
        if (!schema.has(kind.table(), Column.STOCK.name)) {
            return "";
        }
        String stock = "{" + Column.STOCK.in(kind.table()) + "}";
        String reserved = "{" + Column.RESERVED.in(kind.table()) + "}";
        boolean isLess = schema.has(kind.table(), Column.RESERVED.name) && schema.keepsReservedInStock();
        return ENOUGH.formatted(isLess ? stock + " - COALESCE(" + reserved + ", 0)" : stock);
    }

    /** Whether the shop counts what it sold of a product. */
    static boolean countsSales(ShopSchema schema) {
        return schema.has(ShopTable.PRODUCTS, "sales_count");
    }
}
