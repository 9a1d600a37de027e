package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * An order as somebody saw it when he decided to cancel it. It is cancelled only while it is still exactly that: who reviewed a
 * paid order of noon has not reviewed what became of it since.
 *
 * @param unpaid whether it is to be cancelled because nobody has paid for it, and so not if somebody has, even if the order itself
 *     does not show it yet
 */
public record OrderSnapshot(
        RowKey id, String number, Optional<String> soId, String status, Instant updatedAt, boolean unpaid) {
    /**
     * What has changed, to be said to the user; nothing if it is as it was. A cancelled order is none that changed: it is what was
     * wanted, and a repeat must be harmless.
     */
    public Optional<Message> change(Order now) {
        if (!now.number().equals(number)) {
            return Optional.of(Message.of("order.changed-number", number, now.number()));
        }
        if (now.status().is(OrderStatus.CANCELLED)) {
            return Optional.empty();
        }
        if (!now.status().word().equals(status)) {
            return Optional.of(
                    Message.of("order.changed-status", status, now.status().word()));
        }
        if (!now.soId().equals(soId)) {
            return Optional.of(Message.of("order.changed-so-id", shown(soId), shown(now.soId())));
        }
        return now.updatedAt().equals(updatedAt)
                ? Optional.empty()
                : Optional.of(Message.of("order.changed-at", now.updatedAt(), updatedAt));
    }

    /** The word for an order that has changed. */
    public Outcome outcome(Order now) {
        return unpaid && now.status().is(OrderStatus.PAID) ? Outcome.PAID_MEANWHILE : Outcome.SKIPPED;
    }

    private static Object shown(Optional<String> soId) {
        return soId.<Object>map(text -> text).orElse(Message.of("order.no-so-id"));
    }
}
