package io.github.ylhcancel.domain;

import java.util.Optional;

/**
 * An order that a run changed.
 *
 * @param from the state before, as the shop's words are understood today; so is {@code to}
 * @param soId under which YLH is told of the change, or else the one that the order had when it was changed
 * @param delivery how far YLH has been told of it; absent where there is nothing to tell
 */
public record ChangedOrder(
        Transition change,
        StoredStatus from,
        StoredStatus to,
        Optional<String> soId,
        Optional<DeliveryState> delivery) {}
