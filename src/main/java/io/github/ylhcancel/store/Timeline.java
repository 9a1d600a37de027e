package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OsUser;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.domain.TimelineEvent;
import io.github.ylhcancel.domain.TimelineEvent.CallbackReceived;
import io.github.ylhcancel.domain.TimelineEvent.CancellationDecided;
import io.github.ylhcancel.domain.TimelineEvent.StatusChanged;
import io.github.ylhcancel.domain.TimelineEvent.StockChanged;
import io.github.ylhcancel.domain.TimelineEvent.WordGiven;
import io.github.ylhcancel.domain.TimelineEvent.YlhCalled;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads everything that happened to one order. */
public final class Timeline {
    private static final String STATUS_CHANGES = """
            SELECT {history.created_at} AS at, {history.from_status?} AS from_status, {history.to_status} AS to_status,
                   {history.operator?} AS operator, {history.operator_id?} AS operator_id, {history.note?} AS note
              FROM {history}
             WHERE {history.order_id} = :order_id
             ORDER BY {history.created_at} [history.id ? , {history.id}]
            """;
    private static final String STOCK_CHANGES = """
            SELECT r.created_at AS at, r.product_key AS product_id, {p:products.name} AS product,
                   {s:skus.sku_code?} AS sku,
                   CASE WHEN r.direction = 'take' THEN -r.quantity ELSE r.quantity END AS quantity, r.stock_column AS part
              FROM ylh_stock_ledger r
              LEFT JOIN {products} p ON {p:products.id} = r.product_key {p:products there}
              [skus ? LEFT JOIN {skus} s ON {s:skus.id} = r.stock_key AND r.stock_kind = 'sku']
             WHERE r.order_key = :order_id AND r.quantity > 0
             ORDER BY r.created_at, r.line_kind, r.line_key
            """;
    private static final String CALLS = """
            SELECT c.started_at AS at, c.endpoint AS endpoint, c.duration_ms AS duration_ms, c.http_status AS http_status,
                   c.outcome AS outcome, c.detail AS detail, c.run_id AS run_id
              FROM ylh_call c
              JOIN ylh_cancellation k ON k.id = c.cancellation_id
             WHERE k.order_id = :order_id
             ORDER BY c.id
            """;

    private static final String WORDS = """
            SELECT i.decided_at AS at, i.word AS word, i.from_state AS from_state, i.to_state AS to_state,
                   i.operator AS operator, i.run_id AS run_id, i.note AS note
              FROM ylh_intervention i
              JOIN ylh_cancellation k ON k.id = i.cancellation_id
             WHERE k.order_id = :order_id
             ORDER BY i.id
            """;

    /** All runs that had a hand in it. */
    private static final String USERS = """
            SELECT r.id AS id, r.os_user AS os_user, r.login_user AS login_user
              FROM ylh_run r
              JOIN (SELECT run_id FROM ylh_transition WHERE order_key = :order_id
                    UNION SELECT run_id FROM ylh_cancellation WHERE order_id = :order_id
                    UNION SELECT i.run_id FROM ylh_intervention i
                            JOIN ylh_cancellation k ON k.id = i.cancellation_id
                           WHERE k.order_id = :order_id) had ON had.run_id = r.id
             WHERE r.os_user IS NOT NULL
            """;

    /** What a shop's history may lose of a time. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private final Database database;
    private final ShopSchema schema;

    public Timeline(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** In the order in which it happened. Events of one instant stand in the order of the flow: state, stock, YLH. */
    public List<TimelineEvent> of(Order order) {
        Map<String, OsUser> users = new HashMap<>();
        List<TimelineEvent> events = database.read(sql -> read(sql, order.id(), users));
        for (var cancellation : new Cancellations(database).ofOrder(order.id())) {
            events.add(new CancellationDecided(
                    cancellation.createdAt(), cancellation, cancellation.runId().map(users::get)));
        }
        events.sort(Comparator.comparing(TimelineEvent::at).thenComparingInt(TimelineEvent::rank));
        return events;
    }

    private List<TimelineEvent> read(Sql sql, RowKey orderId, Map<String, OsUser> users) {
        Parameters order = Parameters.of("order_id", orderId);
        sql.list(USERS, order, row -> users.put(row.text("id"), Runs.osUser(row).orElseThrow()));
        List<Transition> ours = Transitions.ofOrders(sql, List.of(orderId)).getOrDefault(orderId, List.of());
        List<TimelineEvent> events = new ArrayList<>();
        if (schema.has(ShopTable.HISTORY, "to_status")) {
            events.addAll(sql.list(schema.render(STATUS_CHANGES), order, row -> statusChange(row, ours, users)));
        } else {
            ours.forEach(change -> events.add(statusChange(change, users)));
        }
        events.addAll(sql.list(schema.render(STOCK_CHANGES), order, Timeline::stockChange));
        events.addAll(sql.list(CALLS, order, Timeline::call));
        events.addAll(sql.list(WORDS, order, row -> word(row, users)));
        Callbacks.ofOrder(sql, orderId)
                .forEach(callback -> events.add(new CallbackReceived(callback.receivedAt(), callback)));
        return events;
    }

    private StatusChanged statusChange(Row row, List<Transition> ours, Map<String, OsUser> users) {
        Optional<RowKey> userId = row.optionalKey("operator_id");
        Optional<String> from = row.optionalText("from_status");
        String note = row.optionalText("note").orElse("");
        Instant at = schema.time("history.created_at").at(row, "at");
        Optional<OsUser> osUser = ours.stream()
                .filter(change -> isSame(change, from, note, at))
                .findFirst()
                .map(change -> users.get(change.runId()));
        return new StatusChanged(
                at,
                from.map(word -> schema.status(word).shown()).orElse(""),
                schema.status(row.text("to_status")).shown(),
                row.optionalText("operator")
                        .or(() -> userId.map(schema::operatorName))
                        .orElse(""),
                osUser,
                note);
    }

    /** Where the shop keeps no history, what the tool did is known all the same. */
    private StatusChanged statusChange(Transition change, Map<String, OsUser> users) {
        return new StatusChanged(
                change.at(),
                schema.status(change.from()).shown(),
                schema.status(change.to()).shown(),
                change.operator(),
                Optional.ofNullable(users.get(change.runId())),
                change.note());
    }

    /** Our notes end with the run; where a shop keeps no notes, the time has to do. */
    private static boolean isSame(Transition change, Optional<String> from, String note, Instant at) {
        return note.isEmpty()
                ? from.map(change.from()::equals).orElse(true)
                        && Duration.between(change.at(), at).abs().compareTo(PRECISION) <= 0
                : change.note().equals(note);
    }

    private static StockChanged stockChange(Row row) {
        String sku = row.optionalText("sku").map(code -> " / " + code).orElse("");
        String product = row.optionalText("product").orElse("#" + row.key("product_id"));
        return new StockChanged(
                row.instant("at"), product + sku, StockPart.ofWord(row.text("part")), row.integer("quantity"));
    }

    private static YlhCalled call(Row row) {
        return new YlhCalled(
                row.instant("at"),
                row.text("endpoint"),
                Duration.ofMillis(row.number("duration_ms")),
                row.optionalInteger("http_status"),
                row.text("outcome"),
                row.text("detail"),
                row.text("run_id"));
    }

    private static WordGiven word(Row row, Map<String, OsUser> users) {
        return new WordGiven(
                row.instant("at"),
                row.text("word"),
                DeliveryState.ofWord(row.text("from_state")),
                DeliveryState.ofWord(row.text("to_state")),
                row.text("operator"),
                Optional.ofNullable(users.get(row.text("run_id"))),
                row.text("run_id"),
                row.text("note"));
    }
}
