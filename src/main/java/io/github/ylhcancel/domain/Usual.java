package io.github.ylhcancel.domain;

import java.util.Collection;
import java.util.OptionalDouble;

/**
 * What is usual at some hour of the day: the median of the days before, and how far they usually are from it.
 *
 * @param spread the median of the distances from the median, scaled so that it is the standard deviation where that exists
 */
public record Usual(double median, double spread) {
    private static final double TO_DEVIATION = 1.4826;
    /** Whatever the days say: a tenth of a median is no news, and counts of their own vary by their root. */
    private static final double TENTH = 0.1;

    public static Usual of(Collection<Long> days) {
        double median =
                median(days.stream().mapToDouble(Long::doubleValue).sorted().toArray());
        double[] distances = days.stream()
                .mapToDouble(day -> Math.abs(day - median))
                .sorted()
                .toArray();
        double spread = TO_DEVIATION * median(distances);
        return new Usual(median, Math.max(spread, Math.max(Math.sqrt(median), Math.max(1, TENTH * median))));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How many spreads a count is above the median, or below if it is negative. */
    public double deviation(long count) {
        return (count - median) / spread;
    }

    /**
     * The same, if there are enough days to speak of what is usual.
     *
     * @param least how many days, and how many cancellations on the larger of the two sides
     */
    public static OptionalDouble deviation(long count, Collection<Long> days, int leastDays, int least) {
        if (days.size() < leastDays) {
            return OptionalDouble.empty();
        }
        Usual usual = of(days);
        return Math.max(usual.median(), count) < least
                ? OptionalDouble.empty()
                : OptionalDouble.of(usual.deviation(count));
    }
}
