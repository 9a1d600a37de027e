package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What YLH would be told of an order that the shop itself has cancelled.
 *
 * @param isSo whether the configuration says that the shop never tells YLH, so that nobody would tell it twice
 * @param reason for an order that has none
 * @param refused what stands in the shop's row when YLH has refused; empty if nothing does
 */
public record ShopNeverTells(boolean isSo, Optional<String> reason, Optional<String> sourceSystem, String refused) {
    /** Why a person has to decide instead, and what he does; nothing if YLH can be told. */
    public Optional<Message> obstacle(Order order) {
        if (order.toldByShop()
                || !refused.isEmpty()
                        && order.supplierStatus().filter(refused::equals).isPresent()) {
            return Optional.of(Message.of(
                    "reconcile.next-asked-by-shop", order.supplierStatus().orElse("")));
        }
        if (!isSo) {
            return Optional.of(Message.of("reconcile.next-cancelled-by-shop", order.number()));
        }
        if (sourceSystem.isEmpty()) {
            return Optional.of(Message.of("source-system.missing"));
        }
        return order.soId()
                .flatMap(Checks::soId)
                .or(() -> reason(order).isEmpty() ? Optional.of(Message.of("reconcile.no-reason")) : Optional.empty());
    }

    /** The shop's reason and time, of an order to which there is no {@link #obstacle}. */
    public CancellationRequest request(Order order) {
        return new CancellationRequest(
                order.soId().orElseThrow(), reason(order).orElseThrow(), sourceSystem.orElseThrow(), cancelled(order));
    }

    private Optional<String> reason(Order order) {
        return order.cancelReason()
                .filter(text -> Checks.reason(text).isEmpty())
                .or(() -> reason);
    }

    /** When the shop has cancelled it, as far as it says so. */
    public static Instant cancelled(Order order) {
        return order.cancelledAt().orElse(order.updatedAt());
    }

    /**
     * Whether YLH may not know of it: neither has this program cancelled it, nor was YLH ever asked by it for this so-id.
     *
     * @param deliveries all of the order
     * @param changes what this program did with it, the oldest first
     */
    public static boolean isUntracked(Order order, List<Cancellation> deliveries, List<Transition> changes) {
        return order.status().is(OrderStatus.CANCELLED)
                && order.soId().isPresent()
                && Transition.latest(changes)
                        .filter(last -> last.kind() == Transition.Kind.CANCEL)
                        .isEmpty()
                && deliveries.stream().allMatch(Cancellation::isVoid);
    }
}
