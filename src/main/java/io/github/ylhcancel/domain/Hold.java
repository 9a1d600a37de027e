package io.github.ylhcancel.domain;

import java.util.Locale;

/** Why an order that YLH refused to cancel is not put back by itself, so that a person has to decide. */
public enum Hold {
    /** The refusal answered a repeat, and YLH may have applied an earlier try: perhaps it said no because it has cancelled already. */
    REFUSED_ON_REPEAT,
    /** The goods that came back have been sold. */
    STOCK_GONE,
    /** The order is not cancelled any more, or was cancelled anew, or the shop itself has asked YLH about it. */
    ORDER_MOVED,
    /** It was paid, and its money has gone back, or is on its way. */
    REFUNDED,
    /** It was paid, and nothing that is known here would show whether its money went back. */
    MONEY_UNKNOWN,
    /** It was not paid when it was cancelled, and is now. */
    PAID_SINCE,
    /** The configuration wants it so ({@code ylh.on-reject=hold}). */
    BY_SETTING,
    /** What the order was before is not on record. */
    UNRECORDED,
    /** YLH refused it before orders were put back at all. */
    BEFORE_UPGRADE,
    /** A journal says that YLH was sent something else, of which the database knows nothing: it has forgotten. Nothing was sent. */
    TOLD_BEFORE;

    /** As it is stored and printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Hold ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether the shop goes on with the order, so that YLH must not be asked again to cancel it. */
    public boolean leavesOrderOpen() {
        return this == ORDER_MOVED;
    }

    @Override
    public String toString() {
        return word();
    }
}
