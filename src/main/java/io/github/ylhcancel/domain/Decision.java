package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether an order is cancelled: the state machine and the specification's chart of idempotency (chapter "幂等性处理") as a
 * function of the order, its earlier cancellations and the request.
 */
public sealed interface Decision {
    /**
     * Cancel it.
     *
     * @param request what YLH is told; absent for an order without a so-id
     * @param kept an earlier cancellation of the same so-id that YLH has or will get: it is not told a second, differing time
     */
    record Cancel(Optional<CancellationRequest> request, Optional<Cancellation> kept) implements Decision {}

    /**
     * It is cancelled; what may be left to do is the delivery.
     *
     * @param unsent why there is no delivery, if YLH knows the order
     */
    record AlreadyCancelled(Optional<Cancellation> cancellation, Optional<Unsent> unsent) implements Decision {}

    /** Why YLH has no request of ours about a cancelled order that it knows, and how it stands with the order therefore. */
    record Unsent(SyncState sync, Message why) {}

    /**
     * It was cancelled here before it had its so-id, so that YLH was never told.
     *
     * @param request the reason and the time of the cancellation itself, from the one who asks now the source system
     * @param cancelled what was done then
     */
    record TellLate(CancellationRequest request, Transition cancelled) implements Decision {}

    /** The very same request was carried out before, and YLH refused it or it was undone; a replayed file must not try it again. */
    record SameAsBefore(Cancellation cancellation) implements Decision {}

    record Refused(Message why) implements Decision {}

    /**
     * @param earlier the order's cancellations, the latest first
     * @param changes what this program did with the order before, the oldest first
     */
    static Decision of(
            Order order, List<Cancellation> earlier, List<Transition> changes, CancelRequest request, Instant now) {
        // A cancellation of another so-id says nothing about this one: YLH knows the order anew.
        Optional<Cancellation> latest = earlier.isEmpty() ? Optional.empty() : latest(order, earlier);
        if (order.status().is(OrderStatus.CANCELLED)) {
            return latest.isEmpty()
                    ? alreadyCancelled(order, earlier, changes, request)
                    : new AlreadyCancelled(latest, Optional.empty());
        }
        Optional<Message> refusal = refusal(order);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (latest.filter(before -> isSame(before, request)).isPresent()) {
            return new SameAsBefore(latest.get());
        }
        Optional<CancellationRequest> told = order.soId()
                .map(soId -> new CancellationRequest(
                        soId,
                        request.reason().orElse(""),
                        request.sourceSystem().orElse(""),
                        request.cancelTime().orElse(now)));
        Optional<Cancellation> kept = latest.filter(before -> !before.isVoid());
        return told.isPresent() && kept.isEmpty() && request.sourceSystem().isEmpty()
                ? new Refused(Message.of("source-system.missing"))
                : new Cancel(told, kept);
    }

    /** The same, unless something in the shop's tables speaks against it. */
    static Decision unless(Optional<Objection> objection, Decision decision, CancelRequest request) {
        return objection
                .filter(found -> decision instanceof Cancel && !(found.isPayment() && request.despitePayment()))
                .<Decision>map(found -> new Refused(found.why()))
                .orElse(decision);
    }

    private static Optional<Cancellation> latest(Order order, List<Cancellation> earlier) {
        return earlier.stream()
                .filter(before ->
                        order.soId().filter(before.request().soId()::equals).isPresent())
                .findFirst();
    }

    private static Decision alreadyCancelled(
            Order order, List<Cancellation> earlier, List<Transition> changes, CancelRequest request) {
        Optional<Transition> ours =
                Transition.latest(changes).filter(cancelled -> cancelled.kind() == Transition.Kind.CANCEL);
        Optional<Unsent> unsent = order.soId().flatMap(soId -> unsent(order, soId, told(earlier, changes, ours), ours));
        if (order.soId().isEmpty() || unsent.isPresent()) {
            return new AlreadyCancelled(Optional.empty(), unsent);
        }
        Transition first = ours.orElseThrow();
        if (request.sourceSystem().or(first::sourceSystem).isEmpty()) {
            return new Refused(Message.of("source-system.missing"));
        }
        return new TellLate(
                new CancellationRequest(
                        order.soId().get(),
                        first.reason(),
                        request.sourceSystem().or(first::sourceSystem).orElse(""),
                        first.cancelTime()),
                first);
    }

    /** Nothing if YLH can be told now what was done then. */
    private static Optional<Unsent> unsent(
            Order order, String soId, Optional<Cancellation> told, Optional<Transition> ours) {
        if (ours.isEmpty() && told.isEmpty()) {
            return Optional.of(new Unsent(SyncState.UNTRACKED, Message.of("order.cancelled-elsewhere")));
        }
        if (order.leftToShop().isPresent()) {
            return Optional.of(new Unsent(SyncState.UNTRACKED, Message.of("order.asked-by-shop")));
        }
        if (told.isPresent()) {
            String another = Text.shown(told.get().request().soId());
            return Optional.of(new Unsent(SyncState.UNTRACKED, Message.of("order.told-of-another", another)));
        }
        return Checks.soId(soId)
                .or(() -> Optional.of(Message.of("order.reason-unknown"))
                        .filter(unknown -> ours.get().reason().isEmpty()))
                .map(why -> new Unsent(SyncState.NONE, Message.of("order.cannot-be-told", why)));
    }

    /** What YLH was told of the cancellation, by another so-id than it has now. The oldest ones are on record by that alone. */
    private static Optional<Cancellation> told(
            List<Cancellation> earlier, List<Transition> changes, Optional<Transition> ours) {
        return earlier.stream()
                .filter(one -> ours.map(cancelled -> cancelled.number() == one.number())
                        .orElse(changes.isEmpty() && !one.isVoid()))
                .findFirst();
    }

    private static Optional<Message> refusal(Order order) {
        Optional<OrderStatus> from = order.status().known();
        if (from.isEmpty()) {
            return Optional.of(Message.of("order.status-foreign", order.status().word()));
        }
        if (!OrderStateMachine.allows(from.get(), OrderStatus.CANCELLED)) {
            String next = OrderStateMachine.next(from.get()).stream()
                    .sorted()
                    .map(OrderStatus::word)
                    .collect(Collectors.joining(", "));
            return Optional.of(Message.of("order.transition", from.get(), next));
        }
        return order.leftToShop().or(() -> order.soId().flatMap(Checks::soId));
    }

    /** Only an explicit time can show that it is the same request and not a new one with the same words. */
    private static boolean isSame(Cancellation before, CancelRequest request) {
        return before.isVoid()
                && request.cancelTime()
                        .map(CancellationRequest::told)
                        .filter(before.request().cancelTime()::equals)
                        .isPresent()
                && request.reason()
                        .filter(before.request().cancelReason()::equals)
                        .isPresent();
    }
}
