package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.TimeColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the orders that nobody has paid for too long. Changes nothing and locks nothing: what it finds is checked again when it is cancelled. */
public final class UnpaidOrders {
    private static final String COUNTS = """
            SELECT COUNT(*) AS pending, COALESCE(SUM(CASE WHEN {o:orders.created_at} < :cut_off THEN 1 ELSE 0 END), 0) AS overdue
              FROM {orders} o
             WHERE {o:orders.status is status.pending} {o:orders there} {o:orders cancellable}
            """;
    /** What was put back is taken off afterwards, since it is little: to leave it out would cost a look for each pending order. */
    private static final String PUT_BACK = """
            SELECT COUNT(*) AS pending, COALESCE(SUM(CASE WHEN {o:orders.created_at} < :cut_off THEN 1 ELSE 0 END), 0) AS overdue
              FROM ylh_put_back b
              JOIN {orders} o ON {o:orders.id} = b.order_key
             WHERE {o:orders.status is status.pending} {o:orders there} {o:orders cancellable}
            """;
    /** No sweep takes again by itself what was put back. */
    static final String NOT_PUT_BACK = "NOT EXISTS (SELECT 1 FROM ylh_put_back b WHERE b.order_key = {o:orders.id})";

    /**
     * Keyset, spelled out: MariaDB finds no index range in a comparison of rows. The state leads the order because H2 would not use
     * the index without it, so that a shop with several words for it has a sequence of pages for each.
     */
    private static final String PAGE = """
            SELECT {o:orders.id} AS id, {o:orders.created_at} AS created_at
              FROM {orders} o
             WHERE {o:orders.status is status.pending#%s} AND {o:orders.created_at} < :cut_off {o:orders there} {o:orders cancellable} AND %s %s
             ORDER BY {o:orders.status}, {o:orders.created_at}, {o:orders.id}
             LIMIT :limit
            """;

    private static final String FIRST_PAGE = PAGE.formatted("%s", NOT_PUT_BACK, "");
    private static final String NEXT_PAGE = PAGE.formatted(
            "%s",
            NOT_PUT_BACK,
            "AND {o:orders.created_at} >= :after AND ({o:orders.created_at} > :after OR {o:orders.id} > :after_id)");

    /** Later than any order, and within what every database can store. */
    private static final Instant LATE = Instant.parse("9000-01-01T00:00:00Z");

    private static final String NUMBER =
            "SELECT {o:orders.number} FROM {orders} o WHERE {o:orders.id} = :id {o:orders there}";

    /**
     * @param pending all orders that wait for their payment, but for those that were put back
     * @param overdue those of them that were made before the cut-off
     */
    public record Counts(long pending, long overdue) {}

    /**
     * A place in the sequence of the overdue orders: behind this one.
     *
     * @param word which of the shop's words for a pending order it has
     * @param stored when it was made, as its row has it
     */
    public record Place(int word, RowKey id, Object stored) {}

    /**
     * Some of the overdue orders, of each word the oldest first.
     *
     * @param last where the next page begins; nothing when there is none
     */
    public record Page(List<RowKey> keys, Optional<Place> last) {}

    private final Database database;
    private final ShopSchema schema;

    public UnpaidOrders(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** The database's clock, which all sweeps on all machines share. */
    public Instant now() {
        return database.now();
    }

    public Counts counts(Instant cutOff) {
        return database.readTogether(sql -> {
            Counts all = counts(sql, COUNTS, cutOff);
            Counts putBack = counts(sql, PUT_BACK, cutOff);
            return new Counts(
                    Math.max(0, all.pending() - putBack.pending()), Math.max(0, all.overdue() - putBack.overdue()));
        });
    }

    private Counts counts(Sql sql, String counting, Instant cutOff) {
        return sql.first(
                        schema.render(counting),
                        Parameters.of("cut_off", createdAt().bound(cutOff)),
                        row -> new Counts(row.number("pending"), row.number("overdue")))
                .orElseThrow();
    }

    /**
     * The oldest that were made before {@code cutOff}, behind {@code after}.
     *
     * @param after the last one of the page before, or nothing for the first page
     */
    public Page page(Instant cutOff, Optional<Place> after, int limit) {
        List<RowKey> keys = new ArrayList<>();
        Optional<Place> last = after;
        int words = schema.words(OrderStatus.PENDING).size();
        for (int word = after.map(Place::word).orElse(0); word < words; word++) {
            last = add(keys, word, last, cutOff, limit);
            if (last.isPresent()) {
                break;
            }
        }
        return new Page(keys, last);
    }

    /** The orders with one of the shop's words; answers where to go on once there are enough. */
    private Optional<Place> add(List<RowKey> keys, int word, Optional<Place> after, Instant cutOff, int limit) {
        Parameters place = Parameters.of("cut_off", createdAt().bound(cutOff))
                .and("after", after.map(Place::stored))
                .and("after_id", after.map(Place::id))
                .and("limit", limit - keys.size());
        String page = schema.render((after.isPresent() ? NEXT_PAGE : FIRST_PAGE).formatted(word));
        int before = keys.size();
        return database.read(sql -> {
            keys.subList(before, keys.size()).clear();
            List<Place> last = new ArrayList<>();
            sql.list(page, place, row -> {
                RowKey key = row.key("id");
                keys.add(key);
                // To read the time of each would cost more than to find them.
                return keys.size() == limit
                        && last.add(new Place(word, key, createdAt().raw(row, "created_at")));
            });
            return last.stream().findFirst();
        });
    }

    private TimeColumn createdAt() {
        return schema.time("orders.created_at");
    }

    /** The orders of these keys, the oldest first. */
    public List<Order> byIds(List<RowKey> ids) {
        return new Orders(database, schema)
                .byKeys(ids).values().stream()
                        .sorted(Comparator.comparing(Order::createdAt).thenComparing(Order::id))
                        .toList();
    }

    /** Those of the orders that a sweep would leave alone now, and why; who has something in hand is not foreseen. */
    public Map<RowKey, Reason> skipped(List<RowKey> ids) {
        return database.read(sql -> UnpaidClaim.look(sql, schema, ids).skipped());
    }

    /**
     * Why a sweep leaves an order.
     *
     * @param evidence what of its family or check-out decided that
     */
    public record Left(Reason why, Optional<Message> evidence) {}

    /**
     * Why a sweep would leave this order now; nothing if it would take it. Asks what the sweep itself asks: where the database takes writes
     * by taking the same locks for a moment, which waits for nobody, and otherwise without them.
     */
    public Optional<Left> left(Order order) {
        UnpaidClaim.Claimed claimed = database.takesWrites() ? tried(order) : looked(order);
        return Optional.ofNullable(claimed.skipped().get(order.id()))
                .map(why -> new Left(why, Optional.ofNullable(claimed.evidence().get(order.root()))));
    }

    private UnpaidClaim.Claimed tried(Order order) {
        try {
            return database.locking(
                    sql -> UnpaidClaim.take(sql, schema, List.of(order.id()), false, false), Database.Patience.SHORT);
        } catch (UserError unable) {
            // Whoever only watches may have no right to lock.
            return looked(order);
        }
    }

    private UnpaidClaim.Claimed looked(Order order) {
        return database.read(sql -> UnpaidClaim.look(sql, schema, List.of(order.id())));
    }

    /** When the oldest order was made that waits for its payment and that a sweep may take. */
    public Optional<Instant> oldest() {
        Parameters first = Parameters.of("cut_off", createdAt().bound(LATE)).and("limit", 1);
        List<Instant> oldest = new ArrayList<>();
        for (int word = 0; word < schema.words(OrderStatus.PENDING).size(); word++) {
            String page = schema.render(FIRST_PAGE.formatted(word));
            database.read(sql -> sql.first(page, first, row -> createdAt().at(row, "created_at")))
                    .ifPresent(oldest::add);
        }
        return oldest.stream().min(Comparator.naturalOrder());
    }

    /** How many units of stock come back with each of the orders, which are cancelled one after the other; by key. */
    public Map<RowKey, Long> units(List<Order> orders) {
        return database.read(sql -> units(sql, orders));
    }

    private Map<RowKey, Long> units(Sql sql, List<Order> orders) {
        Map<RowKey, List<OrderLine>> lines =
                Orders.lines(sql, schema, orders.stream().map(Order::id).toList());
        FamilyBook families = new FamilyBook(sql, schema, orders);
        Map<RowKey, Long> units = new HashMap<>();
        orders.forEach(order -> units.put(order.id(), units(order, lines.get(order.id()), families)));
        return units;
    }

    /** More than a stock can hold comes back as nothing: such an order cannot be cancelled. */
    private static long units(Order order, List<OrderLine> lines, FamilyBook families) {
        try {
            StockPlan plan = families.plan(order, lines);
            families.settle(order, plan);
            return plan.units();
        } catch (ArithmeticException overflow) {
            return 0;
        }
    }

    /** What people call the order. */
    public String number(RowKey id) {
        return database.read(sql -> sql.first(schema.render(NUMBER), Parameters.of("id", id), Row::text))
                .orElse("#" + id);
    }
}
