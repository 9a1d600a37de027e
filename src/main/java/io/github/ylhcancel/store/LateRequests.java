package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.RowCountException;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Forgotten;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ShopNeverTells;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Queues requests for orders that have none: of what the shop has cancelled without telling YLH, and of what YLH was told and the database
 * has forgotten. Each is one transaction that locks the order and its deliveries and looks again, so it may be called again, and by several
 * at once.
 */
public final class LateRequests {
    /** No worker of a run has this number, nor what it puts back. */
    private static final int WORKER = 1_000_001;

    private static final int LONGEST_NOTE = 499;

    /** It may have been sent once: that is all that a journal knows. MariaDB evaluates the list from left to right. */
    private static final String REMEMBER = """
            UPDATE ylh_cancellation
               SET cancel_reason = :reason, source_system = :source_system, cancel_time = :cancel_time, maybe_applied = TRUE,
                   next_attempt_at = :now, hold = NULL, last_error = NULL, lease_owner = NULL, lease_until = NULL,
                   attempts = CASE WHEN attempts = 0 THEN 1 ELSE attempts END, state = 'unknown', updated_at = :now
             WHERE id = :id AND state = :from AND attempts = :attempts
            """;

    /** How it ended. */
    public sealed interface Answer {
        /** It is queued now. */
        record Queued() implements Answer {}

        /** There is nothing to do any more. */
        record Settled() implements Answer {}

        /** A person has to decide. */
        record ForAPerson(Message why) implements Answer {}

        /** The database did not let it be done; later it may. */
        record Failed(Message why) implements Answer {}
    }

    private final Database database;
    private final ShopSchema schema;
    private final String runId;
    private final String operator;
    private final Optional<Account> account;
    private final Consumer<Checkpoint> checkpoints;
    private final StatusHistory history;
    private int steps;

    public LateRequests(
            Database database,
            ShopSchema schema,
            String runId,
            String operator,
            Optional<Account> account,
            Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.schema = schema;
        this.runId = runId;
        this.operator = operator;
        this.account = account;
        this.checkpoints = checkpoints;
        this.history = new StatusHistory(schema, runId);
    }

    /** What is known of an order, locked. */
    private record Known(Optional<Order> order, List<Cancellation> deliveries, List<Transition> changes) {
        int next() {
            return 1
                    + Stream.concat(
                                    deliveries.stream().map(Cancellation::number),
                                    changes.stream().map(Transition::number))
                            .max(Integer::compare)
                            .orElse(0);
        }
    }

    private interface Work {
        /**
         * @param repeated whether it may have been done before
         */
        Answer with(Sql sql, Known known, boolean repeated);
    }

    /** Queues the shop's own cancellation of an order, if YLH may still be told of it. */
    public Answer tellOfShop(RowKey key, ShopNeverTells rules, Instant now) {
        return locked(key, (sql, known, repeated) -> {
            Optional<Order> order = known.order()
                    .filter(one -> ShopNeverTells.isUntracked(one, known.deliveries(), known.changes()))
                    .filter(one -> !Callbacks.isCancelledAtYlh(sql, one.id()));
            if (order.isEmpty()) {
                return repeated ? new Answer.Queued() : new Answer.Settled();
            }
            Optional<Message> obstacle = rules.obstacle(order.get());
            if (obstacle.isPresent()) {
                return new Answer.ForAPerson(obstacle.get());
            }
            insert(sql, order.get(), known.next(), "", rules.request(order.get()), account, now);
            return new Answer.Queued();
        });
    }

    /** Gives the database back what a line of a journal knows, and has YLH sent the same bytes again. */
    public Answer tellAgain(ToldRequest told, Instant now) {
        return locked(told.orderKey(), (sql, known, repeated) -> {
            Forgotten ruling = Forgotten.of(told, known.order(), known.deliveries(), known.changes(), operator, now);
            if (ruling instanceof Forgotten.ForAPerson person) {
                return new Answer.ForAPerson(person.why());
            }
            if (ruling instanceof Forgotten.Known) {
                return repeated ? new Answer.Queued() : new Answer.Settled();
            }
            if (ruling instanceof Forgotten.Replace replace) {
                remember(sql, replace.unsent(), told, now);
            } else if (ruling instanceof Forgotten.Cancel cancel) {
                cancel(sql, told, cancel, now);
            } else {
                queue(sql, known, told, now);
            }
            return new Answer.Queued();
        });
    }

    private Answer locked(RowKey key, Work work) {
        AtomicBoolean begun = new AtomicBoolean();
        try {
            return database.again(() -> {
                boolean repeated = begun.getAndSet(true);
                return database.transaction(sql -> {
                    Answer answer = work.with(sql, known(sql, key), repeated);
                    if (answer instanceof Answer.Queued) {
                        checkpoints.accept(Checkpoint.BEFORE_COMMIT);
                    }
                    return answer;
                });
            });
        } catch (NotCancelled declined) {
            return new Answer.Failed(declined.why());
        } catch (ContentionException contended) {
            return new Answer.Failed(Message.of("order.contended"));
        } catch (StockNotReleasableException stock) {
            return new Answer.Failed(stock.what());
        } catch (RefusedRowException | RowCountException | ArithmeticException refused) {
            return new Answer.Failed(RefusedWrite.why(refused));
        }
    }

    private Known known(Sql sql, RowKey key) {
        Optional<Order> order = Optional.ofNullable(
                new OrderClaim(sql, schema, true).take(List.of(key)).orders().get(key));
        return new Known(
                order,
                Cancellations.lockOfOrder(sql, key),
                Transitions.ofOrders(sql, List.of(key)).getOrDefault(key, List.of()));
    }

    /** The order was cancelled here: the request belongs to that cancellation, unless another so-id has it. */
    private void queue(Sql sql, Known known, ToldRequest told, Instant now) {
        Optional<Transition> cancelled = Transition.latest(known.changes())
                .filter(last -> last.kind() == Transition.Kind.CANCEL)
                .filter(last -> known.deliveries().stream().noneMatch(one -> one.number() == last.number()));
        Order order = known.order().orElseThrow();
        insert(
                sql,
                order,
                cancelled.map(Transition::number).orElseGet(known::next),
                cancelled.map(Transition::from).orElse(""),
                told.request(),
                told.account().or(() -> account),
                now);
        Cancellation queued = Cancellations.lockOfOrder(sql, order.id()).stream()
                .filter(one -> one.request().equals(told.request()))
                .findFirst()
                .orElseThrow();
        remember(sql, queued, told, now);
    }

    private void cancel(Sql sql, ToldRequest told, Forgotten.Cancel how, Instant now) {
        List<Entry> held = new ArrayList<>();
        CancelAnswer answer = new CancelSet(
                        sql,
                        schema,
                        history,
                        new Step(runId, WORKER, ++steps),
                        told.account().or(() -> account),
                        true,
                        checkpoints,
                        Guard.AS_IT_STANDS,
                        StockLock.CAREFULLY,
                        Optional.empty(),
                        now)
                        .write(List.of(new Entry(told.orderKey(), how.request(), Optional.empty())), true, held)
                        .answers()
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> new NotCancelled(Message.of("order.contended")));
        Optional<Long> id = answer instanceof CancelAnswer.Cancelled done ? done.cancellationId() : Optional.empty();
        Cancellation queued = id.flatMap(
                        number -> Cancellations.list(sql, " WHERE id = :id", Parameters.of("id", number)).stream()
                                .findFirst())
                .orElseThrow(() -> new NotCancelled(Message.of("order.contended")));
        remember(sql, queued, told, now);
    }

    private void remember(Sql sql, Cancellation seen, ToldRequest told, Instant now) {
        CancellationRequest request = told.request();
        Parameters values = Parameters.of("id", seen.id())
                .and("from", seen.state().word())
                .and("attempts", seen.attempts())
                .and("reason", request.cancelReason())
                .and("source_system", request.sourceSystem())
                .and("cancel_time", request.cancelTime())
                .and("now", now);
        Counts.require(1, sql.update(REMEMBER, values));
        Interventions.remembered(sql, seen, DeliveryState.UNKNOWN, operator, runId, words(told), now);
    }

    private static String words(ToldRequest told) {
        return Text.line("about to be sent " + told.at() + " by run " + told.runId(), LONGEST_NOTE);
    }

    private void insert(
            Sql sql,
            Order order,
            int number,
            String from,
            CancellationRequest request,
            Optional<Account> whose,
            Instant now) {
        sql.insert(
                CancelSet.QUEUE,
                List.of(Parameters.of("order_id", order.id())
                        .and("number", number)
                        .and("order_number", order.number())
                        .and("so_id", request.soId())
                        .and("reason", request.cancelReason())
                        .and("source_system", request.sourceSystem())
                        .and("cancel_time", request.cancelTime())
                        .and("from", from)
                        .and("operator", operator)
                        .and("state", DeliveryState.PENDING.word())
                        .and("due", now)
                        .and("now", now)
                        .and("run_id", runId)
                        .and("account", whose.map(Account::stored))));
    }

    /** The engine did not cancel the order; nothing of the transaction stays. */
    private static final class NotCancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Message why;

        NotCancelled(Message why) {
            super("the order cannot be cancelled", null, false, false);
            this.why = why;
        }

        Message why() {
            return why;
        }
    }
}
