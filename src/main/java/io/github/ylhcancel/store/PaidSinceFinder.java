package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what nobody had paid for when it was cancelled here, and what somebody has paid for since. */
public final class PaidSinceFinder extends KeyFinder {
    private static final String FOUND =
            """
            SELECT t.order_key, {o:orders.number} AS order_number, {o:orders.haier_so_id?} AS so_id, t.created_at, t.run_id
              FROM ylh_transition t
              JOIN {orders} o ON {o:orders.id} = t.order_key {o:orders there}
             WHERE t.order_key IN (:keys) AND t.kind = 'cancel' AND t.money = '%s' AND {o:orders.status is status.cancelled}
               AND ({o:orders paid} = 1
                    [payments ? OR EXISTS (SELECT 1 FROM {payments} p
                             WHERE {p:payments.order_id} = {o:orders.id} AND {p:payments.status} IN {all value.payment-succeeded} {p:payments there})]%%s)%%s
            """.formatted(PaymentState.NONE.stored()) + Transitions.AND_IS_LATEST + " ORDER BY t.order_key";
    private static final String BY_CHECKOUT = """
             OR EXISTS (SELECT 1 FROM {payments} p
                         WHERE {p:payments.checkout_id} = {o:orders.checkout_id} AND {p:payments.status} IN {all value.payment-succeeded} {p:payments there})
            """;
    private static final String NOT_REFUNDED =
            " AND NOT EXISTS (SELECT 1 FROM {refunds} r WHERE {r:refunds.order_id} = {o:orders.id}%s)";

    public PaidSinceFinder(Database database, ShopSchema schema) {
        super(DisagreementKind.PAID_SINCE, database, schema);
    }

    @Override
    boolean isComparable() {
        return schema.knowsMoney();
    }

    @Override
    String candidates(boolean behind) {
        return CANCELLED_HERE.formatted(behind(behind, "t.order_key"));
    }

    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        return sql.list(schema.render(select()), Parameters.of("keys", keys), this::disagreement);
    }

    private String select() {
        String refund = schema.has(ShopTable.REFUNDS) ? NOT_REFUNDED.formatted(OrderMoney.notFailed(schema)) : "";
        return FOUND.formatted(schema.hasCheckouts() ? BY_CHECKOUT : "", refund);
    }

    private Disagreement disagreement(Row row) {
        String number = row.text("order_number");
        return new Disagreement(
                kind(),
                row.key("order_key"),
                number,
                row.optionalText("so_id"),
                Message.of("reconcile.status", schema.word(OrderStatus.CANCELLED)),
                Message.of("reconcile.paid-since"),
                Optional.of(row.instant("created_at")),
                Repair.OPERATOR,
                Optional.of(Message.of("reconcile.next-paid-since", number)),
                Map.of("run_id", row.text("run_id")));
    }
}
