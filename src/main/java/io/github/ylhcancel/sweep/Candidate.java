package io.github.ylhcancel.sweep;

import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import java.util.Optional;

/**
 * An order that a sweep would look at.
 *
 * @param units how many units of stock would come back with it
 * @param left why it would be left alone, such as that it has been paid for although its state does not say so
 */
public record Candidate(Order order, long units, Optional<Reason> left) {}
