package io.github.ylhcancel.schema;

import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.ServerTime;
import java.time.Instant;
import java.util.Optional;

/**
 * How one column of the shop's holds points in time, and so how one is written to it, compared with it and read from it. What is converted
 * is the parameter, never the column, whose index is needed.
 */
public final class TimeColumn {
    /** What may be in a column. */
    enum Form {
        /** A time without a zone, in UTC. */
        UTC,
        /** A time with a zone, or one that the server keeps in UTC. */
        SERVER,
        /** A time without a zone, as the shop's clock shows it. */
        LOCAL,
        /** Seconds since 1970. 0 stands for none. */
        SECONDS,
        /** Milliseconds since 1970. 0 stands for none. */
        MILLIS;

        /** As a configuration says it of columns of numbers. */
        static Optional<Form> ofWord(String word) {
            return switch (word) {
                case "unix-seconds" -> Optional.of(SECONDS);
                case "unix-millis" -> Optional.of(MILLIS);
                default -> Optional.empty();
            };
        }
    }

    static final int MOST_DIGITS = 6;
    private static final int NANO_DIGITS = 9;

    /** A column of which nothing more is known. */
    static final TimeColumn UTC = new TimeColumn(Form.UTC, LocalClock.UTC, MOST_DIGITS);

    private final Form form;
    private final LocalClock clock;
    /** Nanoseconds. */
    private final int unit;

    /**
     * @param digits how many of a second's it keeps, at most six
     */
    TimeColumn(Form form, LocalClock clock, int digits) {
        this.form = form;
        this.clock = clock;
        this.unit = (int) Math.pow(10, NANO_DIGITS - Math.max(0, Math.min(MOST_DIGITS, digits)));
    }

    /** Whether what it means depends on the zone that the shop lives in. */
    boolean dependsOnZone() {
        return form == Form.UTC || form == Form.LOCAL;
    }

    /** For a parameter that is written there: cut to what the column keeps, since some servers would round it into the future. */
    public Object written(Instant at) {
        Instant kept = cut(at);
        return switch (form) {
            case UTC -> kept;
            case SERVER -> new ServerTime(kept);
            case LOCAL -> clock.shown(kept);
            case SECONDS -> at.getEpochSecond();
            case MILLIS -> at.toEpochMilli();
        };
    }

    /** For a parameter that the column is compared with: it was before {@code at} where it is less than this. */
    public Object bound(Instant at) {
        return switch (form) {
            case UTC -> at;
            case SERVER -> new ServerTime(at);
            case LOCAL -> clock.firstNotBefore(at);
            case SECONDS -> at.plusNanos(999_999_999).getEpochSecond();
            case MILLIS -> at.plusNanos(999_999).toEpochMilli();
        };
    }

    /** As a query selected it under {@code label}, which always has one. */
    public Instant at(Row row, String label) {
        return atIfThere(row, label).orElseThrow(() -> new IllegalStateException("no time in column " + label));
    }

    /** As a query selected it under {@code label}; nothing where there is none. */
    public Optional<Instant> atIfThere(Row row, String label) {
        return switch (form) {
            case UTC -> row.optionalInstant(label);
            case SERVER -> row.serverTime(label);
            case LOCAL -> row.localTime(label).map(clock::instant);
            case SECONDS, MILLIS -> number(row, label).map(this::ofNumber);
        };
    }

    /** What the column itself holds, for a query that goes on behind it: two values that mean one instant are still two. */
    public Object raw(Row row, String label) {
        return switch (form) {
            case UTC -> row.instant(label);
            case SERVER -> new ServerTime(at(row, label));
            case LOCAL -> row.localTime(label).orElseThrow();
            case SECONDS, MILLIS -> row.number(label);
        };
    }

    private Instant ofNumber(long number) {
        return form == Form.SECONDS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
    }

    private static Optional<Long> number(Row row, String label) {
        return row.optionalNumber(label).stream()
                .boxed()
                .filter(number -> number != 0)
                .findFirst();
    }

    private Instant cut(Instant at) {
        return at.minusNanos(at.getNano() % unit);
    }
}
