package io.github.ylhcancel.domain;

/** What is known of the money of an order that is to be put back. Nothing here moves money; it only must not be paid out twice. */
public enum Money {
    /** Nobody paid for it. */
    NONE,
    /** It was paid when it was cancelled, and nothing says that the money went back. */
    PAID,
    /** It was paid, and a refund is recorded, or the payment does not stand any more. */
    REFUNDED,
    /** It was not paid when it was cancelled, and is now. */
    PAID_SINCE,
    /** It was paid, and the mapping knows neither payments nor refunds. */
    UNKNOWN
}
