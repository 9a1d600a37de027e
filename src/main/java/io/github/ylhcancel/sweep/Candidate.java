package io.github.ylhcancel.sweep;

import io.github.ylhcancel.domain.Order;

/**
 * An order that a sweep would look at.
 *
 * @param units how many units of stock would come back with it
 * @param paid whether it has been paid for although its state does not say so: then it would be left alone
 */
public record Candidate(Order order, long units, boolean paid) {}
