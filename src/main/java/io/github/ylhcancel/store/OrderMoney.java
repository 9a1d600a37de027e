package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Money;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.schema.ShopValue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What is known of the money of an order that is to be put back: what was written down when it was cancelled, and how the payments of its
 * family and their check-outs, and its refunds, stand now.
 */
final class OrderMoney {
    private static final String REFUND = """
            SELECT {r:refunds.order_id} AS order_id FROM {refunds} r
             WHERE {r:refunds.order_id} = :key
            """;
    private static final String NOT_FAILED =
            " AND ({r:refunds.status} IS NULL OR {r:refunds.status} NOT IN {all value.refund-failed})";

    private final Sql sql;
    private final ShopSchema schema;
    private final String lock;

    /**
     * @param locks whether payments are to stay as they are until the end of the transaction
     */
    OrderMoney(Sql sql, ShopSchema schema, boolean locks) {
        this.sql = sql;
        this.schema = schema;
        this.lock = locks ? " FOR UPDATE" : "";
    }

    /**
     * @param cancelled what is to be taken back
     * @param family the orders that share its stock, itself among them: a payment of one counts for all, as it does in a sweep
     */
    Money of(Transition cancelled, Collection<RowKey> family) {
        boolean wasPaid = Transitions.money(sql, cancelled).equals("succeeded")
                || schema.status(cancelled.from()).is(OrderStatus.PAID);
        boolean hasPayments = schema.knowsMoney();
        boolean isPaid = hasPayments && isPaid(family);
        if (schema.has(ShopTable.REFUNDS) && isRefunded(cancelled.orderKey())) {
            return Money.REFUNDED;
        }
        if (!wasPaid) {
            return isPaid ? Money.PAID_SINCE : Money.NONE;
        }
        if (hasPayments) {
            return isPaid ? Money.PAID : Money.REFUNDED;
        }
        return schema.has(ShopTable.REFUNDS) ? Money.PAID : Money.UNKNOWN;
    }

    /** The condition for a refund, of the alias {@code r}, that counts: also one of which nobody knows how it went. */
    static String notFailed(ShopSchema schema) {
        boolean tells = schema.has(ShopTable.REFUNDS, "status")
                && !schema.value(ShopValue.REFUND_FAILED).isEmpty();
        return tells ? NOT_FAILED : "";
    }

    private boolean isRefunded(RowKey order) {
        String refund = schema.render(REFUND + notFailed(schema));
        return sql.first(refund, Parameters.of("key", order), Row::key).isPresent();
    }

    private boolean isPaid(Collection<RowKey> family) {
        if (!Orders.flaggedAsPaid(sql, schema, family).isEmpty()) {
            return true;
        }
        if (!schema.has(ShopTable.PAYMENTS)) {
            return false;
        }
        Set<RowKey> payments = new LinkedHashSet<>(payments(UnpaidClaim.PAYMENTS_OF_ORDERS, family));
        if (schema.hasCheckouts()) {
            payments.addAll(payments(UnpaidClaim.PAYMENTS_OF_CHECKOUTS, OpenPayments.checkouts(sql, schema, family)));
        }
        return sql.list(
                        schema.render(UnpaidClaim.PAYMENTS + lock),
                        Parameters.of("ids", payments),
                        UnpaidClaim.State::of)
                .contains(UnpaidClaim.State.PAID);
    }

    private Collection<RowKey> payments(String of, Collection<RowKey> keys) {
        return sql.list(schema.render(of), Parameters.of("ids", keys), row -> row.key("id"));
    }
}
