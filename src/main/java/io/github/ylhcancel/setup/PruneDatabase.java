package io.github.ylhcancel.setup;

import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.OldCallbacks;
import io.github.ylhcancel.store.OldCalls;
import io.github.ylhcancel.store.OldEvents;
import io.github.ylhcancel.store.OldOrders;
import io.github.ylhcancel.store.OldRecords;
import io.github.ylhcancel.store.OldRecords.Age;
import io.github.ylhcancel.store.OldRecords.Gone;
import io.github.ylhcancel.store.OldRecords.Place;
import io.github.ylhcancel.store.OldRecords.Stretch;
import io.github.ylhcancel.store.OldRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Removes what the tool wrote down long ago and nothing needs any more. */
public final class PruneDatabase {
    /** The least age: what is younger may still be asked about, by a customer, by YLH or by a callback that comes late. */
    public static final Duration LEAST = Duration.ofDays(30);

    /** A callback's time stamp may be in the future by so much of what is between the clocks. */
    private static final Duration MORE_THAN_MAX_AGE = Duration.ofDays(1);

    private static final int ROWS_AT_ONCE = 1_000;

    /**
     * What was removed of one table, or would be.
     *
     * @param whole whether the rows went, or only the texts in them
     */
    public record Removed(String table, boolean whole, long rows) {}

    /**
     * What was removed, or would be.
     *
     * @param removed those of which anything was
     * @param looked how many rows were old enough to be looked at
     * @param complete whether it came to the end
     */
    public record Result(List<Removed> removed, long looked, boolean complete) {
        public long rows() {
            return removed.stream().mapToLong(Removed::rows).sum();
        }
    }

    private interface Step {
        Stretch from(OldRecords records, Optional<Place> after);
    }

    private final String database;
    private final Instant before;
    private final List<OldRecords> all;

    /**
     * @param maxAge how old a callback may be that is still taken
     */
    public PruneDatabase(Database database, ShopSchema schema, Instant now, Duration olderThan, Duration maxAge) {
        this.database = database.address().toString();
        this.before = now.minus(olderThan);
        Instant digests = now.minus(maxAge).minus(MORE_THAN_MAX_AGE);
        Age age = new Age(before, digests.isBefore(before) ? digests : before);
        // Calls and callbacks first, for whose sake an order's records are kept; runs last, which are kept for the
        // orders'.
        OldOrders orders = new OldOrders(database, schema, age);
        this.all = List.of(
                new OldCalls(database, age),
                new OldCallbacks(database, age),
                new OldEvents(database, age),
                orders,
                new OldRuns(database, age, orders));
    }

    /**
     * @param maxAge how old a callback may be that is still taken
     * @param dryRun to look only
     */
    public static PruneDatabase from(RunContext context, Duration olderThan, Duration maxAge, boolean dryRun) {
        Database open =
                dryRun ? context.database().toRead() : context.database().toLookAtFirst();
        return new PruneDatabase(
                open, context.database().schema(), context.clock().instant(), olderThan, maxAge);
    }

    /** Of which database, for people. */
    public String database() {
        return database;
    }

    /** What is older goes. */
    public Instant before() {
        return before;
    }

    /**
     * Removes it, a small transaction after the other.
     *
     * @param progress told how many rows have been looked at
     */
    public Result prune(StopSignal stop, LongConsumer progress) {
        return each(stop, progress, (records, after) -> records.prune(after, ROWS_AT_ONCE));
    }

    /** The same without a change. */
    public Result look(StopSignal stop, LongConsumer progress) {
        return each(stop, progress, (records, after) -> records.look(after, ROWS_AT_ONCE));
    }

    private Result each(StopSignal stop, LongConsumer progress, Step step) {
        Map<Gone, Long> removed = new EnumMap<>(Gone.class);
        long looked = 0;
        for (OldRecords records : all) {
            Optional<Place> place = Optional.empty();
            do {
                if (stop.isRequested()) {
                    return result(removed, looked, false);
                }
                Stretch stretch = step.from(records, place);
                stretch.removed().forEach((gone, rows) -> removed.merge(gone, (long) rows, Long::sum));
                looked += stretch.looked();
                progress.accept(looked);
                place = stretch.end();
            } while (place.isPresent());
        }
        return result(removed, looked, true);
    }

    private static Result result(Map<Gone, Long> removed, long looked, boolean complete) {
        List<Removed> rows = removed.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new Removed(entry.getKey().table(), entry.getKey().isWhole(), entry.getValue()))
                .toList();
        return new Result(rows, looked, complete);
    }
}
