package io.github.ylhcancel.domain;

import java.util.Locale;

/**
 * Which line of an order, as the ledger names it: an item by its own key, or the product that the order itself names by the order's.
 */
public record LineKey(Kind kind, RowKey key) {
    /** What the key is one of. */
    public enum Kind {
        ITEM,
        ORDER;

        /** As it stands in the ledger. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static LineKey item(RowKey key) {
        return new LineKey(Kind.ITEM, key);
    }

    public static LineKey order(RowKey key) {
        return new LineKey(Kind.ORDER, key);
    }

    /**
     * @param kind as it stands in the ledger
     */
    public static LineKey of(String kind, RowKey key) {
        return new LineKey(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), key);
    }
}
