package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.domain.CallCount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts the calls of a span of time by what they came to. Whole hours that are past are counted once and kept, so that a look at a day
 * need not read millions of calls.
 */
public final class CallCounts {
    /** A call is written down when it is over, so an hour is complete when no call of it can still be under way. */
    public static final Duration SETTLED_AFTER = Duration.ofMinutes(15);

    /** How long counted hours are kept: longer than anybody may look back. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String CLASS = CallCount.CLASSES.stream()
            .filter(end -> end != CallCount.ENDLESS)
            .map(end -> "WHEN c.duration_ms <= " + end + " THEN " + end)
            .collect(Collectors.joining(" ", "CASE ", " ELSE " + CallCount.ENDLESS + " END"));

    /** Of the same delivery and run, so that it is the next try with a new token. */
    private static final String OUTCOME = """
            CASE WHEN c.outcome = 'token-refused' AND EXISTS (SELECT 1 FROM ylh_call n
                                                               WHERE n.cancellation_id = c.cancellation_id AND n.id > c.id
                                                                 AND n.run_id = c.run_id AND n.endpoint = 'cancel'
                                                                 AND n.outcome <> 'token-refused')
                 THEN '%s' ELSE c.outcome END""".formatted(CallCount.RENEWED);

    private static final String COUNTED = """
             endpoint, outcome, http_status, up_to_ms, COUNT(*) AS calls, MAX(duration_ms) AS slowest_ms
              FROM (SELECT c.endpoint, %s AS outcome, COALESCE(c.http_status, 0) AS http_status, %s AS up_to_ms, c.duration_ms
                      FROM ylh_call c
                     WHERE c.started_at >= :from AND c.started_at < :until) one
             GROUP BY endpoint, outcome, http_status, up_to_ms
            """.formatted(OUTCOME, CLASS);

    static final String COUNT = "SELECT" + COUNTED;

    private static final String KEEP = """
            INSERT INTO ylh_call_hour (at_hour, endpoint, outcome, http_status, up_to_ms, calls, slowest_ms)
            SELECT :from,
            """ + COUNTED;

    private static final String BEGIN =
            "INSERT INTO ylh_counted_hour (at_hour, counted_at, calls) VALUES (:from, :now, 0)";
    private static final String END = """
            UPDATE ylh_counted_hour
               SET calls = (SELECT COALESCE(SUM(h.calls), 0) FROM ylh_call_hour h WHERE h.at_hour = :from)
             WHERE at_hour = :from
            """;
    private static final String FORGET = "DELETE FROM ylh_call_hour WHERE at_hour < :before";
    private static final String FORGET_HOURS = "DELETE FROM ylh_counted_hour WHERE at_hour < :before";

    private static final String HOURS =
            "SELECT at_hour FROM ylh_counted_hour WHERE at_hour >= :from AND at_hour < :until";
    private static final String KEPT_COUNTS = """
            SELECT at_hour, endpoint, outcome, http_status, up_to_ms, calls, slowest_ms
              FROM ylh_call_hour
             WHERE at_hour >= :from AND at_hour < :until
            """;
    static final String DURATION_AT = """
            SELECT duration_ms FROM ylh_call
             WHERE started_at >= :from AND started_at < :until AND endpoint = 'cancel'
               AND outcome NOT IN ('not-sent', 'configuration', 'forgotten', 'journal')
             ORDER BY duration_ms LIMIT 1 OFFSET :before
            """;

    private final Database database;

    public CallCounts(Database database) {
        this.database = database;
    }

    /** Reads each call. */
    public List<CallCount> between(Instant from, Instant until) {
        return database.read(sql -> sql.list(COUNT, span(from, until), CallCounts::count));
    }

    private static Parameters span(Instant from, Instant until) {
        return Parameters.of("from", from).and("until", until);
    }

    /**
     * The duration with that many shorter ones, of the calls whose duration counts.
     *
     * @param before how many
     */
    public Optional<Duration> durationAfter(Instant from, Instant until, long before) {
        return database.read(sql -> sql.first(DURATION_AT, span(from, until).and("before", before), Row::number))
                .map(Duration::ofMillis);
    }

    /** Which whole hours, by their beginnings, are counted already. */
    public Set<Instant> counted(Instant from, Instant until) {
        return new HashSet<>(database.read(sql -> sql.list(HOURS, span(from, until), row -> row.instant("at_hour"))));
    }

    private record OfHour(Instant hour, CallCount count) {}

    /**
     * What was counted in these hours.
     *
     * @param hours by their beginnings, within the span; another may have been counted meanwhile
     */
    public List<CallCount> of(Set<Instant> hours, Instant from, Instant until) {
        if (hours.isEmpty()) {
            return List.of();
        }
        List<OfHour> all = database.read(
                sql -> sql.list(KEPT_COUNTS, span(from, until), row -> new OfHour(row.instant("at_hour"), count(row))));
        return all.stream()
                .filter(one -> hours.contains(one.hour()))
                .map(OfHour::count)
                .toList();
    }

    /**
     * Counts an hour for good, in one transaction. May be done by several at once, and again: the first counts.
     *
     * @param hour its beginning
     */
    public void count(Instant hour, Instant now) {
        Parameters values = span(hour, hour.plus(1, ChronoUnit.HOURS)).and("now", now);
        try {
            database.transaction(sql -> {
                sql.update(BEGIN, values);
                sql.update(KEEP, values);
                return sql.update(END, values);
            });
        } catch (RefusedRowException another) {
            // Who was faster has counted the same.
        }
    }

    /** Forgets hours that nobody looks at any more. */
    public void forget(Instant now) {
        Parameters values = Parameters.of("before", now.minus(KEPT));
        database.transaction(sql -> sql.update(FORGET, values) + sql.update(FORGET_HOURS, values));
    }

    private static CallCount count(Row row) {
        return new CallCount(
                row.text("endpoint"),
                row.text("outcome"),
                row.integer("http_status"),
                row.number("up_to_ms"),
                row.number("calls"),
                row.number("slowest_ms"));
    }
}
