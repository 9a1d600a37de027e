package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.RowCountException;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.PutBackAnswer.Left;
import io.github.ylhcancel.store.PutBackAnswer.Refused;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Puts cancelled orders back, each in one transaction: its state, history, stock, inventory log, ledger, record and what becomes of its
 * delivery are all there afterwards, or nothing. If the connection is lost meanwhile it is done again, unless what was written down shows
 * that it is done.
 */
public final class PutBackTransaction {
    /** No worker of a run has this number, so what it puts back comes behind what it cancels. */
    private static final int WORKER = 1_000_000;

    /** When an order is tried again that others had in hand. */
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Database database;
    private final ShopSchema schema;
    private final String runId;
    private final String operator;
    private final boolean rollsBack;
    private final Consumer<Checkpoint> checkpoints;
    private final StatusHistory history;
    private final PutBackOrder.Columns columns = new AskedOnce();
    private int steps;
    /** Asked once, and only by who has something to put back. */
    private boolean hasTransactions;

    /**
     * @param runId the run that decides what is written
     * @param rollsBack whether the configuration wants refused orders put back
     */
    public PutBackTransaction(
            Database database,
            ShopSchema schema,
            String runId,
            String operator,
            boolean rollsBack,
            Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.schema = schema;
        this.runId = runId;
        this.operator = operator;
        this.rollsBack = rollsBack;
        this.checkpoints = checkpoints;
        this.history = new StatusHistory(schema, runId);
    }

    /**
     * Puts the order of a delivery back that YLH has refused, or has it held. May be called again, and by several at once: what is done is
     * not done twice.
     *
     * @param id the delivery
     */
    public PutBackAnswer compensate(long id, Instant now) {
        try {
            return persistently(now, (one, repeated) -> one.compensate(id, operator, rollsBack, repeated));
        } catch (StockGoneException sold) {
            return hold(id, now);
        } catch (StockNotReleasableException stock) {
            return stock.missing() ? hold(id, now) : later(id, stock.what(), now);
        } catch (ContentionException contended) {
            return later(id, Message.of("order.contended"), now);
        } catch (RefusedRowException | RowCountException | ArithmeticException refused) {
            return later(id, RefusedWrite.why(refused), now);
        }
    }

    private PutBackAnswer hold(long id, Instant now) {
        try {
            return persistently(now, (one, repeated) -> one.hold(id, Hold.STOCK_GONE));
        } catch (ContentionException contended) {
            return later(id, Message.of("order.contended"), now);
        }
    }

    /** It stays rejected, and is due again. */
    private PutBackAnswer later(long id, Message why, Instant now) {
        try {
            database.again(() -> new Cancellations(database).putBackLater(id, now, now.plus(LATER)));
        } catch (ContentionException heldToo) {
            // Then it is due as before.
        }
        return new Left(why);
    }

    /**
     * Puts a cancelled order back because a person wants it.
     *
     * @param note why
     */
    public PutBackAnswer undo(RowKey key, String note, Instant now) {
        try {
            return persistently(now, (one, repeated) -> one.undo(key, new PutBackOrder.Who(operator, note), repeated));
        } catch (StockGoneException sold) {
            return refused(key, Message.of("undo.stock-gone"), now);
        } catch (StockNotReleasableException stock) {
            return refused(key, stock.what(), now);
        } catch (ContentionException contended) {
            return new Left(Message.of("order.contended"));
        } catch (RefusedRowException | RowCountException | ArithmeticException refused) {
            return new Left(RefusedWrite.why(refused));
        }
    }

    private PutBackAnswer refused(RowKey key, Message why, Instant now) {
        PutBackAnswer found = look(key, now);
        return found instanceof PutBackAnswer.Back back ? new Refused(back.order(), why) : found;
    }

    /** No change: what {@link #undo} would come to now. Whether the stock is still there is not foreseen. */
    public PutBackAnswer look(RowKey key, Instant now) {
        return database.read(sql -> one(sql, now).look(key));
    }

    private interface Work {
        /**
         * @param repeated whether it may have been done before
         */
        PutBackAnswer with(PutBackOrder one, boolean repeated);
    }

    /**
     * @throws io.github.ylhcancel.base.UserError if a table of the shop has no transactions
     */
    private PutBackAnswer persistently(Instant now, Work work) {
        if (!hasTransactions) {
            TableEngines.require(database, schema);
            hasTransactions = true;
        }
        AtomicBoolean begun = new AtomicBoolean();
        return database.again(() -> {
            boolean repeated = begun.getAndSet(true);
            return database.transaction(sql -> work.with(one(sql, now), repeated));
        });
    }

    private PutBackOrder one(Sql sql, Instant now) {
        return new PutBackOrder(sql, schema, history, columns, new Step(runId, WORKER, ++steps), checkpoints, now);
    }

    /** Their metadata do not change while a run goes on. */
    private final class AskedOnce implements PutBackOrder.Columns {
        private final Map<String, Optional<String>> empty = new HashMap<>();
        private final Map<String, Integer> widths = new HashMap<>();

        @Override
        public Optional<String> empty(Sql sql, String column) {
            return empty.computeIfAbsent(column, name -> {
                if (sql.nullable(select(name))) {
                    return Optional.of("NULL");
                }
                return name.equals("cancel_reason") ? Optional.of("''") : Optional.empty();
            });
        }

        @Override
        public int width(Sql sql, String column) {
            return widths.computeIfAbsent(column, name -> sql.width(select(name)));
        }

        private String select(String column) {
            return schema.render("SELECT {orders." + column + "} FROM {orders} WHERE 1 = 0");
        }
    }
}
