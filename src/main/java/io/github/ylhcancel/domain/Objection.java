package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;

/**
 * What in the shop's tables speaks against cancelling an order that its state allows to be cancelled.
 *
 * @param isPayment whether it is a payment that is under way, which whoever cancels it by hand may overrule
 */
public record Objection(Message why, boolean isPayment) {}
