package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.ShopTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the orders that nobody has paid for too long. Changes nothing and locks nothing: what it finds is checked again when it is cancelled. */
public final class UnpaidOrders {
    private static final String COUNTS = """
            SELECT COUNT(*) AS pending, COALESCE(SUM(CASE WHEN {orders.created_at} < ? THEN 1 ELSE 0 END), 0) AS overdue
              FROM {orders}
             WHERE {orders.status} = {status.pending}
            """;
    /**
     * Keyset, spelled out: MariaDB finds no index range in a comparison of rows. The state leads the order because H2 would not use
     * the index without it.
     */
    private static final String PAGE = """
            SELECT {o:orders.id} AS id, {o:orders.created_at} AS created_at
              FROM {orders} o
             WHERE {o:orders.status} = {status.pending} AND {o:orders.created_at} < ?
               AND {o:orders.created_at} >= ? AND ({o:orders.created_at} > ? OR {o:orders.id} > ?)
             ORDER BY {o:orders.status}, {o:orders.created_at}, {o:orders.id}
             LIMIT ?
            """;

    private static final String PAID = """
            SELECT DISTINCT {p:payments.order_id} AS order_id
              FROM {payments} p
             WHERE {p:payments.status} = {value.payment-succeeded} AND {p:payments.order_id} IN (:ids)
            """;
    private static final String NUMBER = "SELECT {orders.number} FROM {orders} WHERE {orders.id} = ?";

    /**
     * @param pending all orders that wait for their payment
     * @param overdue those of them that were made before the cut-off
     */
    public record Counts(long pending, long overdue) {}

    /** An order to cancel, and its place in the sequence. */
    public record Overdue(long id, Instant createdAt) {}

    private final Database database;
    private final ShopSchema schema;

    public UnpaidOrders(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** The database's clock, which all sweeps on all machines share. */
    public Instant now() {
        return database.now();
    }

    public Counts counts(Instant cutOff) {
        return database.readOverJdbc(connection -> Query.first(
                        connection,
                        schema.render(COUNTS),
                        row -> new Counts(row.getLong("pending"), row.getLong("overdue")),
                        Times.column(cutOff))
                .orElseThrow());
    }

    /**
     * The oldest that were made before {@code cutOff}, behind {@code after}.
     *
     * @param after the last one of the page before, or nothing for the first page
     */
    public List<Overdue> page(Instant cutOff, Optional<Overdue> after, int limit) {
        Instant time = after.map(Overdue::createdAt).orElse(Instant.EPOCH);
        long id = after.map(Overdue::id).orElse(0L);
        return database.readOverJdbc(connection -> Query.list(
                connection,
                schema.render(PAGE),
                UnpaidOrders::overdue,
                Times.column(cutOff),
                Times.column(time),
                Times.column(time),
                id,
                limit));
    }

    /** The orders of these keys, the oldest first. */
    public List<Order> byIds(List<Long> ids) {
        return database.readOverJdbc(connection -> {
            List<Order> found = new ArrayList<>(new Orders(database, schema).byIds(connection, ids));
            found.sort(Comparator.comparing(Order::createdAt).thenComparingLong(Order::id));
            return found;
        });
    }

    /** Those of the orders that have been paid for although they are still pending. */
    public Set<Long> paid(List<Long> ids) {
        return schema.has(ShopTable.PAYMENTS)
                ? new HashSet<>(database.readOverJdbc(connection ->
                        new ChunkStatements(connection, schema).list(PAID, row -> row.getLong("order_id"), ids)))
                : Set.of();
    }

    /** How many units of stock come back with each of the orders; a family's count once. */
    public Map<Long, Long> units(List<Long> ids) {
        return database.readOverJdbc(
                connection -> new UnpaidUnits(new ChunkStatements(connection, schema), schema).of(ids));
    }

    /** What people call the order. */
    public String number(long id) {
        return database.readOverJdbc(
                        connection -> Query.first(connection, schema.render(NUMBER), row -> row.getString(1), id))
                .orElse("#" + id);
    }

    private static Overdue overdue(ResultSet row) throws SQLException {
        return new Overdue(row.getLong("id"), Times.instant(row, "created_at"));
    }
}
