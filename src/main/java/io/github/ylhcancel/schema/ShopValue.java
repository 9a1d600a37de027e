package io.github.ylhcancel.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words other than order states that a shop stores, and that a configuration can map ({@code schema.value.own-stock}). */
public enum ShopValue {
    /** In {@code products.stock_source}: the stock is the shop's own, and not the supplier's. */
    OWN_STOCK,
    /** In {@code inventory.change_type}: stock came back. */
    RELEASE,
    /** In {@code inventory.change_type}: stock was taken. */
    TAKE,
    /** In {@code inventory.reason}: because an order was cancelled. */
    ORDER_CANCELLED,
    /** In {@code inventory.reason}: because a cancelled order was put back. */
    ORDER_RESTORED,
    /** In {@code payments.status}: the money is there. */
    PAYMENT_SUCCEEDED,
    /** In {@code orders.paid-flag}: it is paid, whatever its state says. */
    PAID_FLAG,
    /** In {@code payments.status}: somebody is paying, so that nobody knows yet whether there will be money. */
    PAYMENT_UNDER_WAY,
    /** In {@code refunds.status}: nothing came of it. Every other refund counts, however far it is. */
    REFUND_FAILED,
    /** In {@code orders.haier_status}: the shop's own program has asked YLH to cancel. Not every shop has a program that does. */
    SUPPLIER_TOLD,
    /** In {@code orders.haier_status}: YLH has refused to cancel it. */
    SUPPLIER_REFUSED,
    /** In {@code orders.haier_status}: YLH has taken the order. */
    SUPPLIER_CONFIRMED,
    /** In {@code orders.haier_status}: YLH has not taken the order. */
    SUPPLIER_FAILED,
    /** In {@code orders.haier_status}: YLH has not got it. */
    SUPPLIER_OUT_OF_STOCK;

    /** The name under which it is mapped. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a shop may have no such word. */
    public boolean isOptional() {
        return this == REFUND_FAILED || this == PAYMENT_UNDER_WAY || this == PAID_FLAG || isOfSupplier();
    }

    /** Whether it stands in {@code orders.haier_status}. */
    public boolean isOfSupplier() {
        return name().startsWith("SUPPLIER_");
    }

    /** The column that makes no sense without it, if there is one. */
    Optional<String> column() {
        return switch (this) {
            case OWN_STOCK -> Optional.of("products.stock_source");
            case RELEASE, TAKE -> Optional.of("inventory.change_type");
            case ORDER_CANCELLED, ORDER_RESTORED -> Optional.of("inventory.reason");
            case PAYMENT_SUCCEEDED -> Optional.of("payments.status");
            case PAID_FLAG -> Optional.of("orders.paid-flag");
            default -> Optional.empty();
        };
    }

    public static Optional<ShopValue> ofKey(String key) {
        return List.of(values()).stream()
                .filter(value -> value.key().equals(key))
                .findFirst();
    }
}
