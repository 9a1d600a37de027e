package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Forgotten;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds lines of a journal against the database: what YLH was about to be sent, and the database knows nothing of. */
public final class ForgottenRequests {
    private static final String OF_SO_IDS = " WHERE so_id IN (:so_ids)";
    private static final String DATABASE = "SELECT id FROM ylh_database";

    private final Database database;
    private final ShopSchema schema;
    private final String operator;

    public ForgottenRequests(Database database, ShopSchema schema, String operator) {
        this.database = database;
        this.schema = schema;
        this.operator = operator;
    }

    /** A line that the database does not know, and what is to be done about it. */
    public record Found(ToldRequest told, Disagreement disagreement) {}

    /** As a journal names this database. */
    public String databaseId() {
        return database.read(sql -> sql.first(DATABASE, Row::text).orElse(""));
    }

    /** Those of the lines whose bytes no request has, in their order. What two databases compare differently is compared once more. */
    public List<Found> among(Collection<ToldRequest> lines, Instant now) {
        if (lines.isEmpty()) {
            return List.of();
        }
        return database.read(sql -> {
            Set<String> soIds = new LinkedHashSet<>();
            lines.forEach(line -> soIds.add(line.request().soId()));
            Set<Object> known = new HashSet<>();
            Cancellations.list(sql, OF_SO_IDS, Parameters.of("so_ids", soIds)).forEach(one -> known.add(one.request()));
            List<ToldRequest> unknown = lines.stream()
                    .filter(line -> !known.contains(line.request()))
                    .toList();
            return found(sql, unknown, now);
        });
    }

    private List<Found> found(Sql sql, List<ToldRequest> unknown, Instant now) {
        List<RowKey> keys =
                unknown.stream().map(ToldRequest::orderKey).distinct().toList();
        Map<RowKey, Order> orders = Orders.byKeys(sql, schema, keys);
        Map<RowKey, List<Cancellation>> deliveries = Cancellations.ofOrders(sql, keys);
        Map<RowKey, List<Transition>> changes = Transitions.ofOrders(sql, keys);
        List<Found> found = new ArrayList<>();
        for (ToldRequest line : unknown) {
            Optional<Order> order = Optional.ofNullable(orders.get(line.orderKey()));
            Forgotten ruling = Forgotten.of(
                    line,
                    order,
                    deliveries.getOrDefault(line.orderKey(), List.of()),
                    changes.getOrDefault(line.orderKey(), List.of()),
                    operator,
                    now);
            if (!(ruling instanceof Forgotten.Known)) {
                found.add(new Found(line, disagreement(line, order, ruling)));
            }
        }
        return found;
    }

    private static Disagreement disagreement(ToldRequest line, Optional<Order> order, Forgotten ruling) {
        Optional<Message> why =
                ruling instanceof Forgotten.ForAPerson person ? Optional.of(person.why()) : Optional.empty();
        return new Disagreement(
                DisagreementKind.FORGOTTEN,
                line.orderKey(),
                order.map(Order::number).orElse(line.orderNumber()),
                Optional.of(line.request().soId()),
                DeliveryFinder.status(order),
                Message.of(
                        "reconcile.journal-sent",
                        line.at(),
                        line.request().cancelReason(),
                        line.request().sourceSystem(),
                        line.request().cancelTime()),
                Optional.of(line.at()),
                why.isEmpty() ? Repair.QUEUE_JOURNAL : Repair.OPERATOR,
                why,
                Map.of(
                        "reason", line.request().cancelReason(),
                        "source_system", line.request().sourceSystem(),
                        "cancel_time", line.request().cancelTime().toString(),
                        "run_id", line.runId()));
    }
}
