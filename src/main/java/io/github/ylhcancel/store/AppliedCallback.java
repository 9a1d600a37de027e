package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.RecordedCallback;
import java.util.OptionalLong;

/**
 * What came of a callback. What it says is committed.
 *
 * @param repeated whether it was applied before
 * @param refused the delivery that YLH has refused by it and that is still to be put back, if that is what came of it
 */
public record AppliedCallback(Placement placement, RecordedCallback callback, boolean repeated, OptionalLong refused) {
    /** Whether it was applied, and if not, why. */
    public enum Placement {
        PLACED("success"),
        /** There is no such order, or its commit is not visible yet. */
        NOT_FOUND("order-not-found"),
        /** Its two order numbers mean different orders, or one means several. */
        AMBIGUOUS("order-ambiguous"),
        /** Somebody has the order in hand and does not let go of it. */
        BUSY("busy"),
        /** The shop's database does not take what it says. */
        ROW_REFUSED("row-refused");

        private final String code;

        Placement(String code) {
            this.code = code;
        }

        /** As it is stored. */
        public String code() {
            return code;
        }

        /** Whether the same may be applied later, without anybody's doing anything about it. */
        public boolean mayPass() {
            return this == NOT_FOUND || this == BUSY;
        }
    }

    static AppliedCallback of(RecordedCallback callback, boolean repeated, OptionalLong refused) {
        return new AppliedCallback(Placement.PLACED, callback, repeated, refused);
    }

    static AppliedCallback not(Placement why, RecordedCallback callback) {
        return new AppliedCallback(why, callback, false, OptionalLong.empty());
    }
}
