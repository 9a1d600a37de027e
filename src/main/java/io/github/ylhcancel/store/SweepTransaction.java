package io.github.ylhcancel.store;

import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.store.UnpaidClaim.Claimed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cancels a chunk of unpaid orders in one transaction, in a handful of statements however many they are: state, history, stock,
 * inventory log, ledger and what YLH has to be told. Either all of it is there or nothing. Orders that have been paid meanwhile,
 * or that somebody else has locked, are left alone and reported.
 */
public final class SweepTransaction {
    /** "Unpaid" is asked once more in the statement that writes, whatever was found out before. */
    private static final String CANCEL = """
            UPDATE {orders} o
               SET {orders.status} = {status.cancelled}
                   [orders.updated_at ? , {orders.updated_at} = ?]
                   [orders.cancel_reason ? , {orders.cancel_reason} = ?]
                   [orders.cancelled_at ? , {orders.cancelled_at} = ?]
             WHERE {o:orders.status} = {status.pending}
                   [payments ? AND NOT EXISTS (SELECT 1 FROM {payments} p
                                    WHERE {p:payments.order_id} = {o:orders.id}
                                      AND {p:payments.status} = {value.payment-succeeded})]
               AND {o:orders.id} IN (:ids)
            """;

    private static final String INSERT_HISTORY = """
            INSERT INTO {history} ({history.order_id}, {history.from_status}, {history.to_status}
                                   [history.operator ? , {history.operator}][history.operator_id ? , {history.operator_id}]
                                   [history.note ? , {history.note}], {history.created_at}{history.more-columns})
            SELECT {o:orders.id}, {status.pending}, {status.cancelled}
                   [history.operator ? , ?][history.operator_id ? , ?][history.note ? , ?], ?{history.more-values}
              FROM {orders} o
             WHERE {o:orders.id} IN (:ids)
            """;
    private static final String INSERT_CANCELLATION = """
            INSERT INTO ylh_cancellation (order_id, cycle, order_number, so_id, cancel_reason, source_system, cancel_time,
                                          from_status, operator, state, attempts, next_attempt_at, maybe_applied,
                                          created_at, updated_at, run_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, {status.pending}, ?, 'pending', 0, ?, FALSE, ?, ?, ?)
            """;

    /** What every order of a sweep gets. */
    public record Rules(String reason, String note, String operator, Optional<String> sourceSystem, String runId) {}

    /** What came of a chunk. */
    public sealed interface Result {}

    /**
     * It is committed.
     *
     * @param units how many units of stock came back
     * @param queued how many cancellations YLH has to be told of
     */
    public record Swept(int cancelled, long units, int queued, List<SkippedOrder> left) implements Result {}

    /** Nothing was written: one of the orders breaks a rule of the database or has no stock row. */
    public record Refused(Message why) implements Result {}

    /** Nothing was written: other transactions were in the way each time. */
    public record Contended() implements Result {}

    private final Database database;
    private final ShopSchema schema;
    private final Rules rules;
    private final Consumer<Checkpoint> checkpoints;
    private final StatusHistory history;

    public SweepTransaction(Database database, ShopSchema schema, Rules rules, Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.schema = schema;
        this.rules = rules;
        this.checkpoints = checkpoints;
        this.history = new StatusHistory(schema, rules.runId());
    }

    /**
     * Cancels those of {@code ids} that are unpaid and free. May be called again with the same orders: what is cancelled is {@link
     * Reason#GONE}.
     */
    public Result cancel(List<Long> ids, Instant now) {
        try {
            return database.transactionOverJdbc(connection -> cancel(connection, ids, now));
        } catch (CannotGiveBack stock) {
            return new Refused(stock.what());
        } catch (RefusedRowException refused) {
            return new Refused(Message.of("order.row-refused", refused.getMessage()));
        } catch (ArithmeticException overflow) {
            return new Refused(Message.of("order.row-refused", StockRelease.TOO_MANY));
        } catch (ContentionException contended) {
            return new Contended();
        }
    }

    private Swept cancel(Connection connection, List<Long> ids, Instant now) throws SQLException {
        Sql sql = new Sql(connection, database.dialect());
        ChunkStatements statements = new ChunkStatements(connection, schema);
        UnpaidClaim claim = new UnpaidClaim(statements, schema);
        List<SkippedOrder> left = new ArrayList<>();
        List<Claimed> orders = claim.claim(ids).stream()
                .filter(order -> isTellable(order, left))
                .toList();
        left.addAll(claim.left());
        if (orders.isEmpty()) {
            return new Swept(0, 0, 0, left);
        }
        List<Long> keys = orders.stream().map(Claimed::id).toList();
        LocalDateTime time = Times.column(now);
        cancelOrders(statements, keys, time);
        insertHistory(connection, statements, keys, time);
        // Only an order by itself may have been cancelled before: in a chunk it breaks a key, and the chunk is split
        // until it stands alone.
        int cycle = keys.size() == 1 ? Cycles.next(connection, keys.get(0)) : 1;
        long units = new ChunkStock(statements, schema, database.dialect().addToMany(), cycle, time).giveBack(orders);
        int queued = queue(sql, statements, orders, cycle, now);
        checkpoints.accept(Checkpoint.BEFORE_COMMIT);
        return new Swept(orders.size(), units, queued, left);
    }

    /** An order whose so-id YLH would not take, or that it cannot be told of, stays as it is. */
    private boolean isTellable(Claimed order, List<SkippedOrder> left) {
        Optional<Message> problem = order.soId()
                .flatMap(soId -> Checks.soId(soId)
                        .or(() -> rules.sourceSystem().isPresent()
                                ? Optional.empty()
                                : Optional.of(Message.of("source-system.missing"))));
        problem.ifPresent(cause -> left.add(new SkippedOrder(order.id(), order.number(), Reason.FAILED, problem)));
        return problem.isEmpty();
    }

    private void cancelOrders(ChunkStatements statements, List<Long> keys, LocalDateTime time) throws SQLException {
        List<Object> values = new ArrayList<>();
        addIf(ShopTable.ORDERS, "updated_at", time, values);
        addIf(ShopTable.ORDERS, "cancel_reason", rules.reason(), values);
        addIf(ShopTable.ORDERS, "cancelled_at", time, values);
        int rows = statements.update(CANCEL, keys, values.toArray());
        if (rows != keys.size()) {
            // Their rows are ours, so this can only be a payment that came in between: the second try sees it.
            throw new ContentionException(1, "a payment came in while its order was being cancelled", null);
        }
    }

    private void insertHistory(Connection connection, ChunkStatements statements, List<Long> keys, LocalDateTime time)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        addIf(ShopTable.HISTORY, "operator", rules.operator(), values);
        addIf(ShopTable.HISTORY, "operator_id", history.user(rules.operator()), values);
        addIf(ShopTable.HISTORY, "note", history.note(connection, rules.operator(), rules.note()), values);
        values.add(time);
        statements.update(INSERT_HISTORY, keys, values.toArray());
    }

    private void addIf(ShopTable table, String column, Object value, List<Object> values) {
        if (schema.has(table, column)) {
            values.add(value);
        }
    }

    private int queue(Sql sql, ChunkStatements statements, List<Claimed> orders, int cycle, Instant now)
            throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        int reopened = 0;
        for (Claimed order : orders) {
            Optional<Cancellation> kept = kept(sql, orders, order);
            if (kept.isPresent()) {
                reopened += Cancellations.reopen(sql, kept.get().id(), now);
            } else if (order.soId().isPresent()) {
                rows.add(cancellation(order, cycle, now));
            }
        }
        statements.batch(INSERT_CANCELLATION, rows);
        return rows.size() + reopened;
    }

    /** Of a so-id that YLH has heard of, or will, it is not told a second, differing time. Again only an order by itself can be such a one. */
    private static Optional<Cancellation> kept(Sql sql, List<Claimed> orders, Claimed order) {
        if (orders.size() > 1 || order.soId().isEmpty()) {
            return Optional.empty();
        }
        return Cancellations.ofOrder(sql, order.id()).stream()
                .filter(earlier -> order.soId().get().equals(earlier.request().soId()))
                .findFirst()
                .filter(earlier -> !earlier.state().isRefusal());
    }

    private Object[] cancellation(Claimed order, int cycle, Instant now) {
        LocalDateTime time = Times.column(now);
        return new Object[] {
            order.id(),
            cycle,
            order.number(),
            order.soId().orElseThrow(),
            rules.reason(),
            rules.sourceSystem().orElseThrow(),
            Times.column(now.truncatedTo(ChronoUnit.MILLIS)),
            rules.operator(),
            time,
            time,
            time,
            rules.runId()
        };
    }
}
