package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.List;
import java.util.Optional;

/**
 * Which stock the cancellation of an order gives back.
 *
 * @param releases in the order in which the rows are locked
 * @param note why it is not all that the order's lines say, if it is not
 */
public record StockPlan(List<StockRelease> releases, Optional<Message> note) {
    public static final StockPlan NOTHING = new StockPlan(List.of(), Optional.empty());

    /**
     * The rule: all of it, for an order alone. In a family each stock row comes back once: what it got back before is taken off, and
     * nothing comes back while another member still needs the goods; its cancellation then brings the rest.
     *
     * @param hold what the order holds
     * @throws ArithmeticException if a sum is more than a stock column can hold
     */
    public static StockPlan of(List<OrderLine> lines, StockHold hold, Optional<Family> family) {
        List<StockRelease> all = StockRelease.of(lines, hold);
        if (family.isEmpty() || all.isEmpty()) {
            return new StockPlan(all, notHeld(lines, hold));
        }
        List<StockRelease> rest = StockRelease.of(lines, hold, family.get().returned());
        if (rest.isEmpty()) {
            return new StockPlan(rest, Optional.of(Message.of("order.stock-is-back")));
        }
        return held(family.get())
                .map(note -> new StockPlan(List.of(), Optional.of(note)))
                .orElseGet(() -> new StockPlan(rest, partly(all, rest)));
    }

    /**
     * What was carried out, as far as the ledger shows it.
     *
     * @param family as it is now
     */
    public static StockPlan carriedOut(
            List<OrderLine> lines, StockHold hold, List<StockRelease> releases, Optional<Family> family) {
        List<StockRelease> all = StockRelease.of(lines, hold);
        if (!releases.isEmpty() || all.isEmpty()) {
            return new StockPlan(releases, partly(all, releases).or(() -> notHeld(lines, hold)));
        }
        Message why = family.flatMap(StockPlan::held).orElse(Message.of("order.stock-is-back"));
        return new StockPlan(releases, Optional.of(why));
    }

    private static Optional<Message> notHeld(List<OrderLine> lines, StockHold hold) {
        return hold.held(lines).size() < StockHold.STOCK.held(lines).size()
                ? Optional.of(Message.of("order.stock-not-held"))
                : Optional.empty();
    }

    private static Optional<Message> held(Family family) {
        return family.holder()
                .map(holder -> Message.of(
                        "order.stock-held", holder.number(), holder.status().shown()));
    }

    /** How many units come back. */
    public long units() {
        return units(releases);
    }

    private static Optional<Message> partly(List<StockRelease> all, List<StockRelease> rest) {
        return units(rest) < units(all) ? Optional.of(Message.of("order.stock-partly-back")) : Optional.empty();
    }

    private static long units(List<StockRelease> releases) {
        return releases.stream().mapToLong(StockRelease::quantity).sum();
    }
}
