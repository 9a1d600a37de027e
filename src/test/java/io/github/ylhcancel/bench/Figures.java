package io.github.ylhcancel.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The figures of several runs of the same: those of the run in the middle, and the highest peak.
 *
 * @param alone the seconds without start-up, of what prints them
 */
record Figures(double seconds, Optional<Double> alone, long peakKilobytes, int orders, int runs) {
    static Figures of(List<Measured> runs, int orders) {
        List<Measured> sorted = runs.stream()
                .sorted(Comparator.comparingDouble(Measured::seconds))
                .toList();
        Measured middle = sorted.get((sorted.size() - 1) / 2);
        long peak = runs.stream().mapToLong(Measured::peakKilobytes).max().orElse(0);
        return new Figures(middle.seconds(), alone(middle), peak, orders, runs.size());
    }

    /** The hand-written ones print how long they worked. */
    private static Optional<Double> alone(Measured run) {
        String[] words = run.out().strip().split(" ");
        return words.length == 2 ? Optional.of(Double.valueOf(words[1])) : Optional.empty();
    }

    double rate() {
        return orders / seconds;
    }

    double megabytes() {
        return peakKilobytes / 1024.0;
    }

    /** How many times as many orders a second, as a cell of a table; a dash without the other. */
    String times(Figures other) {
        return other == null ? "–" : String.format(Locale.ROOT, "%.2f", rate() / other.rate());
    }
}
