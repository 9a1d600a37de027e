package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.StockTake;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
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
import java.util.TreeMap;

/**
 * The families of some orders, kept up to date while these are settled one after the other: what one member got back, be it years
 * ago or in this very set, the next one does not.
 */
public final class FamilyBook {
    /** Two searches and not one with OR, each of which finds its rows by an index. */
    private static final String MEMBERS = """
            SELECT {o:orders.parent_id} AS root, {o:orders.id} AS id, {o:orders.number} AS order_number,
                   {o:orders.status} AS status
              FROM {orders} o WHERE {o:orders.parent_id} IN (:roots) {o:orders there}
            UNION ALL
            SELECT {o:orders.id} AS root, {o:orders.id} AS id, {o:orders.number} AS order_number,
                   {o:orders.status} AS status
              FROM {orders} o WHERE {o:orders.id} IN (:roots) {o:orders there}
             ORDER BY 2
            """;

    private static final String RELEASED = """
            SELECT family_key, stock_kind, stock_key, released FROM ylh_family_release
             WHERE family_key IN (:roots) AND location = '' AND stock_column = 'stock'
            """;
    private static final String INSERT = """
            INSERT INTO ylh_family_release (family_key, stock_kind, stock_key, location, stock_column, released)
            VALUES (:family_key, :stock_kind, :stock_key, '', 'stock', :released)
            """;
    private static final String UPDATE = """
            UPDATE ylh_family_release SET released = :released
             WHERE family_key = :family_key AND stock_kind = :stock_kind AND stock_key = :stock_key
               AND location = '' AND stock_column = 'stock'
            """;

    private record Place(RowKey family, StockRow row) {}

    private final ShopSchema schema;
    /** By family, then by member: what is told of it. */
    private final Map<RowKey, Map<RowKey, Family.Member>> members = new HashMap<>();

    private final Map<RowKey, Map<StockRow, Integer>> released = new HashMap<>();
    private final Set<Place> known = new HashSet<>();
    private final Set<Place> changed = new LinkedHashSet<>();

    /**
     * Reads what the families of {@code orders} are, and what they got back.
     */
    FamilyBook(Sql sql, ShopSchema schema, Collection<Order> orders) {
        this.schema = schema;
        if (schema.has(ShopTable.ORDERS, "parent_id")) {
            Set<RowKey> roots = new LinkedHashSet<>();
            orders.forEach(order -> roots.add(order.root()));
            Parameters parameters = Parameters.of("roots", roots);
            sql.list(schema.render(MEMBERS), parameters, this::member);
            members.values().removeIf(family -> family.size() == 1);
            Set<RowKey> families = new LinkedHashSet<>(members.keySet());
            orders.stream().filter(order -> order.parent().isPresent()).forEach(order -> families.add(order.root()));
            sql.list(RELEASED, Parameters.of("roots", families), this::released);
        }
    }

    private Object member(Row row) {
        return members.computeIfAbsent(row.key("root"), root -> new LinkedHashMap<>())
                .put(row.key("id"), new Family.Member(row.text("order_number"), schema.status(row.text("status"))));
    }

    private Object released(Row row) {
        Place place = new Place(row.key("family_key"), stockRow(row));
        known.add(place);
        return of(place.family()).put(place.row(), row.integer("released"));
    }

    private Map<StockRow, Integer> of(RowKey root) {
        return released.computeIfAbsent(root, family -> new TreeMap<>());
    }

    private static StockRow stockRow(Row row) {
        return StockKind.ofWord(row.text("stock_kind")).row(row.key("stock_key"));
    }

    /** Whether an order does not stand alone. */
    boolean has(Order order) {
        return order.parent().isPresent() || members.containsKey(order.root());
    }

    /** The family of an order as it is now; nothing for an order that stands alone. */
    public Optional<Family> of(Order order) {
        if (!has(order)) {
            return Optional.empty();
        }
        Map<RowKey, Family.Member> family = members.getOrDefault(order.root(), Map.of());
        List<Family.Member> others = new ArrayList<>();
        family.forEach((key, member) -> {
            if (!key.equals(order.id())) {
                others.add(member);
            }
        });
        return Optional.of(new Family(order.root(), others, Map.copyOf(of(order.root()))));
    }

    /** What the cancellation of an order gives back as things are now. */
    public StockPlan plan(Order order, List<OrderLine> lines) {
        return StockPlan.of(lines, schema.held(order.status()), of(order));
    }

    /** From now on the order is cancelled, and its family has got back what {@code plan} says. */
    public void settle(Order order, StockPlan plan) {
        Map<RowKey, Family.Member> family = members.getOrDefault(order.root(), new HashMap<>());
        StoredStatus cancelled = schema.status(schema.word(OrderStatus.CANCELLED));
        family.computeIfPresent(order.id(), (key, member) -> new Family.Member(member.number(), cancelled));
        for (StockRelease release : plan.releases()) {
            of(order.root()).merge(release.row(), release.quantity(), Math::addExact);
            changed.add(new Place(order.root(), release.row()));
        }
    }

    /** The orders that share its stock, itself among them. */
    Set<RowKey> members(Order order) {
        Set<RowKey> keys =
                new LinkedHashSet<>(members.getOrDefault(order.root(), Map.of()).keySet());
        keys.add(order.id());
        return keys;
    }

    /** From now on the family of the order has so much less back. */
    void takeAgain(Order order, StockTake take) {
        for (StockRelease taken : take.takes()) {
            of(order.root()).merge(taken.row(), -taken.quantity(), Math::addExact);
            changed.add(new Place(order.root(), taken.row()));
        }
    }

    /** Writes what they got back. Their main orders are locked, so nobody else does the same. */
    void write(Sql sql) {
        List<Parameters> inserts = new ArrayList<>();
        List<Parameters> updates = new ArrayList<>();
        for (Place place : changed) {
            Parameters parameters = Parameters.of("family_key", place.family())
                    .and("stock_kind", StockKind.of(place.row()).word())
                    .and("stock_key", place.row().id())
                    .and("released", of(place.family()).get(place.row()));
            (known.contains(place) ? updates : inserts).add(parameters);
        }
        sql.insert(INSERT, inserts);
        Counts.requireOneEach(sql.batch(UPDATE, updates));
    }
}
