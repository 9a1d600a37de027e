package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.List;
import java.util.Optional;

/**
 * What came of an order whose cancellation was carried out and undone.
 *
 * @param refusal why it is not cancelled, if it is not
 * @param changes what it would change in the shop's tables, if it is
 */
public record TriedOrder(Order order, Optional<Message> refusal, List<RowChange> changes) {}
