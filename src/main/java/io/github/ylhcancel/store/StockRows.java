package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** The rows that hold stocks, of products or of SKUs. They are locked in the order of their keys, by every cancellation. */
final class StockRows {
    private static final String PRODUCTS = """
            SELECT {p:products.id} AS id, {p:products.sales_count?} AS sales_count FROM {products} p
             WHERE {p:products.id} IN (:keys) {p:products there} ORDER BY {p:products.id}
            """;
    private static final String SKUS = """
            SELECT {s:skus.id} AS id, NULL AS sales_count FROM {skus} s WHERE {s:skus.id} IN (:keys) ORDER BY {s:skus.id}
            """;
    private static final String ADD_TO_PRODUCT = """
            UPDATE {products}
               SET {products.stock} = {products.stock} + :quantity
                   [products.sales_count ? , {products.sales_count} = {products.sales_count} - :sold]
             WHERE {products.id} = :key {products there}
            """;
    private static final String ADD_TO_SKU =
            "UPDATE {skus} SET {skus.stock} = {skus.stock} + :quantity WHERE {skus.id} = :key";
    private static final String ADD_TO_PRODUCTS = """
            UPDATE {products} t
               SET {products.stock} = {t:products.stock} + s.quantity
                   [products.sales_count ? , {products.sales_count} = {t:products.sales_count} - s.sold]
              FROM unnest(CAST(:keys AS _int8), CAST(:quantities AS _int8), CAST(:sold AS _int8)) AS s (id, quantity, sold)
             WHERE {t:products.id} = s.id {t:products there}
            """;
    private static final String ADD_TO_SKUS = """
            UPDATE {skus} t
               SET {skus.stock} = {t:skus.stock} + s.quantity
              FROM unnest(CAST(:keys AS _int8), CAST(:quantities AS _int8)) AS s (id, quantity)
             WHERE {t:skus.id} = s.id
            """;

    private static final String TAKE_FROM_PRODUCT = """
            UPDATE {products}
               SET {products.stock} = {products.stock} - :quantity
                   [products.sales_count ? , {products.sales_count} = {products.sales_count} + :sold]
             WHERE {products.id} = :key AND (:quantity = 0 OR :quantity <= {products.stock}) {products there}
            """;
    private static final String TAKE_FROM_SKU =
            "UPDATE {skus} SET {skus.stock} = {skus.stock} - :quantity WHERE {skus.id} = :key AND :quantity <= {skus.stock}";

    /**
     * What happens to a row.
     *
     * @param quantity goes to the stock; more than that can hold is refused by the database
     * @param sold is taken off the count of sales, where the shop keeps one
     */
    record Change(long quantity, long sold) {
        Change and(Change more) {
            return new Change(Math.addExact(quantity, more.quantity()), Math.addExact(sold, more.sold()));
        }
    }

    private final Sql sql;
    private final ShopSchema schema;
    private final StockKind kind;

    StockRows(Sql sql, ShopSchema schema, StockKind kind) {
        this.sql = sql;
        this.schema = schema;
        this.kind = kind;
    }

    /**
     * Locks the rows and answers how many of each product were sold, where that is known and the product is there. To lock before
     * anything is added keeps H2 from adding to what a row was before it had to wait for it.
     *
     * @throws StockNotReleasableException if stock would come back to a row that is not there, or that is one of several
     * @throws ContentionException if somebody else has one that is not waited for
     */
    Map<RowKey, Long> lock(SortedMap<RowKey, Change> changes, StockLock how) {
        boolean taken = take(changes.keySet(), how);
        Map<RowKey, Long> sold = new HashMap<>();
        String lock = taken ? "" : sql.dialect().rowLock();
        sql.list(rows() + lock, Parameters.of("keys", changes.keySet()), row -> {
            RowKey key = row.key("id");
            if (sold.containsKey(key)) {
                throw new StockNotReleasableException(kind.row(key), false, Message.of(several(), key));
            }
            return sold.put(key, row.optionalNumber("sales_count").orElse(-1));
        });
        changes.forEach((key, change) -> {
            if (change.quantity() != 0 && !sold.containsKey(key)) {
                throw new StockNotReleasableException(kind.row(key), true, Message.of(none(), key));
            }
        });
        return sold;
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
    void add(SortedMap<RowKey, Change> changes) {
        if (sql.dialect().hasArrays()) {
            addTogether(changes);
        } else {
            addEach(changes);
        }
    }

    private void addTogether(SortedMap<RowKey, Change> changes) {
        Parameters parameters = Parameters.of("keys", sql.array(changes.keySet()))
                .and(
                        "quantities",
                        sql.array(
                                changes.values().stream().map(Change::quantity).toList()))
                .and(
                        "sold",
                        sql.array(changes.values().stream().map(Change::sold).toList()));
        String add = kind == StockKind.SKU ? ADD_TO_SKUS : ADD_TO_PRODUCTS;
        Counts.require(changes.size(), sql.update(schema.render(add), parameters));
    }

    private void addEach(SortedMap<RowKey, Change> changes) {
        List<Parameters> rows = new ArrayList<>();
        changes.forEach((key, change) -> rows.add(
                Parameters.of("key", key).and("quantity", change.quantity()).and("sold", change.sold())));
        String add = kind == StockKind.SKU ? ADD_TO_SKU : ADD_TO_PRODUCT;
        Counts.requireOneEach(sql.batch(schema.render(add), rows));
    }

    /**
     * The other way round: takes from the stock, and adds to the count of sales. The rows are locked.
     *
     * @throws StockGoneException if one has less than is to be taken; what was taken from the others has to be undone then
     */
    void take(SortedMap<RowKey, Change> changes) {
        List<Parameters> rows = new ArrayList<>();
        changes.forEach((key, change) -> rows.add(
                Parameters.of("key", key).and("quantity", change.quantity()).and("sold", change.sold())));
        String take = kind == StockKind.SKU ? TAKE_FROM_SKU : TAKE_FROM_PRODUCT;
        for (int taken : sql.batch(schema.render(take), rows)) {
            if (taken == 0) {
                throw new StockGoneException();
            }
            Counts.require(1, taken);
        }
    }

    /** Whether the shop counts what it sold of a product. */
    static boolean countsSales(ShopSchema schema) {
        return schema.has(ShopTable.PRODUCTS, "sales_count");
    }
}
