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
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The orders that this program cancelled and that somebody else, such as the shop's own sweep, cancelled once more beside it, so that
 * their stock came back twice. Seen in the shop's history, and in its inventory log where that names orders.
 */
public final class CancelledTwice extends KeyFinder {
    /** One that says "from cancelled to cancelled" says itself that it changed nothing. */
    private static final String MORE_THAN_ONE = """
            SELECT {h:history.order_id} AS order_key
              FROM {history} h
             WHERE {h:history.order_id} IN (:keys)
               AND {h:history.to_status is status.cancelled} AND NOT {h:history.from_status is status.cancelled}
             GROUP BY {h:history.order_id}
            HAVING COUNT(*) > 1
            """;

    private static final String HISTORY = """
            SELECT {h:history.order_id} AS order_key, {h:history.from_status} AS from_status, {h:history.to_status} AS to_status,
                   {h:history.note?} AS note, {h:history.created_at} AS created_at
              FROM {history} h
             WHERE {h:history.order_id} IN (:keys)
               AND ({h:history.to_status is status.cancelled} OR {h:history.from_status is status.cancelled})
               AND NOT ({h:history.to_status is status.cancelled} AND {h:history.from_status is status.cancelled})
            """;

    public CancelledTwice(Database database, ShopSchema schema) {
        super(DisagreementKind.CANCELLED_TWICE, database, schema);
    }

    /** Where it does not say from which state an order came, one cannot tell who took it up again. */
    private boolean tellsHistory() {
        return schema.has(ShopTable.HISTORY, "from_status") && schema.has(ShopTable.HISTORY, "to_status");
    }

    @Override
    boolean isComparable() {
        return tellsHistory() || InventoryLog.isKnown(schema);
    }

    @Override
    String candidates(boolean behind) {
        return CANCELLED_HERE.formatted(behind(behind, "t.order_key"));
    }

    /** What the tool wrote is read last: then nothing that it writes meanwhile is taken for another's. */
    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        Parameters all = Parameters.of("keys", keys);
        Set<RowKey> doubtful =
                tellsHistory() ? new HashSet<>(sql.list(schema.render(MORE_THAN_ONE), all, Row::key)) : new HashSet<>();
        InventoryLog log = new InventoryLog(sql, schema);
        doubtful.addAll(log.moreThanReleased(keys));
        if (doubtful.isEmpty()) {
            return List.of();
        }
        Map<RowKey, List<StatusChange>> history = new HashMap<>();
        if (tellsHistory()) {
            sql.list(
                    schema.render(HISTORY),
                    Parameters.of("keys", doubtful),
                    row -> history.computeIfAbsent(row.key("order_key"), key -> new ArrayList<>())
                            .add(change(row)));
        }
        log.lessWhatWasTaken(doubtful);
        Map<RowKey, Order> orders = Orders.byKeys(sql, schema, doubtful);
        Map<RowKey, List<OrderLine>> lines = Orders.lines(sql, schema, doubtful);
        Map<RowKey, List<Transition>> ours = Transitions.ofOrders(sql, doubtful);
        List<Disagreement> found = new ArrayList<>();
        ours.keySet().stream().sorted().filter(orders::containsKey).forEach(key -> {
            Order order = orders.get(key);
            CancelledBeside beside = CancelledBeside.of(
                    history.getOrDefault(key, List.of()),
                    ours.get(key),
                    order.status().is(OrderStatus.CANCELLED));
            Map<StockRow, Long> tooMany = log.isKnown()
                    ? log.tooMuch(key)
                    : times(held(lines.get(key), ours.get(key)), beside.again().size());
            boolean putRight = log.isKnown() && tooMany.isEmpty() && log.isTakenSince(key);
            boolean unwritten = beside.byOthers() == 0 && log.isKnown() && !tooMany.isEmpty();
            if (!beside.again().isEmpty() && !putRight || unwritten) {
                found.add(disagreement(order, ours.get(key), beside.again(), tooMany, log.isKnown()));
            }
        });
        return found;
    }

    private StatusChange change(Row row) {
        return new StatusChange(
                row.text("from_status"),
                schema.status(row.text("to_status")).is(OrderStatus.CANCELLED),
                row.optionalText("note"),
                schema.time("history.created_at").at(row, "created_at"));
    }

    /** In whichever state others found it, it was most likely the one in which we did. */
    private List<OrderLine> held(List<OrderLine> lines, List<Transition> ours) {
        return schema.held(schema.status(ours.get(0).from())).held(lines);
    }

    /** A shop that cancels an order gives back what its lines say, whatever came back before. */
    private static Map<StockRow, Long> times(List<OrderLine> lines, int times) {
        Map<StockRow, Long> units = new TreeMap<>();
        for (OrderLine line : lines) {
            line.stock().ifPresent(row -> units.merge(row, (long) times * line.quantity(), Math::addExact));
        }
        return times > 0 ? units : Map.of();
    }

    private static Disagreement disagreement(
            Order order, List<Transition> ours, List<Instant> again, Map<StockRow, Long> tooMany, boolean logged) {
        Instant first = ours.stream()
                .filter(change -> change.kind() == Transition.Kind.CANCEL)
                .map(Transition::at)
                .min(Instant::compareTo)
                .orElseThrow();
        long units = tooMany.values().stream().mapToLong(Long::longValue).sum();
        Map<String, String> details = new TreeMap<>();
        details.put("units", String.valueOf(units));
        details.put("units_from", logged ? "inventory-log" : "order-lines");
        details.put("stock", StockWords.of(tooMany));
        details.put("times", String.valueOf(again.size()));
        Message shop = again.isEmpty()
                ? Message.of("reconcile.twice-unwritten", first)
                : Message.of("reconcile.twice", first, Collections.min(again));
        Message other = units == 0
                ? Message.of("reconcile.twice-nothing")
                : Message.of(
                        logged ? "reconcile.twice-logged" : "reconcile.twice-by-lines",
                        units,
                        tooMany.keySet().stream()
                                .map(row -> StockWords.of(row, tooMany.get(row)))
                                .collect(Collectors.joining(", ")));
        return new Disagreement(
                DisagreementKind.CANCELLED_TWICE,
                order.id(),
                order.number(),
                order.soId(),
                shop,
                other,
                Optional.of(again.isEmpty() ? first : Collections.min(again)),
                Repair.OPERATOR,
                details);
    }

    /**
     * A row of the shop's history that has to do with a cancellation.
     *
     * @param cancels whether it cancelled the order; otherwise it took it up again
     */
    record StatusChange(String from, boolean cancels, Optional<String> note, Instant at) {}
}
