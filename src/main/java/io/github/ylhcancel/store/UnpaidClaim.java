package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StoredStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Takes the orders of a chunk that are certainly unpaid, and nobody else's: their rows, the other members of their families and
 * their open payments are locked from here to the end of the transaction. Nothing ever waits: what somebody else has locked is left to him.
 */
final class UnpaidClaim {
    private static final String LOCK_ORDERS = """
            SELECT {o:orders.id} AS id, {o:orders.number} AS order_number, {o:orders.haier_so_id?} AS so_id,
                   {o:orders.parent_id?} AS parent_id, {o:orders.checkout_id?} AS checkout_id, {o:orders.product_id?} AS product_id
              FROM {orders} o
             WHERE {o:orders.status} = {status.pending} AND {o:orders.id} IN (:ids)
             ORDER BY {o:orders.id}
               FOR UPDATE SKIP LOCKED
            """;
    private static final String AS_THEY_ARE = """
            SELECT {o:orders.id} AS id, {o:orders.number} AS order_number, {o:orders.status} AS status
              FROM {orders} o
             WHERE {o:orders.id} IN (:ids)
            """;
    private static final String CHILDREN = """
            SELECT {o:orders.id} AS id, {o:orders.parent_id} AS parent_id, {o:orders.status} AS status,
                   {o:orders.checkout_id?} AS checkout_id
              FROM {orders} o
             WHERE {o:orders.parent_id} IN (:ids)
            """;
    private static final String LOCK_MEMBERS = """
            SELECT {o:orders.id} AS id, {o:orders.status} AS status, {o:orders.checkout_id?} AS checkout_id
              FROM {orders} o
             WHERE {o:orders.id} IN (:ids)
             ORDER BY {o:orders.id}
               FOR UPDATE SKIP LOCKED
            """;
    private static final String PAYMENTS_OF_ORDERS = """
            SELECT {p:payments.id} AS id, {p:payments.order_id} AS belongs_to,
                   CASE WHEN {p:payments.status} = {value.payment-succeeded} THEN 1 ELSE 0 END AS paid
              FROM {payments} p
             WHERE {p:payments.order_id} IN (:ids)
            """;
    private static final String PAYMENTS_OF_CHECKOUTS = """
            SELECT {p:payments.id} AS id, {p:payments.checkout_id} AS belongs_to,
                   CASE WHEN {p:payments.status} = {value.payment-succeeded} THEN 1 ELSE 0 END AS paid
              FROM {payments} p
             WHERE {p:payments.checkout_id} IN (:ids)
            """;
    private static final String LOCK_PAYMENTS = """
            SELECT {p:payments.id} AS id, CASE WHEN {p:payments.status} = {value.payment-succeeded} THEN 1 ELSE 0 END AS paid
              FROM {payments} p
             WHERE {p:payments.id} IN (:ids)
             ORDER BY {p:payments.id}
               FOR UPDATE SKIP LOCKED
            """;

    /**
     * An order that is ours until the end of the transaction.
     *
     * @param root the main order of its family, or itself
     * @param family whether there are other members
     * @param ownProduct whether it names a product itself, which counts if it has no items
     */
    record Claimed(
            long id,
            String number,
            Optional<String> soId,
            long root,
            boolean family,
            OptionalLong checkout,
            boolean ownProduct) {
        Claimed inFamily() {
            return new Claimed(id, number, soId, root, true, checkout, ownProduct);
        }
    }

    private record Payment(long id, long belongsTo, boolean paid) {}

    private final ChunkStatements statements;
    private final ShopSchema schema;
    private final List<SkippedOrder> left = new ArrayList<>();
    /** By id; what turns out not to be free is taken out again. */
    private final Map<Long, Claimed> claimed = new LinkedHashMap<>();
    /** The family of every order whose payment counts for a claimed one. */
    private final Map<Long, Long> rootOf = new HashMap<>();
    /** The families of which one member was bought in a check-out. */
    private final Map<Long, Set<Long>> rootsOfCheckout = new HashMap<>();

    UnpaidClaim(ChunkStatements statements, ShopSchema schema) {
        this.statements = statements;
        this.schema = schema;
    }

    /** The orders that may be cancelled; why the others may not says {@link #left()}. */
    Collection<Claimed> claim(List<Long> ids) throws SQLException {
        for (Claimed one : statements.list(LOCK_ORDERS, UnpaidClaim::claimed, ids)) {
            claimed.put(one.id(), one);
            belongs(one.id(), one.checkout(), one.root());
        }
        if (claimed.size() < ids.size()) {
            explainMissing(ids.stream().filter(id -> !claimed.containsKey(id)).toList());
        }
        if (schema.has(ShopTable.ORDERS, "parent_id")) {
            claimFamilies();
        }
        if (schema.has(ShopTable.PAYMENTS)) {
            claimPayments();
        }
        return claimed.values();
    }

    List<SkippedOrder> left() {
        return left;
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        OptionalLong parent = Query.optionalLong(row, "parent_id");
        return new Claimed(
                id,
                row.getString("order_number"),
                Query.optional(row, "so_id"),
                parent.orElse(id),
                parent.isPresent(),
                Query.optionalLong(row, "checkout_id"),
                Query.optionalLong(row, "product_id").isPresent());
    }

    private void explainMissing(List<Long> missing) throws SQLException {
        Set<Long> gone = new LinkedHashSet<>(missing);
        statements.list(
                AS_THEY_ARE,
                row -> {
                    StoredStatus status = schema.status(row.getString("status"));
                    Reason why = status.is(OrderStatus.PENDING)
                            ? Reason.LOCKED
                            : status.is(OrderStatus.PAID) ? Reason.PAID_MEANWHILE : Reason.GONE;
                    gone.remove(row.getLong("id"));
                    return left.add(new SkippedOrder(row.getLong("id"), row.getString("order_number"), why));
                },
                missing);
        gone.forEach(id -> left.add(new SkippedOrder(id, "#" + id, Reason.GONE)));
    }

    private void belongs(long order, OptionalLong checkout, long root) {
        rootOf.put(order, root);
        checkout.ifPresent(id ->
                rootsOfCheckout.computeIfAbsent(id, ignored -> new HashSet<>()).add(root));
    }

    /** A family is cancelled by one at a time, because its members share one stock, and not at all if one of them has been paid. */
    private void claimFamilies() throws SQLException {
        Set<Long> roots = new LinkedHashSet<>();
        claimed.values().forEach(one -> roots.add(one.root()));
        Map<Long, Reason> why = new HashMap<>();
        Set<Long> families = new HashSet<>();
        statements.list(
                CHILDREN,
                row -> {
                    long root = row.getLong("parent_id");
                    families.add(root);
                    belongs(row.getLong("id"), Query.optionalLong(row, "checkout_id"), root);
                    return note(why, root, row.getString("status"));
                },
                roots);
        roots.forEach(root -> rootOf.putIfAbsent(root, root));
        lockMembers(why);
        for (Claimed one : List.copyOf(claimed.values())) {
            if (why.containsKey(one.root())) {
                leave(one, why.get(one.root()));
            } else if (families.contains(one.root())) {
                claimed.put(one.id(), one.inFamily());
            }
        }
    }

    /** The others too, or one of them could be paid for while the stock that it needs is being given back. */
    private void lockMembers(Map<Long, Reason> why) throws SQLException {
        Set<Long> others = new LinkedHashSet<>(rootOf.keySet());
        others.removeAll(claimed.keySet());
        Set<Long> open = new HashSet<>(others);
        statements.list(
                LOCK_MEMBERS,
                row -> {
                    long id = row.getLong("id");
                    open.remove(id);
                    belongs(id, Query.optionalLong(row, "checkout_id"), rootOf.get(id));
                    return note(why, rootOf.get(id), row.getString("status"));
                },
                others);
        // A main order that is not there any more holds nobody up.
        statements.list(AS_THEY_ARE, row -> why.putIfAbsent(rootOf.get(row.getLong("id")), Reason.LOCKED), open);
    }

    /** What is neither unpaid nor cancelled was paid for, or its word is unknown: its family is left alone. */
    private boolean note(Map<Long, Reason> why, long root, String word) {
        StoredStatus status = schema.status(word);
        if (!status.is(OrderStatus.PENDING) && !status.is(OrderStatus.CANCELLED)) {
            why.put(root, Reason.PAID_MEANWHILE);
        }
        return true;
    }

    /**
     * A payment that somebody is just changing may be about to succeed: its order is left to him. The others are locked, so that none
     * can succeed between this look and the commit.
     */
    private void claimPayments() throws SQLException {
        Map<Long, Reason> why = new HashMap<>();
        Map<Long, Set<Long>> open = new HashMap<>();
        for (Payment payment : statements.list(PAYMENTS_OF_ORDERS, UnpaidClaim::payment, rootOf.keySet())) {
            sort(payment, Set.of(rootOf.get(payment.belongsTo())), why, open);
        }
        if (schema.has(ShopTable.PAYMENTS, "checkout_id")) {
            for (Payment payment :
                    statements.list(PAYMENTS_OF_CHECKOUTS, UnpaidClaim::payment, rootsOfCheckout.keySet())) {
                sort(payment, rootsOfCheckout.get(payment.belongsTo()), why, open);
            }
        }
        lockPayments(why, open);
        for (Claimed one : List.copyOf(claimed.values())) {
            if (why.containsKey(one.root())) {
                leave(one, why.get(one.root()));
            }
        }
    }

    private static void sort(Payment payment, Set<Long> roots, Map<Long, Reason> why, Map<Long, Set<Long>> open) {
        if (payment.paid()) {
            roots.forEach(root -> why.put(root, Reason.PAID_MEANWHILE));
        } else {
            open.computeIfAbsent(payment.id(), ignored -> new HashSet<>()).addAll(roots);
        }
    }

    private void lockPayments(Map<Long, Reason> why, Map<Long, Set<Long>> open) throws SQLException {
        Map<Long, Set<Long>> notOurs = new HashMap<>(open);
        for (Map.Entry<Long, Boolean> locked : statements.list(
                LOCK_PAYMENTS, row -> Map.entry(row.getLong("id"), row.getInt("paid") == 1), open.keySet())) {
            Set<Long> roots = notOurs.remove(locked.getKey());
            if (locked.getValue()) {
                roots.forEach(root -> why.put(root, Reason.PAID_MEANWHILE));
            }
        }
        notOurs.values().forEach(roots -> roots.forEach(root -> why.putIfAbsent(root, Reason.LOCKED)));
    }

    private static Payment payment(ResultSet row) throws SQLException {
        return new Payment(row.getLong("id"), row.getLong("belongs_to"), row.getInt("paid") == 1);
    }

    private void leave(Claimed one, Reason why) {
        claimed.remove(one.id());
        left.add(new SkippedOrder(one.id(), one.number(), why));
    }
}
