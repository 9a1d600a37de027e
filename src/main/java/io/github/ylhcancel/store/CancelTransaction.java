package io.github.ylhcancel.store;

import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.db.StoreException;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRelease;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes a decided cancellation in one transaction: the order's state, its history, its stock and the ledger of that, and what
 * YLH has to be told. Either all of it is there or nothing.
 */
public final class CancelTransaction {
    private static final String CANCEL_ORDER = """
            UPDATE {orders}
               SET {orders.status} = :cancelled
                   [orders.updated_at ? , {orders.updated_at} = :now]
                   [orders.cancel_reason ? , {orders.cancel_reason} = :reason]
                   [orders.cancelled_at ? , {orders.cancelled_at} = :cancelled_at]
             WHERE {orders.id} = :order_id AND {orders.status} = :from
            """;
    /** As the sweep, "unpaid" is asked once more in the statement that writes. */
    private static final String CANCEL_UNPAID_ORDER = CANCEL_ORDER + """
             [payments ? AND NOT EXISTS (SELECT 1 FROM {payments} p
                              WHERE {p:payments.order_id} = :order_id AND {p:payments.status} = {value.payment-succeeded})]
            """;

    private static final String SO_ID = "SELECT {orders.haier_so_id?} AS so_id FROM {orders} WHERE {orders.id} = ?";
    private static final String UPDATED_AT =
            "SELECT {orders.updated_at?} AS updated_at FROM {orders} WHERE {orders.id} = ? FOR UPDATE";
    private static final String RELEASE_PRODUCT =
            "UPDATE {products} SET {products.stock} = {products.stock} + :quantity WHERE {products.id} = :product_id";
    /** The shop counts what was sold when it is paid. */
    private static final String RELEASE_SOLD_PRODUCT = """
            UPDATE {products}
               SET {products.stock} = {products.stock} + :quantity,
                   {products.sales_count} = CASE WHEN {products.sales_count} > :sold THEN {products.sales_count} - :sold ELSE 0 END
             WHERE {products.id} = :product_id
            """;

    private static final String RELEASE_SKU =
            "UPDATE {skus} SET {skus.stock} = {skus.stock} + :quantity WHERE {skus.id} = :sku_id";
    private static final String INSERT_INVENTORY = """
            INSERT INTO {inventory} ({inventory.product_id}, {inventory.quantity}, {inventory.created_at}
                                     [inventory.sku_id ? , {inventory.sku_id}]
                                     [inventory.order_id ? , {inventory.order_id}]
                                     [inventory.change_type ? , {inventory.change_type}]
                                     [inventory.reason ? , {inventory.reason}]{inventory.more-columns})
            VALUES (:product_id, :quantity, :now [inventory.sku_id ? , :sku_id] [inventory.order_id ? , :order_id]
                    [inventory.change_type ? , {value.release}] [inventory.reason ? , {value.order-cancelled}]
                    {inventory.more-values})
            """;
    private static final String INSERT_RELEASE = """
            INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, sku_id, quantity, released_at)
            VALUES (:order_id, :line_id, :cycle, :product_id, :sku_id, :quantity, :now)
            """;
    private static final String INSERT_CANCELLATION = """
            INSERT INTO ylh_cancellation (order_id, cycle, order_number, so_id, cancel_reason, source_system, cancel_time,
                                          from_status, operator, state, attempts, next_attempt_at, maybe_applied,
                                          created_at, updated_at, run_id)
            VALUES (:order_id, :cycle, :order_number, :so_id, :reason, :source_system, :cancel_time,
                    :from, :operator, 'pending', 0, :now, FALSE, :now, :now, :run_id)
            """;
    /**
     * What to write.
     *
     * @param order as it was read: its state and so-id are expected to be the same still
     * @param request present exactly when the order has a so-id
     * @param kept an earlier cancellation that still stands, so that no second request may be made for the same so-id
     * @param cancelledAt what the shop's column of that name gets
     */
    public record Entry(
            Order order,
            String reason,
            Instant cancelledAt,
            String operator,
            String note,
            Optional<CancellationRequest> request,
            Optional<Cancellation> kept,
            Instant now) {}

    /** What came of it. */
    public sealed interface Result {}

    /**
     * It is written.
     *
     * @param cancellationId what to deliver to YLH, if anything
     * @param stock what came back
     */
    public record Recorded(Optional<Long> cancellationId, List<OrderLine> lines, StockPlan stock) implements Result {
        public List<StockRelease> released() {
            return stock.releases();
        }
    }

    /** Somebody else changed the order since it was read; nothing was written. Read it again. */
    public record LostRace() implements Result {}

    /**
     * An order that is only to be cancelled if it is unpaid has been paid for, or somebody has it or its payment in hand; nothing was
     * written.
     */
    public record LeftAlone(Reason why) implements Result {}

    /** The stock of this line has no row, so the order was left as it was. */
    public record StockRowMissing(OrderLine line) implements Result {}

    /** Another transaction was in the way each time; the order was left as it was. Later it may well go through. */
    public record Contended() implements Result {}

    /** The database refused a row, for example by a constraint; the order was left as it was. */
    public record RowRefused(String why) implements Result {}

    private static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Result result;

        Undo(Result result) {
            super(result.toString(), null, false, false);
            this.result = result;
        }
    }

    private final Database database;
    private final ShopSchema schema;
    private final String runId;
    private final Consumer<Checkpoint> checkpoints;
    private final Families families;
    private final StatusHistory history;

    /**
     * @param runId the run that decides what is written
     */
    public CancelTransaction(Database database, ShopSchema schema, String runId, Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.schema = schema;
        this.runId = runId;
        this.checkpoints = checkpoints;
        this.families = new Families(schema);
        this.history = new StatusHistory(schema, runId);
    }

    public Result write(Entry entry) {
        return inTransaction(handle -> write(handle, entry, CANCEL_ORDER));
    }

    /** As {@link #write}, but any change of the order since it was read loses the race, also one that left its state as it was. */
    public Result writeIfUntouched(Entry entry) {
        return inTransaction(handle -> {
            requireUntouched(handle, entry.order());
            return write(handle, entry, CANCEL_ORDER);
        });
    }

    /**
     * As {@link #writeIfUntouched}, for an order that is to be cancelled because it is unpaid: takes the same locks and asks the same
     * questions as a sweep, and waits for nobody who has the order, its family or a payment in hand.
     */
    public Result writeIfUnpaid(Entry entry) {
        return inTransaction(handle -> {
            claimUnpaid(handle, entry.order());
            requireUntouched(handle, entry.order());
            return write(handle, entry, CANCEL_UNPAID_ORDER);
        });
    }

    private void claimUnpaid(Handle handle, Order order) {
        UnpaidClaim claim = new UnpaidClaim(new ChunkStatements(handle.getConnection(), schema), schema);
        if (read(() -> claim.claim(List.of(order.id()))).isEmpty()) {
            Reason why = claim.left().get(0).why();
            // What is not pending any more is looked at again: it may have been cancelled, which is what was wanted.
            throw new Undo(why == Reason.GONE ? new LostRace() : new LeftAlone(why));
        }
    }

    /** Locks the row: after the guarded UPDATE the old time of change would be gone. */
    private void requireUntouched(Handle handle, Order order) {
        if (!updatedAt(handle, order).equals(Optional.of(order.updatedAt()))) {
            throw new Undo(new LostRace());
        }
    }

    private Optional<Instant> updatedAt(Handle handle, Order order) {
        try {
            return Query.first(
                    handle.getConnection(),
                    schema.render(UPDATED_AT),
                    row -> Times.optionalInstant(row, "updated_at").orElse(order.createdAt()),
                    order.id());
        } catch (SQLException e) {
            throw new StoreException("reading when the order was changed failed: " + e.getMessage(), e);
        }
    }

    private Result inTransaction(Function<Handle, Result> work) {
        try {
            return database.transactionOverJdbi(work);
        } catch (Undo undo) {
            return undo.result;
        } catch (RefusedRowException refused) {
            return new RowRefused(refused.getMessage());
        } catch (ArithmeticException overflow) {
            return new RowRefused(StockRelease.TOO_MANY);
        } catch (ContentionException contended) {
            return new Contended();
        }
    }

    /**
     * @param cancelOrder the guarded UPDATE
     */
    private Result write(Handle handle, Entry entry, String cancelOrder) {
        Order order = entry.order();
        // The main order of a family is locked before the member, by everybody.
        Optional<Long> parent = parent(handle, order);
        parent.ifPresent(main -> read(() -> {
            families.lock(handle.getConnection(), main);
            return main;
        }));
        if (cancelOrder(handle, entry, cancelOrder) == 0) {
            throw new Undo(new LostRace());
        }
        // From here on the row is locked. A so-id that came since the order was read would otherwise never hear of
        // this.
        if (!soId(handle, order).equals(order.soId()) || !parent(handle, order).equals(parent)) {
            throw new Undo(new LostRace());
        }
        history.insert(
                handle,
                order.id(),
                order.status().word(),
                schema.word(OrderStatus.CANCELLED),
                entry.operator(),
                entry.note(),
                entry.now());
        int cycle = read(() -> Cycles.next(handle.getConnection(), order.id()));
        List<OrderLine> lines = read(() -> Orders.lines(handle.getConnection(), schema, order.id()));
        Optional<Family> family = read(() -> families.of(handle.getConnection(), order.id(), parent));
        StockPlan stock = StockPlan.of(lines, family);
        release(handle, entry, lines, stock.releases(), cycle);
        family.ifPresent(known -> Families.add(handle, known.id(), stock.releases()));
        Optional<Long> cancellation = queue(handle, entry, cycle);
        checkpoints.accept(Checkpoint.BEFORE_COMMIT);
        return new Recorded(cancellation, lines, stock);
    }

    private interface Reading<T> {
        T value() throws SQLException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.value();
        } catch (SQLException e) {
            throw new StoreException("reading failed: " + e.getMessage(), e);
        }
    }

    private Optional<Long> parent(Handle handle, Order order) {
        return read(() -> families.parent(handle.getConnection(), order.id()));
    }

    private int cancelOrder(Handle handle, Entry entry, String sql) {
        return handle.createUpdate(schema.render(sql))
                .bind("cancelled", schema.word(OrderStatus.CANCELLED))
                .bind("reason", entry.reason())
                .bind("cancelled_at", Times.argument(entry.cancelledAt()))
                .bind("now", Times.argument(entry.now()))
                .bind("order_id", entry.order().id())
                .bind("from", entry.order().status().word())
                .execute();
    }

    private Optional<String> soId(Handle handle, Order order) {
        return read(() -> Query.first(
                        handle.getConnection(), schema.render(SO_ID), row -> Query.optional(row, "so_id"), order.id()))
                .orElseThrow();
    }

    private void release(Handle handle, Entry entry, List<OrderLine> lines, List<StockRelease> releases, int cycle) {
        // Products before SKUs, each in key order, so that two cancellations never wait for each other's stock rows
        // crosswise.
        changeProducts(handle, releases, sold(entry, lines));
        releases.stream()
                .filter(release -> release.skuId().isPresent())
                .forEach(release -> giveBack(handle, release, RELEASE_SKU, 0));
        if (!releases.isEmpty()) {
            if (schema.has(ShopTable.INVENTORY)) {
                logInventory(handle, entry, releases);
            }
            insertLedger(handle, entry, StockRelease.perLine(lines, releases), cycle);
        }
    }

    /** What the shop counted as sold when the order was paid: everything, also SKUs and the supplier's products. */
    private Map<Long, Integer> sold(Entry entry, List<OrderLine> lines) {
        Map<Long, Integer> sold = new TreeMap<>();
        if (schema.has(ShopTable.PRODUCTS, "sales_count")
                && entry.order().status().is(OrderStatus.PAID)) {
            lines.forEach(line -> sold.merge(line.productId(), line.quantity(), Math::addExact));
        }
        return sold;
    }

    private void changeProducts(Handle handle, List<StockRelease> releases, Map<Long, Integer> sold) {
        Map<Long, StockRelease> products = new TreeMap<>();
        releases.stream()
                .filter(release -> release.skuId().isEmpty())
                .forEach(release -> products.put(release.productId(), release));
        TreeSet<Long> ids = new TreeSet<>(products.keySet());
        ids.addAll(sold.keySet());
        for (long id : ids) {
            String sql = sold.containsKey(id) ? RELEASE_SOLD_PRODUCT : RELEASE_PRODUCT;
            if (products.containsKey(id)) {
                giveBack(handle, products.get(id), sql, sold.getOrDefault(id, 0));
            } else {
                change(handle, sql, id, 0L, 0, sold.get(id));
            }
        }
    }

    private void giveBack(Handle handle, StockRelease release, String sql, int sold) {
        int rows = change(handle, sql, release.productId(), release.skuId().orElse(0), release.quantity(), sold);
        if (rows != 1) {
            throw new Undo(new StockRowMissing(release.line()));
        }
    }

    private int change(Handle handle, String sql, long productId, long skuId, int quantity, int sold) {
        return handle.createUpdate(schema.render(sql))
                .bind("quantity", quantity)
                .bind("sold", sold)
                .bind("product_id", productId)
                .bind("sku_id", skuId)
                .execute();
    }

    private void logInventory(Handle handle, Entry entry, List<StockRelease> releases) {
        PreparedBatch batch = handle.prepareBatch(schema.render(INSERT_INVENTORY));
        for (StockRelease release : releases) {
            batch.bind("product_id", release.productId())
                    .bind("sku_id", sku(release.skuId()))
                    .bind("order_id", entry.order().id())
                    .bind("quantity", release.quantity())
                    .bind("now", Times.argument(entry.now()))
                    .add();
        }
        batch.execute();
    }

    private void insertLedger(Handle handle, Entry entry, List<OrderLine> released, int cycle) {
        PreparedBatch batch = handle.prepareBatch(INSERT_RELEASE);
        for (OrderLine line : released) {
            batch.bind("order_id", entry.order().id())
                    .bind("line_id", line.id())
                    .bind("cycle", cycle)
                    .bind("product_id", line.productId())
                    .bind("sku_id", sku(line.skuId()))
                    .bind("quantity", line.quantity())
                    .bind("now", Times.argument(entry.now()))
                    .add();
        }
        batch.execute();
    }

    private static Long sku(OptionalLong skuId) {
        return skuId.isPresent() ? Long.valueOf(skuId.getAsLong()) : null;
    }

    private Optional<Long> queue(Handle handle, Entry entry, int cycle) {
        if (entry.request().isEmpty()) {
            return Optional.empty();
        }
        if (entry.kept().isPresent()) {
            return Optional.of(keep(handle, entry.kept().get(), entry.now()));
        }
        CancellationRequest request = entry.request().get();
        return Optional.of(handle.createUpdate(INSERT_CANCELLATION)
                .bind("order_id", entry.order().id())
                .bind("cycle", cycle)
                .bind("order_number", entry.order().number())
                .bind("so_id", request.soId())
                .bind("reason", request.cancelReason())
                .bind("source_system", request.sourceSystem())
                .bind("cancel_time", Times.argument(request.cancelTime()))
                .bind("from", entry.order().status().word())
                .bind("operator", entry.operator())
                .bind("now", Times.argument(entry.now()))
                .bind("run_id", runId)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    private long keep(Handle handle, Cancellation kept, Instant now) {
        if (kept.state() == DeliveryState.DEAD) {
            Cancellations.reopen(new Sql(handle.getConnection(), database.dialect()), kept.id(), now);
        }
        return kept.id();
    }
}
