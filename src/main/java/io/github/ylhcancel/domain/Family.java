package io.github.ylhcancel.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Orders that share their stock: a main order and its children, stored with the same items while the stock was taken once. What
 * is known of it when one of its members is cancelled.
 *
 * @param id the key of the main order
 * @param others its other members
 * @param returned what each stock row of it got back so far
 */
public record Family(RowKey id, List<Member> others, Map<StockRow, Integer> returned) {
    /** An order of the family. */
    public record Member(String number, StoredStatus status) {
        /**
         * Whether it still needs the goods: they are paid for, or on their way, or it stands in a state of which nobody here knows
         * what it means for the goods.
         */
        boolean needsTheGoods() {
            return status.known()
                    .map(known -> switch (known) {
                        case PAID, SHIPPED, COMPLETED -> true;
                        case PENDING, REFUNDED, CANCELLED -> false;
                    })
                    .orElse(true);
        }
    }

    /** A member for whose sake no stock comes back now. */
    Optional<Member> holder() {
        return others.stream().filter(Member::needsTheGoods).findFirst();
    }
}
