package io.github.ylhcancel.domain;

import static io.github.ylhcancel.domain.OrderStatus.CANCELLED;
import static io.github.ylhcancel.domain.OrderStatus.COMPLETED;
import static io.github.ylhcancel.domain.OrderStatus.PAID;
import static io.github.ylhcancel.domain.OrderStatus.REFUNDED;
import static io.github.ylhcancel.domain.OrderStatus.SHIPPED;

import java.util.Set;

/**
 * Which state an order may move to from which: the table and the diagram of the specification (chapter "状态转换规则").
 *
 * <p>The switch has no default, so that a new state does not compile until somebody decides what may follow it. Taking a
 * cancellation back after YLH's definite refusal is a compensation, recorded as such, and deliberately no transition here.
 */
public final class OrderStateMachine {
    private OrderStateMachine() {}

    /** The states that may follow {@code from}; empty when {@code from} is final. */
    public static Set<OrderStatus> next(OrderStatus from) {
        return switch (from) {
            case PENDING -> Set.of(PAID, CANCELLED);
            case PAID -> Set.of(SHIPPED, REFUNDED, CANCELLED);
            case SHIPPED -> Set.of(COMPLETED, REFUNDED);
            case COMPLETED -> Set.of(REFUNDED);
            case REFUNDED -> Set.of(PAID); // the refund was withdrawn
            case CANCELLED -> Set.of();
        };
    }

    public static boolean allows(OrderStatus from, OrderStatus to) {
        return next(from).contains(to);
    }
}
