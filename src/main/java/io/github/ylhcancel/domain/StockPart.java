package io.github.ylhcancel.domain;

import java.util.Locale;

/** Which columns of a stock row say that an order has goods of it. */
public enum StockPart {
    /** None: the shop has not taken anything yet. */
    NONE(false, false),
    /** They were taken off the stock. */
    STOCK(true, false),
    /** They were added to what is reserved, and are in the stock still. */
    RESERVED(false, true),
    /** They were taken off the stock and added to what is reserved. */
    BOTH(true, true);

    private final boolean stock;
    private final boolean reserved;

    StockPart(boolean stock, boolean reserved) {
        this.stock = stock;
        this.reserved = reserved;
    }

    public static StockPart of(boolean stock, boolean reserved) {
        if (stock) {
            return reserved ? BOTH : STOCK;
        }
        return reserved ? RESERVED : NONE;
    }

    /** What is left of it in a table that lacks one of the columns. */
    public StockPart in(boolean hasStock, boolean hasReserved) {
        return of(stock && hasStock, reserved && hasReserved);
    }

    /** Whether a cancellation adds to the stock. */
    public boolean isOfStock() {
        return stock;
    }

    /** Whether a cancellation takes off what is reserved. */
    public boolean isOfReserved() {
        return reserved;
    }

    /** As it stands in the ledger. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static StockPart ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
