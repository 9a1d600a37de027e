package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.domain.ChangedOrder;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Which orders a run changed, in the order in which its workers wrote them. */
public final class ChangedOrders {
    private static final int PAGE = 1_000;

    private static final String COUNT = "SELECT COUNT(*) FROM ylh_transition WHERE run_id = :run_id";
    /** Worker by worker: then a page is a stretch of the index on every database, wherever it begins. */
    private static final String NEXT_WORKER =
            "SELECT MIN(worker) AS worker FROM ylh_transition WHERE run_id = :run_id AND worker > :worker";

    private static final String PAGE_OF_WORKER = "SELECT " + Transitions.COLUMNS + """
            , t.step, c.so_id AS told_so_id, c.state AS delivery
              FROM ylh_transition t
              LEFT JOIN ylh_cancellation c ON c.order_id = t.order_key AND c.cancellation_no = t.cancellation_no
             WHERE t.run_id = :run_id AND t.worker = :worker %s
             ORDER BY t.step, t.order_key, t.cancellation_no, t.kind
             LIMIT :limit
            """;

    private static final String BEHIND = """
            AND t.step >= :step
               AND (t.step > :step OR t.order_key > :order_key
                    OR t.order_key = :order_key AND t.cancellation_no > :number
                    OR t.order_key = :order_key AND t.cancellation_no = :number AND t.kind > :kind)""";

    /** The last row of a page, behind which the next one begins. */
    private record Place(long step, RowKey orderKey, int number, String kind) {
        Parameters in(Parameters parameters) {
            return parameters
                    .and("step", step)
                    .and("order_key", orderKey)
                    .and("number", number)
                    .and("kind", kind);
        }
    }

    private record Found(ChangedOrder order, Place place) {}

    private final Database database;
    private final ShopSchema schema;
    private final int page;

    public ChangedOrders(Database database, ShopSchema schema) {
        this(database, schema, PAGE);
    }

    ChangedOrders(Database database, ShopSchema schema, int page) {
        this.database = database;
        this.schema = schema;
        this.page = page;
    }

    public long count(String runId) {
        return database.read(sql -> sql.number(COUNT, Parameters.of("run_id", runId)));
    }

    /**
     * Read page by page, so that a large run needs no more memory than a small one.
     *
     * @param limit how many at most
     */
    public void ofRun(String runId, long limit, Consumer<ChangedOrder> listener) {
        long left = limit;
        OptionalLong worker = workerAfter(runId, Long.MIN_VALUE);
        while (worker.isPresent() && left > 0) {
            left -= ofWorker(runId, worker.getAsLong(), left, listener);
            worker = workerAfter(runId, worker.getAsLong());
        }
    }

    private OptionalLong workerAfter(String runId, long worker) {
        Parameters values = Parameters.of("run_id", runId).and("worker", worker);
        return database.read(sql -> sql.first(NEXT_WORKER, values, row -> row.optionalNumber("worker")))
                .orElseThrow();
    }

    private long ofWorker(String runId, long worker, long limit, Consumer<ChangedOrder> listener) {
        Parameters which = Parameters.of("run_id", runId).and("worker", worker);
        Optional<Place> place = Optional.empty();
        long told = 0;
        while (told < limit) {
            int size = (int) Math.min(page, limit - told);
            place.ifPresent(last -> last.in(which));
            which.and("limit", size);
            String sql = PAGE_OF_WORKER.formatted(place.isPresent() ? BEHIND : "");
            List<Found> found = database.read(open -> open.list(sql, which, this::found));
            found.forEach(one -> listener.accept(one.order()));
            told += found.size();
            if (found.size() < size) {
                return told;
            }
            place = Optional.of(found.get(size - 1).place());
        }
        return told;
    }

    private Found found(Row row) {
        Transition change = Transitions.transition(row);
        ChangedOrder order = new ChangedOrder(
                change,
                schema.status(change.from()),
                schema.status(change.to()),
                row.optionalText("told_so_id").or(change::soId),
                row.optionalText("delivery").map(DeliveryState::ofWord));
        Place place = new Place(
                row.number("step"),
                change.orderKey(),
                change.number(),
                change.kind().word());
        return new Found(order, place);
    }
}
