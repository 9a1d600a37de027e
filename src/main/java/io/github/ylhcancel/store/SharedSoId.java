package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The orders that this program cancelled, or that YLH was told of, while another order has the same so-id. YLH knows an order by nothing
 * else, so that it would cancel both or, of two requests, believe the first.
 */
public final class SharedSoId implements Finder {
    /** Of so many the numbers are told; it is enough to go and look. */
    private static final int MOST_NAMED = 5;

    private static final String TOLD = " WHERE so_id IN (:so_ids) ORDER BY order_id, cancellation_no DESC";

    private static final String TOLD_SO_IDS = "SELECT order_id, so_id FROM ylh_cancellation WHERE order_id IN (:keys)";
    static final String TOLD_OF = "SELECT order_id, so_id FROM ylh_cancellation WHERE so_id IN (:so_ids)";

    /** An order that has a so-id or that YLH was told of by it, and how one calls it. */
    private record Holder(RowKey key, String number, String status) {}

    private final Database database;
    private final ShopSchema schema;
    private final Orders orders;

    public SharedSoId(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
        this.orders = new Orders(database, schema);
    }

    @Override
    public DisagreementKind kind() {
        return DisagreementKind.SHARED_SO_ID;
    }

    @Override
    public Page page(Optional<RowKey> after, int limit) {
        ChangedKeys.Stretch stretch = database.read(sql -> ChangedKeys.changedOrTold(sql, after, limit));
        return new Page(among(stretch.keys()), stretch.end());
    }

    @Override
    public List<Disagreement> among(Collection<RowKey> all) {
        Set<RowKey> keys = doubtful(all);
        if (keys.isEmpty()) {
            return List.of();
        }
        Map<RowKey, Order> mine = orders.byKeys(keys);
        Map<RowKey, List<Transition>> changes = database.read(sql -> Transitions.ofOrders(sql, keys));
        Map<RowKey, List<Cancellation>> told = database.read(sql -> Cancellations.ofOrders(sql, keys));
        Map<RowKey, Set<String>> soIds = new LinkedHashMap<>();
        keys.stream().filter(mine::containsKey).forEach(key -> {
            Set<String> known =
                    soIds(mine.get(key), changes.getOrDefault(key, List.of()), told.getOrDefault(key, List.of()));
            if (!known.isEmpty()) {
                soIds.put(key, known);
            }
        });
        Map<String, Map<RowKey, Holder>> holders = holders(soIds.values());
        List<Disagreement> found = new ArrayList<>();
        soIds.forEach((key, known) -> known.forEach(soId -> {
            List<Holder> others = holders.getOrDefault(soId, Map.of()).values().stream()
                    .filter(holder -> !holder.key().equals(key))
                    .toList();
            if (!others.isEmpty()) {
                Instant since = Stream.concat(
                                changes.getOrDefault(key, List.of()).stream().map(Transition::at),
                                told.getOrDefault(key, List.of()).stream().map(Cancellation::createdAt))
                        .min(Instant::compareTo)
                        .orElseThrow();
                found.add(disagreement(mine.get(key), soId, others, since));
            }
        }));
        return found;
    }

    /**
     * Those that share any so-id with another order, rightly or not. They are few, and to read two columns of the others costs a fraction
     * of reading all that is known of them.
     */
    private Set<RowKey> doubtful(Collection<RowKey> keys) {
        Map<String, Set<RowKey>> mine = new HashMap<>();
        orders.soIdsOf(keys, (key, soId) -> put(mine, key, soId));
        database.read(sql -> sql.list(TOLD_SO_IDS, Parameters.of("keys", keys), row -> put(mine, row)));
        Map<String, Set<RowKey>> having = new HashMap<>();
        orders.havingSoIds(mine.keySet(), (key, soId) -> put(having, key, soId));
        database.read(sql -> sql.list(TOLD_OF, Parameters.of("so_ids", mine.keySet()), row -> put(having, row)));
        Set<RowKey> doubtful = new TreeSet<>();
        mine.forEach((soId, holders) -> {
            if (having.getOrDefault(soId, Set.of()).size() > 1) {
                doubtful.addAll(holders);
            }
        });
        return doubtful;
    }

    private static boolean put(Map<String, Set<RowKey>> bySoId, Row row) {
        return put(bySoId, row.key("order_id"), row.text("so_id"));
    }

    private static boolean put(Map<String, Set<RowKey>> bySoId, RowKey key, String soId) {
        return bySoId.computeIfAbsent(soId, id -> new HashSet<>()).add(key);
    }

    /** By which YLH was told of the order, or would be; of one that was put back and that YLH never cancelled there is nothing to fear. */
    private static Set<String> soIds(Order order, List<Transition> changes, List<Cancellation> told) {
        Set<String> soIds = new LinkedHashSet<>();
        told.stream()
                .filter(one -> !one.isVoid())
                .map(one -> one.request().soId())
                .forEach(soIds::add);
        boolean cancelled = Transition.latest(changes)
                .filter(last -> last.kind() == Transition.Kind.CANCEL)
                .isPresent();
        if (cancelled || !soIds.isEmpty()) {
            order.soId().filter(soId -> !soId.isBlank()).ifPresent(soIds::add);
        }
        return soIds;
    }

    /** What the database finds equal is compared once more, since MariaDB overlooks case and trailing blanks. */
    private Map<String, Map<RowKey, Holder>> holders(Collection<Set<String>> soIds) {
        Set<String> all = new LinkedHashSet<>();
        soIds.forEach(all::addAll);
        Map<String, Map<RowKey, Holder>> holders = new HashMap<>();
        database.read(sql -> toldOf(sql, all)).stream()
                .filter(one -> !one.isVoid())
                .forEach(one -> add(
                        holders,
                        one.request().soId(),
                        new Holder(one.orderId(), one.orderNumber(), one.state().word())));
        if (schema.has(ShopTable.ORDERS, "haier_so_id")) {
            orders.find(all, LookupBy.SO_ID)
                    .forEach((soId, having) -> having.forEach(order -> add(
                            holders,
                            soId,
                            new Holder(
                                    order.id(), order.number(), order.status().shown()))));
        }
        return holders;
    }

    private static List<Cancellation> toldOf(Sql sql, Set<String> soIds) {
        return Cancellations.list(sql, TOLD, Parameters.of("so_ids", soIds));
    }

    private static void add(Map<String, Map<RowKey, Holder>> holders, String soId, Holder holder) {
        holders.computeIfAbsent(soId, id -> new TreeMap<>()).put(holder.key(), holder);
    }

    private static Disagreement disagreement(Order order, String soId, List<Holder> others, Instant since) {
        List<String> numbers =
                others.stream().limit(MOST_NAMED).map(Holder::number).toList();
        Map<String, String> details = new TreeMap<>();
        details.put("others", String.valueOf(others.size()));
        details.put("other_orders", String.join(" ", numbers));
        Holder first = others.get(0);
        Message other = others.size() == 1
                ? Message.of("reconcile.shared-by-one", first.number(), first.status())
                : Message.of("reconcile.shared-by-many", others.size(), String.join(", ", numbers));
        return new Disagreement(
                DisagreementKind.SHARED_SO_ID,
                order.id(),
                order.number(),
                Optional.of(soId),
                Message.of("reconcile.shared", order.status().shown(), soId),
                other,
                Optional.of(since),
                Repair.OPERATOR,
                details);
    }
}
