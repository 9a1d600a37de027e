package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the orders of a chunk that are certainly unpaid, and nobody else's: their rows, the other members of their families and
 * their open payments are locked from here to the end of the transaction. What somebody else has locked is left to him, and not waited
 * for, unless it may be a lost session of our own.
 */
final class UnpaidClaim {
    private static final String LOCKING = " FOR UPDATE";
    private static final String WITHOUT_WAITING = " SKIP LOCKED";

    private static final String ORDERS =
            " WHERE {o:orders.status is status.pending} AND {o:orders.id} IN (:ids) {o:orders there} {o:orders cancellable}"
                    + " AND {o:orders paid} = 0 AND "
                    + UnpaidOrders.NOT_PUT_BACK + " ORDER BY {o:orders.id}";
    private static final String PUT_BACK = "SELECT order_key FROM ylh_put_back WHERE order_key IN (:ids)";
    private static final String CHILDREN = """
            SELECT {o:orders.id} AS id, {o:orders.parent_id} AS parent_id, {o:orders.status} AS status,
                   {o:orders.checkout_id?} AS checkout_id, {o:orders paid} AS is_paid
              FROM {orders} o
             WHERE {o:orders.parent_id} IN (:ids) {o:orders there}
            """;
    private static final String MEMBERS = """
            SELECT {o:orders.id} AS id, {o:orders.status} AS status, {o:orders.checkout_id?} AS checkout_id, {o:orders paid} AS is_paid
              FROM {orders} o
             WHERE {o:orders.id} IN (:ids) {o:orders there}
             ORDER BY {o:orders.id}
            """;
    /** Which of {@link State} a payment is in. */
    private static final String STATE = "CASE WHEN {p:payments.status} IN {all value.payment-succeeded} THEN 'PAID'"
            + " [value.payment-under-way ? WHEN {p:payments.status} IN {all value.payment-under-way} THEN 'UNDER_WAY']"
            + " ELSE 'OPEN' END";

    static final String PAYMENTS_OF_ORDERS = """
            SELECT {p:payments.id} AS id, {p:payments.order_id} AS belongs_to,
                   %s AS state
              FROM {payments} p
             WHERE {p:payments.order_id} IN (:ids) {p:payments there}
            """.formatted(STATE);
    static final String PAYMENTS_OF_CHECKOUTS = """
            SELECT {p:payments.id} AS id, {p:payments.checkout_id} AS belongs_to,
                   %s AS state
              FROM {payments} p
             WHERE {p:payments.checkout_id} IN (:ids) {p:payments there}
            """.formatted(STATE);
    static final String PAYMENTS = """
            SELECT {p:payments.id} AS id, %s AS state
              FROM {payments} p
             WHERE {p:payments.id} IN (:ids) {p:payments there}
             ORDER BY {p:payments.id}
            """.formatted(STATE);

    /** How far a payment is. */
    enum State {
        OPEN,
        /** Somebody is paying: whether there will be money is decided elsewhere, at any moment. */
        UNDER_WAY,
        PAID;

        static State of(Row row) {
            return valueOf(row.text("state"));
        }
    }

    private record Payment(RowKey id, RowKey belongsTo, State state) {}

    /**
     * What came of it.
     *
     * @param orders those that may be cancelled, by key
     * @param skipped why the others may not, by key
     * @param others the orders among these others that are there
     * @param families the main orders of families with other members
     * @param evidence what of a family or a check-out decided that it is left, by the main order's key
     */
    record Claimed(
            Map<RowKey, Order> orders,
            Map<RowKey, Reason> skipped,
            Map<RowKey, Order> others,
            Set<RowKey> families,
            Map<RowKey, Message> evidence) {}

    private final Sql sql;
    private final ShopSchema schema;
    private final String locking;
    private final boolean whole;
    private final Map<RowKey, Reason> skipped = new LinkedHashMap<>();
    /** By id; what turns out not to be free is taken out again. */
    private final Map<RowKey, Order> claimed = new LinkedHashMap<>();

    private final Map<RowKey, Order> others = new HashMap<>();
    private final Set<RowKey> families = new HashSet<>();
    private final Map<RowKey, Message> evidence = new HashMap<>();
    /** The family of every order whose payment counts for a claimed one. */
    private final Map<RowKey, RowKey> rootOf = new HashMap<>();
    /** The families of which one member was bought in a check-out. */
    private final Map<RowKey, Set<RowKey>> rootsOfCheckout = new HashMap<>();

    private UnpaidClaim(Sql sql, ShopSchema schema, String locking, boolean whole) {
        this.sql = sql;
        this.schema = schema;
        this.locking = locking;
        this.whole = whole;
    }

    /**
     * Takes them until the end of the transaction.
     *
     * @param waits whether to wait for what somebody else has
     * @param whole whether all of each order is to be read, or only what decides
     */
    static Claimed take(Sql sql, ShopSchema schema, Collection<RowKey> keys, boolean waits, boolean whole) {
        return new UnpaidClaim(sql, schema, waits ? LOCKING : LOCKING + WITHOUT_WAITING, whole).claim(keys);
    }

    /** Asks the same questions and locks nothing: what {@link #take} would say, if nobody had anything in hand. */
    static Claimed look(Sql sql, ShopSchema schema, Collection<RowKey> keys) {
        return new UnpaidClaim(sql, schema, "", false).claim(keys);
    }

    private Claimed claim(Collection<RowKey> keys) {
        String select = whole ? Orders.SELECT : Orders.SELECT_TO_DECIDE;
        sql.list(text(select + ORDERS), Parameters.of("ids", keys), row -> {
            Order order = whole ? Orders.order(row, schema) : Orders.orderToDecide(row, schema);
            belongs(order.id(), row.optionalKey("checkout_id"), order.root());
            return claimed.put(order.id(), order);
        });
        if (claimed.size() < keys.size()) {
            explainMissing(keys.stream().filter(id -> !claimed.containsKey(id)).toList());
        }
        if (schema.has(ShopTable.ORDERS, "parent_id")) {
            claimFamilies();
        }
        if (schema.has(ShopTable.PAYMENTS)) {
            claimPayments();
        }
        return new Claimed(claimed, skipped, others, families, evidence);
    }

    private String text(String template) {
        return schema.render(template + locking);
    }

    private <T> List<T> list(String rendered, Collection<RowKey> ids, Row.Reader<T> reader) {
        return sql.list(rendered, Parameters.of("ids", ids), reader);
    }

    private void explainMissing(List<RowKey> missing) {
        others.putAll(Orders.byKeys(sql, schema, missing));
        Set<RowKey> putBack = new HashSet<>(list(PUT_BACK, missing, Row::key));
        Map<RowKey, String> hindered = Objections.hindered(sql, schema, missing);
        Set<RowKey> flagged = Orders.flaggedAsPaid(sql, schema, missing);
        for (RowKey id : missing) {
            Optional<StoredStatus> status = Optional.ofNullable(others.get(id)).map(Order::status);
            Reason why = status.map(UnpaidClaim::why).orElse(Reason.GONE);
            if (why == Reason.LOCKED && putBack.contains(id)) {
                why = Reason.PUT_BACK;
            } else if (why == Reason.LOCKED && flagged.contains(id)) {
                why = Reason.PAID_MEANWHILE;
            } else if (why == Reason.LOCKED && hindered.containsKey(id)) {
                why = Reason.HINDERED;
                evidence.putIfAbsent(others.get(id).root(), Message.of("order.hindered", hindered.get(id)));
            }
            skipped.put(id, why);
        }
    }

    private static Reason why(StoredStatus status) {
        if (status.is(OrderStatus.PENDING)) {
            return Reason.LOCKED;
        }
        return status.is(OrderStatus.PAID) ? Reason.PAID_MEANWHILE : Reason.GONE;
    }

    private void belongs(RowKey order, Optional<RowKey> checkout, RowKey root) {
        rootOf.put(order, root);
        checkout.ifPresent(id ->
                rootsOfCheckout.computeIfAbsent(id, ignored -> new HashSet<>()).add(root));
    }

    /** A family is cancelled by one at a time, because its members share one stock, and not at all if one of them has been paid. */
    private void claimFamilies() {
        Set<RowKey> roots = new LinkedHashSet<>();
        claimed.values().forEach(one -> roots.add(one.root()));
        Map<RowKey, Reason> why = new HashMap<>();
        list(schema.render(CHILDREN), roots, row -> {
            RowKey root = row.key("parent_id");
            families.add(root);
            belongs(row.key("id"), row.optionalKey("checkout_id"), root);
            return note(why, root, row.key("id"), row);
        });
        roots.forEach(root -> rootOf.putIfAbsent(root, root));
        claimMembers(why);
        leave(why);
    }

    /** The others too, or one of them could be paid for while the stock that it needs is being given back. */
    private void claimMembers(Map<RowKey, Reason> why) {
        Set<RowKey> members = new LinkedHashSet<>(rootOf.keySet());
        members.removeAll(claimed.keySet());
        Set<RowKey> open = new HashSet<>(members);
        list(text(MEMBERS), members, row -> {
            RowKey id = row.key("id");
            open.remove(id);
            belongs(id, row.optionalKey("checkout_id"), rootOf.get(id));
            return note(why, rootOf.get(id), id, row);
        });
        // A main order that is not there any more holds nobody up.
        Orders.existing(sql, schema, open).forEach(id -> {
            why.putIfAbsent(rootOf.get(id), Reason.LOCKED);
            evidence.putIfAbsent(rootOf.get(id), Message.of("explain.locked-member", id));
        });
    }

    /** What is neither unpaid nor cancelled was paid for, or its word is unknown: its family is left alone. */
    private boolean note(Map<RowKey, Reason> why, RowKey root, RowKey member, Row row) {
        String word = row.text("status");
        StoredStatus status = schema.status(word);
        boolean isFlagged = status.is(OrderStatus.PENDING) && row.integer("is_paid") == 1;
        if (isFlagged || !status.is(OrderStatus.PENDING) && !status.is(OrderStatus.CANCELLED)) {
            why.put(root, Reason.PAID_MEANWHILE);
            evidence.putIfAbsent(root, Message.of("explain.paid-member", member, word));
        }
        return true;
    }

    /**
     * A payment that somebody is just changing may be about to succeed: its order is left to him. The others are locked, so that none
     * can succeed between this look and the commit.
     */
    private void claimPayments() {
        Map<RowKey, Reason> why = new HashMap<>();
        Map<RowKey, Set<RowKey>> open = new HashMap<>();
        for (Payment payment : list(schema.render(PAYMENTS_OF_ORDERS), rootOf.keySet(), UnpaidClaim::payment)) {
            sort(payment, Set.of(rootOf.get(payment.belongsTo())), why, open);
        }
        if (schema.has(ShopTable.PAYMENTS, "checkout_id")) {
            for (Payment payment :
                    list(schema.render(PAYMENTS_OF_CHECKOUTS), rootsOfCheckout.keySet(), UnpaidClaim::payment)) {
                sort(payment, rootsOfCheckout.get(payment.belongsTo()), why, open);
            }
        }
        claimOpenPayments(why, open);
        leave(why);
    }

    private void sort(Payment payment, Set<RowKey> roots, Map<RowKey, Reason> why, Map<RowKey, Set<RowKey>> open) {
        if (payment.state() != State.OPEN) {
            roots.forEach(root -> left(payment.id(), payment.state(), root, why));
        } else {
            open.computeIfAbsent(payment.id(), ignored -> new HashSet<>()).addAll(roots);
        }
    }

    private void left(RowKey payment, State state, RowKey root, Map<RowKey, Reason> why) {
        if (state == State.PAID) {
            why.put(root, Reason.PAID_MEANWHILE);
            evidence.putIfAbsent(root, Message.of("explain.paid-payment", payment));
        } else if (why.putIfAbsent(root, Reason.PAYMENT_UNDER_WAY) == null) {
            evidence.putIfAbsent(root, Message.of("explain.payment-under-way", payment));
        }
    }

    private void claimOpenPayments(Map<RowKey, Reason> why, Map<RowKey, Set<RowKey>> open) {
        Map<RowKey, Set<RowKey>> notOurs = new HashMap<>(open);
        list(text(PAYMENTS), open.keySet(), row -> {
            RowKey id = row.key("id");
            Set<RowKey> roots = notOurs.remove(id);
            State state = State.of(row);
            if (state != State.OPEN) {
                roots.forEach(root -> left(id, state, root, why));
            }
            return roots;
        });
        notOurs.forEach((payment, roots) -> roots.forEach(root -> {
            why.putIfAbsent(root, Reason.LOCKED);
            evidence.putIfAbsent(root, Message.of("explain.locked-payment", payment));
        }));
    }

    private static Payment payment(Row row) {
        return new Payment(row.key("id"), row.key("belongs_to"), State.of(row));
    }

    /** Gives up those whose family is one that is to be left alone. */
    private void leave(Map<RowKey, Reason> why) {
        for (Order order : List.copyOf(claimed.values())) {
            Optional.ofNullable(why.get(order.root())).ifPresent(reason -> {
                claimed.remove(order.id());
                others.put(order.id(), order);
                skipped.put(order.id(), reason);
            });
        }
    }
}
