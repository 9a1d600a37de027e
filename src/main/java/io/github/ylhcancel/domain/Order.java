package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * A shop order as one row of the shop's table.
 *
 * @param id the row's key
 * @param number the number that customers and operators use
 * @param soId the supplier's sub-order number ({@code haier_so_id}); an order without one is unknown to YLH
 * @param parent the key of the main order whose child it is, if it is one
 * @param toldByShop whether the shop's own program has asked YLH to cancel it and has no answer yet
 */
public record Order(
        RowKey id,
        String number,
        StoredStatus status,
        Optional<String> soId,
        Optional<String> supplierOrderNumber,
        Optional<String> supplierStatus,
        Optional<String> supplierFailure,
        Optional<String> cancelReason,
        Optional<Instant> cancelledAt,
        Instant createdAt,
        Instant updatedAt,
        Optional<RowKey> parent,
        boolean toldByShop) {
    /** Whether its state allows it. */
    public boolean mayBeCancelled() {
        return status.known()
                .filter(from -> OrderStateMachine.allows(from, OrderStatus.CANCELLED))
                .isPresent();
    }

    /** One of which only that is known which decides on it: the rest is nothing, and its times are the epoch. */
    public static Order toDecideOn(
            RowKey id,
            String number,
            StoredStatus status,
            Optional<String> soId,
            Optional<String> supplierStatus,
            Optional<RowKey> parent,
            boolean toldByShop) {
        return new Order(
                id,
                number,
                status,
                soId,
                Optional.empty(),
                supplierStatus,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                parent,
                toldByShop);
    }

    /** The same in another state. */
    public Order with(StoredStatus other) {
        return new Order(
                id,
                number,
                other,
                soId,
                supplierOrderNumber,
                supplierStatus,
                supplierFailure,
                cancelReason,
                cancelledAt,
                createdAt,
                updatedAt,
                parent,
                toldByShop);
    }

    /** The same when YLH has answered what the shop asked it. */
    public Order answered() {
        return new Order(
                id,
                number,
                status,
                soId,
                supplierOrderNumber,
                supplierStatus,
                supplierFailure,
                cancelReason,
                cancelledAt,
                createdAt,
                updatedAt,
                parent,
                false);
    }

    /** The main order of its family; the order itself if it is none's child. */
    public RowKey root() {
        return parent.orElse(id);
    }

    /**
     * Why it is left to the shop, if it is: YLH would hear of the same cancellation a second time in other words, and the shop cancels
     * the order itself when YLH has confirmed.
     */
    public Optional<Message> leftToShop() {
        return toldByShop ? Optional.of(Message.of("order.told-by-shop", supplierStatus.orElse(""))) : Optional.empty();
    }
}
