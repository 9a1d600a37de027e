package io.github.ylhcancel.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which stock an order takes again when it is put back: of each stock row what its lines say, and at most what came back. In a family that is
 * what the whole family got back, so that a member that got nothing back itself, since a sibling did, takes its goods all the same, and what
 * one has taken the next does not take again.
 *
 * @param takes in the order in which the rows are locked
 */
public record StockTake(List<StockRelease> takes) {
    /**
     * @param hold what the order held
     * @param cameBack of an order alone what its own cancellation brought back, of one in a family what the family got back so far
     * @throws ArithmeticException if a sum is more than a stock column can hold
     */
    public static StockTake of(List<OrderLine> lines, StockHold hold, Map<StockRow, Integer> cameBack) {
        List<StockRelease> takes = new ArrayList<>();
        for (StockRelease wanted : StockRelease.of(lines, hold)) {
            int most = Math.min(wanted.quantity(), cameBack.getOrDefault(wanted.row(), 0));
            if (most > 0) {
                takes.add(new StockRelease(wanted.row(), wanted.part(), most, wanted.line()));
            }
        }
        return new StockTake(takes);
    }

    /** How many units are taken. */
    public long units() {
        return takes.stream().mapToLong(StockRelease::quantity).sum();
    }
}
