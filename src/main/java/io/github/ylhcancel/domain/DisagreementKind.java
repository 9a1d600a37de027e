package io.github.ylhcancel.domain;

import java.util.Locale;

/** In which ways shop, YLH and the tool's own records can disagree about an order. */
public enum DisagreementKind {
    /** Cancelled here while the order had no so-id; it has one now, and YLH was never told. */
    UNTOLD,
    /** A journal says that YLH was told, and the database knows nothing of it. */
    FORGOTTEN,
    /** Cancelled by the shop itself, and YLH was never told as far as we know. */
    CANCELLED_BY_SHOP,
    /** YLH has refused to cancel it, and it is still cancelled here. */
    REJECTED,
    /** YLH has cancelled it, and the shop has not. */
    NOT_CANCELLED,
    /** A callback contradicts what is known. */
    CONTRADICTION,
    /** YLH has accepted it long ago, and no callback came. */
    OVERDUE,
    /** All attempts to tell YLH are used up. */
    DEAD,
    /** YLH may have applied it and may not be asked again. */
    UNKNOWN,
    /** A person has to decide. */
    HELD,
    /** Paid after it was cancelled. */
    PAID_SINCE,
    /** Paid, cancelled, and the money not given back. */
    UNREFUNDED,
    /** Cancelled by us and once more by somebody else, so that its stock came back twice. */
    CANCELLED_TWICE,
    /** Another order has the same so-id. */
    SHARED_SO_ID,
    /** The tool's ledger, the shop's inventory log and the books of the family say different things. */
    BOOKS;

    /** As it is typed and printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
