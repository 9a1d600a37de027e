package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.TimelineEvent;
import io.github.ylhcancel.domain.TimelineEvent.CancellationDecided;
import io.github.ylhcancel.domain.TimelineEvent.StatusChanged;
import io.github.ylhcancel.domain.TimelineEvent.StockChanged;
import io.github.ylhcancel.domain.TimelineEvent.WordGiven;
import io.github.ylhcancel.domain.TimelineEvent.YlhCalled;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads everything that happened to one order. */
public final class Timeline {
    private static final String STATUS_CHANGES = """
            SELECT {history.created_at} AS at, {history.from_status} AS from_status, {history.to_status} AS to_status,
                   {history.operator?} AS operator, {history.operator_id?} AS operator_id, {history.note?} AS note
              FROM {history}
             WHERE {history.order_id} = ?
             ORDER BY {history.created_at} [history.id ? , {history.id}]
            """;
    private static final String STOCK_CHANGES = """
            SELECT r.released_at AS at, r.product_id AS product_id, {p:products.name} AS product,
                   {s:skus.sku_code?} AS sku, r.quantity AS quantity
              FROM ylh_stock_release r
              LEFT JOIN {products} p ON {p:products.id} = r.product_id
              [skus ? LEFT JOIN {skus} s ON {s:skus.id} = r.sku_id]
             WHERE r.order_id = ?
             ORDER BY r.released_at, r.line_id
            """;
    private static final String CALLS = """
            SELECT c.started_at AS at, c.endpoint AS endpoint, c.duration_ms AS duration_ms, c.http_status AS http_status,
                   c.outcome AS outcome, c.detail AS detail, c.run_id AS run_id
              FROM ylh_call c
              JOIN ylh_cancellation k ON k.id = c.cancellation_id
             WHERE k.order_id = ?
             ORDER BY c.id
            """;

    private static final String WORDS = """
            SELECT i.decided_at AS at, i.word AS word, i.from_state AS from_state, i.to_state AS to_state,
                   i.operator AS operator, i.run_id AS run_id, i.note AS note
              FROM ylh_intervention i
              JOIN ylh_cancellation k ON k.id = i.cancellation_id
             WHERE k.order_id = ?
             ORDER BY i.id
            """;

    private final Database database;
    private final ShopSchema schema;

    public Timeline(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** In the order in which it happened. Events of one instant stand in the order of the flow: state, stock, YLH. */
    public List<TimelineEvent> of(Order order) {
        List<TimelineEvent> events = database.readOverJdbc(connection -> read(connection, order.id()));
        for (var cancellation : new Cancellations(database).ofOrder(order.id())) {
            events.add(new CancellationDecided(cancellation.createdAt(), cancellation));
        }
        events.sort(Comparator.comparing(TimelineEvent::at).thenComparingInt(TimelineEvent::rank));
        return events;
    }

    private List<TimelineEvent> read(Connection connection, long orderId) throws SQLException {
        List<TimelineEvent> events = new ArrayList<>();
        events.addAll(Query.list(connection, schema.render(STATUS_CHANGES), this::statusChange, orderId));
        events.addAll(Query.list(connection, schema.render(STOCK_CHANGES), Timeline::stockChange, orderId));
        events.addAll(Query.list(connection, CALLS, Timeline::call, orderId));
        events.addAll(Query.list(connection, WORDS, Timeline::word, orderId));
        return events;
    }

    private StatusChanged statusChange(ResultSet row) throws SQLException {
        Optional<Long> userId = Optional.of(row.getLong("operator_id")).filter(id -> id != 0);
        return new StatusChanged(
                Times.instant(row, "at"),
                schema.status(row.getString("from_status")).shown(),
                schema.status(row.getString("to_status")).shown(),
                Query.optional(row, "operator")
                        .or(() -> userId.map(schema::operatorName))
                        .orElse(""),
                Query.optional(row, "note").orElse(""));
    }

    private static StockChanged stockChange(ResultSet row) throws SQLException {
        String sku = Query.optional(row, "sku").map(code -> " / " + code).orElse("");
        String product = Query.optional(row, "product").orElse("#" + row.getLong("product_id"));
        return new StockChanged(Times.instant(row, "at"), product + sku, row.getInt("quantity"));
    }

    private static YlhCalled call(ResultSet row) throws SQLException {
        int status = row.getInt("http_status");
        OptionalInt httpStatus = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(status);
        return new YlhCalled(
                Times.instant(row, "at"),
                row.getString("endpoint"),
                Duration.ofMillis(row.getLong("duration_ms")),
                httpStatus,
                row.getString("outcome"),
                row.getString("detail"),
                row.getString("run_id"));
    }

    private static WordGiven word(ResultSet row) throws SQLException {
        return new WordGiven(
                Times.instant(row, "at"),
                row.getString("word"),
                DeliveryState.ofWord(row.getString("from_state")),
                DeliveryState.ofWord(row.getString("to_state")),
                row.getString("operator"),
                row.getString("run_id"),
                row.getString("note"));
    }
}
