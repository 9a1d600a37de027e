package io.github.ylhcancel.domain;

import java.util.Optional;

/**
 * From where on a check warns, and from where on it is critical; either may be left open.
 */
public record Thresholds(Optional<Range> warning, Optional<Range> critical) {
    private static final String BETWEEN = ";";

    /**
     * Two ranges with a semicolon between them, as performance data has them.
     *
     * @return nothing if it is not that
     */
    public static Optional<Thresholds> parse(String text) {
        String[] parts = text.split(BETWEEN, -1);
        if (parts.length > 2) {
            return Optional.empty();
        }
        String first = parts[0].strip();
        String second = parts.length == 2 ? parts[1].strip() : "";
        Optional<Range> warning = Range.parse(first);
        Optional<Range> critical = Range.parse(second);
        boolean isWrong = !first.isEmpty() && warning.isEmpty() || !second.isEmpty() && critical.isEmpty();
        return isWrong ? Optional.empty() : Optional.of(new Thresholds(warning, critical));
    }

    public Severity of(double value) {
        if (critical.filter(range -> range.isAlert(value)).isPresent()) {
            return Severity.CRITICAL;
        }
        return warning.filter(range -> range.isAlert(value)).isPresent() ? Severity.WARNING : Severity.OK;
    }

    /** The range that such a value is out of, if it is out of one. */
    public Optional<Range> broken(Severity severity) {
        return switch (severity) {
            case CRITICAL -> critical;
            case WARNING -> warning;
            case OK, UNKNOWN -> Optional.empty();
        };
    }
}
