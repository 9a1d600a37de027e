package io.github.ylhcancel.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What goes back to one stock row: an SKU's, or, for lines without one, the product's.
 *
 * @param part which of its columns it goes back to
 * @param line one of the lines that it is made of, to name the article
 */
public record StockRelease(StockRow row, StockPart part, int quantity, OrderLine line) {
    /** Said where a sum overflows. */
    public static final String TOO_MANY = "the quantities of its lines add up to more than a stock can hold";

    /**
     * Sums an order's lines per stock row, in the order of the rows' keys. The supplier's products are left out, and what the order does
     * not hold.
     *
     * @throws ArithmeticException if a sum is more than a stock column can hold
     */
    public static List<StockRelease> of(List<OrderLine> lines, StockHold hold) {
        return of(lines, hold, Map.of());
    }

    /**
     * The same for an order of a family whose stock rows have got some of it back already: only the rest goes back, and never
     * less than nothing.
     */
    public static List<StockRelease> of(List<OrderLine> lines, StockHold hold, Map<StockRow, Integer> alreadyReleased) {
        TreeMap<StockRow, Integer> sums = new TreeMap<>();
        Map<StockRow, OrderLine> named = new HashMap<>();
        for (OrderLine line : hold.held(lines)) {
            StockRow row = line.stock().orElseThrow();
            sums.merge(row, line.quantity(), Math::addExact);
            named.putIfAbsent(row, line);
        }
        List<StockRelease> releases = new ArrayList<>();
        sums.forEach((row, sum) -> {
            int rest = sum - Math.max(0, alreadyReleased.getOrDefault(row, 0));
            if (rest > 0) {
                releases.add(new StockRelease(row, hold.of(row), rest, named.get(row)));
            }
        });
        return releases;
    }

    /**
     * The releases as lines of the order: what of each line went back. Lines of which nothing did are left out. The quantities
     * add up to those of {@code releases}.
     */
    public static List<OrderLine> perLine(List<OrderLine> lines, List<StockRelease> releases) {
        Map<StockRow, Integer> left = new HashMap<>();
        releases.forEach(release -> left.put(release.row(), release.quantity()));
        List<OrderLine> released = new ArrayList<>();
        for (OrderLine line : lines) {
            Optional<StockRow> row = line.stock().filter(own -> line.ownStock());
            int quantity = Math.min(
                    line.quantity(), row.map(own -> left.getOrDefault(own, 0)).orElse(0));
            if (quantity > 0) {
                left.merge(row.get(), -quantity, Integer::sum);
                released.add(line.withQuantity(quantity));
            }
        }
        return released;
    }
}
