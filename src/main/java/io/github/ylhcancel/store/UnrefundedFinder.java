package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.UnrefundedOrder;
import io.github.ylhcancel.schema.ShopSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what was paid for when it was cancelled here, and whose money has not gone back as far as the shop says. */
public final class UnrefundedFinder extends KeyFinder {
    private final UnrefundedOrders unrefunded;

    public UnrefundedFinder(Database database, ShopSchema schema) {
        super(DisagreementKind.UNREFUNDED, database, schema);
        this.unrefunded = new UnrefundedOrders(database, schema);
    }

    @Override
    boolean isComparable() {
        return unrefunded.areKnown();
    }

    @Override
    String candidates(boolean behind) {
        return CANCELLED_HERE.formatted(behind(behind, "t.order_key"));
    }

    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        return unrefunded.among(sql, keys).stream().map(this::disagreement).toList();
    }

    private Disagreement disagreement(UnrefundedOrder order) {
        return new Disagreement(
                kind(),
                order.orderKey(),
                order.orderNumber(),
                order.soId(),
                Message.of("reconcile.status", schema.word(OrderStatus.CANCELLED)),
                Message.of("reconcile.unrefunded"),
                Optional.of(order.at()),
                Repair.OPERATOR,
                Optional.of(Message.of("reconcile.next-unrefunded", order.orderNumber())),
                Map.of("run_id", order.runId(), "operator", order.operator()));
    }
}
