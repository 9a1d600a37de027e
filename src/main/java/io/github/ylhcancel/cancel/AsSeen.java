package io.github.ylhcancel.cancel;

import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * An order as somebody saw it when he decided to cancel it. It is cancelled only while it is still exactly that: who reviewed a
 * paid order of noon has not reviewed what became of it since.
 */
public record AsSeen(long id, String number, Optional<String> soId, String status, Instant updatedAt) {
    /**
     * What has changed, to be said to the user; nothing if it is as it was. A cancelled order is none that changed: it is what was
     * wanted, and a repeat must be harmless.
     */
    Optional<Message> change(Order now) {
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

    private static Object shown(Optional<String> soId) {
        return soId.<Object>map(text -> text).orElse(Message.of("order.no-so-id"));
    }
}
