package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.RowKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The inbox: every callback is written down once, by its digest, before it is applied. */
public final class Callbacks {
    private static final String READ = """
            c.id, c.received_at, c.sent_at, c.method, c.supplier_order_no, c.platform_order_no, c.state, c.fail_msg, c.applied_at,
                   c.order_key, c.effect, c.code, c.from_state, c.to_state, c.unknown_products, c.run_id
              FROM ylh_callback c
            """;
    private static final String COLUMNS = "SELECT " + READ;
    private static final String INSERT = """
            INSERT INTO ylh_callback (digest, received_at, sent_at, method, supplier_order_no, platform_order_no, state, fail_msg, data, run_id)
            VALUES (:digest, :now, :sent_at, :method, :supplier_order_no, :platform_order_no, :state, :fail_msg, :data, :run_id)
            """;
    private static final String BY_DIGEST = COLUMNS + " WHERE c.digest = :digest";
    private static final String LOCK = COLUMNS + " WHERE c.id = :number FOR UPDATE";
    private static final String OF_ORDER = COLUMNS + " WHERE c.order_key = :key ORDER BY c.id";
    private static final String OF_SAME_TIME = COLUMNS
            + " WHERE c.platform_order_no = :platform_order_no AND c.method = :method AND c.sent_at = :sent_at AND c.id <> :number";
    private static final String NEWER = COLUMNS + """
             WHERE c.order_key = :key AND c.method <> 'cancel' AND c.sent_at > :sent_at AND c.applied_at IS NOT NULL
               AND c.effect <> 'contradiction'
            """;
    /** An order that YLH has said to be cancelled since it was cancelled here, and before YLH was told. */
    private static final String CONFIRMED = COLUMNS + """
             WHERE c.order_key = :key AND c.method = 'cancel' AND c.state = 1 AND c.effect = 'noted' AND c.applied_at >= :since
            """;

    private static final String CANCELLED_AT_YLH =
            COLUMNS + " WHERE c.order_key = :key AND c.method = 'cancel' AND c.state = 1 AND c.applied_at IS NOT NULL";

    private static final String REJECTED = """
            SELECT k.id FROM ylh_cancellation k JOIN ylh_callback c ON c.cancellation_id = k.id
             WHERE c.id = :number AND k.state = 'rejected'
            """;
    private static final String APPLIED = """
            UPDATE ylh_callback
               SET applied_at = :now, order_key = :key, cancellation_id = :cancellation, effect = :effect, code = :code,
                   from_state = :from, to_state = :to, unknown_products = :unknown, run_id = :run_id
             WHERE id = :number AND applied_at IS NULL
            """;
    private static final String NOT_PLACED =
            "UPDATE ylh_callback SET code = :code WHERE id = :number AND applied_at IS NULL";
    private static final String WAITING = "SELECT c.digest, c.data, " + READ
            + " WHERE c.applied_at IS NULL AND c.received_at >= :since ORDER BY c.id DESC LIMIT :limit";

    /** Whatever was decided about the order since, by whomever, shows that somebody has looked; what was unknown is settled by that too. */
    static final String NEEDS_PERSON = """
            c.applied_at IS NULL OR (c.effect IN ('contradiction', 'listed') OR c.unknown_products IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM ylh_transition t WHERE t.order_key = c.order_key AND t.created_at > c.applied_at)
               AND NOT EXISTS (SELECT 1 FROM ylh_intervention i JOIN ylh_cancellation k ON k.id = i.cancellation_id
                                WHERE k.order_id = c.order_key AND i.decided_at > c.applied_at)
               AND NOT EXISTS (SELECT 1 FROM ylh_callback l
                                WHERE l.order_key = c.order_key AND l.method = c.method AND l.effect IN ('settled', 'cancels')
                                  AND l.applied_at > c.applied_at)
            """;

    private static final String FOR_A_PERSON = " WHERE (" + NEEDS_PERSON + ") ";

    private static final String LIST = COLUMNS + FOR_A_PERSON + """
             ORDER BY CASE WHEN c.code = 'cancelled-what-was-put-back' THEN 0 ELSE 1 END, c.received_at DESC, c.id DESC
             LIMIT :limit
            """;
    private static final String COUNT = "SELECT COUNT(*) FROM ylh_callback c" + FOR_A_PERSON;
    private static final String OF_ORDER_FOR_A_PERSON = COLUMNS + FOR_A_PERSON + """
             AND c.order_key = :key
             ORDER BY CASE WHEN c.code = 'cancelled-what-was-put-back' THEN 0 ELSE 1 END, c.id DESC
            """;

    /** The code of what is not believed because another callback of the same time came before. */
    static final String ANOTHER_BODY = "another-body";

    private static final String OF_ORDERS_FOR_A_PERSON = COLUMNS + FOR_A_PERSON + """
             AND c.order_key IN (:keys)
             ORDER BY c.order_key, CASE WHEN c.code = 'cancelled-what-was-put-back' THEN 0 ELSE 1 END, c.id DESC
            """;

    private final Database database;
    private final String runId;

    public Callbacks(Database database, String runId) {
        this.database = database;
        this.runId = runId;
    }

    /**
     * A row that is written down and not applied.
     *
     * @param data as it came
     */
    public record Waiting(RecordedCallback callback, String digest, String data) {}

    /** Writes it down, in a transaction of its own, unless it is there already. */
    public RecordedCallback receive(Callback callback, String data, Instant now) {
        return byDigest(callback.digest()).orElseGet(() -> {
            try {
                database.again(() -> database.transaction(sql -> {
                    if (sql.first(BY_DIGEST, Parameters.of("digest", callback.digest()), Callbacks::callback)
                            .isEmpty()) {
                        sql.insert(INSERT, List.of(row(callback, data, now)));
                    }
                    return callback;
                }));
            } catch (RefusedRowException refused) {
                // Somebody else may have been faster by a moment.
                return byDigest(callback.digest()).orElseThrow(() -> refused);
            }
            return byDigest(callback.digest()).orElseThrow();
        });
    }

    private Parameters row(Callback callback, String data, Instant now) {
        return Parameters.of("digest", callback.digest())
                .and("now", now)
                .and("sent_at", callback.at())
                .and("method", word(callback.method()))
                .and("supplier_order_no", callback.supplierOrderNumber())
                .and("platform_order_no", callback.orderNumber())
                .and("state", callback.state().number())
                .and("fail_msg", callback.failure())
                .and("data", data)
                .and("run_id", runId);
    }

    private Optional<RecordedCallback> byDigest(String digest) {
        return database.read(sql -> sql.first(BY_DIGEST, Parameters.of("digest", digest), Callbacks::callback));
    }

    /** Until the end of the transaction. */
    static RecordedCallback lock(Sql sql, long number) {
        return sql.first(LOCK, Parameters.of("number", number), Callbacks::callback)
                .orElseThrow();
    }

    /**
     * Whether another callback of the same order, method and time counts: one that came before, or is applied already and was believed. What
     * is compared is compared once more, because a database may overlook trailing blanks.
     */
    static boolean isAnotherBody(Sql sql, RecordedCallback callback) {
        Parameters same = Parameters.of("platform_order_no", callback.orderNumber())
                .and("method", word(callback.method()))
                .and("sent_at", callback.at())
                .and("number", callback.number());
        return sql.list(OF_SAME_TIME, same, Callbacks::callback).stream()
                .filter(other -> other.orderNumber().equals(callback.orderNumber()))
                .anyMatch(other -> other.number() < callback.number()
                        || other.isApplied() && !other.code().equals(Optional.of(ANOTHER_BODY)));
    }

    /** Whether something that YLH said of the order later, other than about its cancellation, is applied already. */
    static boolean isOvertaken(Sql sql, RowKey order, RecordedCallback callback) {
        return sql.first(NEWER, Parameters.of("key", order).and("sent_at", callback.at()), Callbacks::callback)
                .isPresent();
    }

    /** Whether YLH has said of an order that was cancelled here at that time, and that it was not told of, that it is cancelled there. */
    static boolean isConfirmed(Sql sql, RowKey order, Instant since) {
        return sql.first(CONFIRMED, Parameters.of("key", order).and("since", since), Callbacks::callback)
                .isPresent();
    }

    /** Whether YLH has said of an order that it is cancelled there. */
    static boolean isCancelledAtYlh(Sql sql, RowKey order) {
        return sql.first(CANCELLED_AT_YLH, Parameters.of("key", order), Callbacks::callback)
                .isPresent();
    }

    /**
     * Writes down what came of one that is locked.
     *
     * @param cancellation the delivery that it was about
     */
    void applied(
            Sql sql,
            RecordedCallback callback,
            RowKey order,
            Optional<Long> cancellation,
            Effect effect,
            String code,
            Optional<DeliveryState> from,
            Optional<DeliveryState> to,
            String unknownProducts,
            Instant now) {
        Parameters values = Parameters.of("number", callback.number())
                .and("now", now)
                .and("key", order)
                .and("cancellation", cancellation)
                .and("effect", effect.word())
                .and("code", code)
                .and("from", from.map(DeliveryState::word))
                .and("to", to.map(DeliveryState::word))
                .and("unknown", Optional.of(unknownProducts).filter(codes -> !codes.isEmpty()))
                .and("run_id", runId);
        Counts.require(1, sql.update(APPLIED, values));
    }

    /** The delivery that it was about, if YLH's refusal still stands and nobody has put its order back. */
    static OptionalLong rejectedBy(Sql sql, long number) {
        return sql.list(REJECTED, Parameters.of("number", number), Row::number).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Writes down why one that is not applied could not be placed. */
    void notPlaced(RecordedCallback callback, String code) {
        if (!callback.code().equals(Optional.of(code))) {
            database.statement(sql -> sql.update(
                    NOT_PLACED, Parameters.of("number", callback.number()).and("code", code)));
        }
    }

    /** What was received since then and is not applied, the newest first. */
    public List<Waiting> waiting(Instant since, int limit) {
        Parameters values = Parameters.of("since", since).and("limit", limit);
        return database.read(sql ->
                sql.list(WAITING, values, row -> new Waiting(callback(row), row.text("digest"), row.text("data"))));
    }

    /** Those that a person has to look at; first what YLH has cancelled and the shop goes on with, then the newest. */
    public List<RecordedCallback> forAPerson(int limit) {
        return database.read(sql -> sql.list(LIST, Parameters.of("limit", limit), Callbacks::callback));
    }

    /** How many there are of them. */
    public long countForAPerson() {
        return database.read(sql -> sql.number(COUNT, Parameters.none()));
    }

    /** Those of one order, the most important first. */
    public List<RecordedCallback> forAPerson(RowKey order) {
        return database.read(sql -> sql.list(OF_ORDER_FOR_A_PERSON, Parameters.of("key", order), Callbacks::callback));
    }

    /** Those of several orders, the most important of each first. */
    static List<RecordedCallback> forAPerson(Sql sql, Collection<RowKey> orders) {
        return sql.list(OF_ORDERS_FOR_A_PERSON, Parameters.of("keys", orders), Callbacks::callback);
    }

    /** All that were applied to an order, as they came. */
    static List<RecordedCallback> ofOrder(Sql sql, RowKey order) {
        return sql.list(OF_ORDER, Parameters.of("key", order), Callbacks::callback);
    }

    private static String word(Method method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    static RecordedCallback callback(Row row) {
        return new RecordedCallback(
                row.number("id"),
                Method.valueOf(row.text("method").toUpperCase(Locale.ROOT)),
                row.instant("received_at"),
                row.instant("sent_at"),
                row.optionalText("supplier_order_no"),
                row.text("platform_order_no"),
                Callback.State.ofNumber(row.integer("state")).orElseThrow(),
                row.optionalText("fail_msg").orElse(""),
                row.optionalInstant("applied_at"),
                row.optionalKey("order_key"),
                row.optionalText("effect").map(Effect::ofWord),
                row.optionalText("code"),
                row.optionalText("from_state").map(DeliveryState::ofWord),
                row.optionalText("to_state").map(DeliveryState::ofWord),
                row.optionalText("unknown_products").orElse(""),
                row.optionalText("run_id"));
    }
}
