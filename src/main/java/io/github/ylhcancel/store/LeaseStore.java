package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The right to deliver to YLH at the full rate, which one process over all machines has at a time. It holds for a while and has to
 * be renewed; who does not renew it is taken for dead. All by the database's clock, because those of the machines differ.
 */
public final class LeaseStore {
    private static final String NAME = "sync";

    private static final String LOOK =
            "SELECT owner, lease_until, quiet_until FROM ylh_lease WHERE name = '" + NAME + "'";
    private static final String LOOK_AND_LOCK = LOOK + " FOR UPDATE";
    private static final String TAKE =
            "UPDATE ylh_lease SET owner = :owner, acquired_at = :now, lease_until = :until WHERE name = '" + NAME + "'";
    private static final String RENEW =
            "UPDATE ylh_lease SET lease_until = :until WHERE name = '" + NAME + "' AND owner = :owner";
    private static final String RELEASE = "UPDATE ylh_lease SET owner = NULL, lease_until = NULL, quiet_until = :until"
            + " WHERE name = '" + NAME + "' AND owner = :owner";
    /** What a command that tells YLH of single orders has called so lately counts for the second that follows. */
    private static final String LATELY =
            "SELECT id FROM ylh_call WHERE started_at > :from AND started_at < :to AND endpoint = 'cancel' ORDER BY started_at LIMIT 1";
    /** As long as a second, and what clocks of machines may differ. */
    private static final Duration LATE = Duration.ofSeconds(2);

    /**
     * What a dead process was just sending can be sent again at once, and not only when each row's own lease is over. In a database
     * that one process has to itself everybody else is dead.
     */
    private static final String TAKE_OVER_IN_FLIGHT = """
            UPDATE ylh_cancellation SET lease_until = :due, next_attempt_at = :due
             WHERE state = 'sending' AND lease_until > :due
               AND (lease_owner = :other OR :exclusive AND lease_owner <> :owner)
            """;

    /** What came of the wish to have it. */
    public sealed interface Outcome {}

    /**
     * It is ours.
     *
     * @param cooldown how long to make no call, because the holder before us made its last so lately
     * @param fromDead who had it and did not renew it
     */
    public record Taken(Duration cooldown, Optional<String> fromDead) implements Outcome {}

    /**
     * Another process has it.
     *
     * @param until when it will be taken for dead unless it renews
     */
    public record Held(String by, Instant until) implements Outcome {}

    private record State(Optional<String> owner, Optional<Instant> until, Optional<Instant> cooldownUntil) {}

    private final Database database;
    private final String owner;
    private final Duration length;

    /**
     * @param owner names this process and run, unlike any other
     * @param length how long it holds unless it is renewed
     */
    public LeaseStore(Database database, String owner, Duration length) {
        this.database = database;
        this.owner = owner;
        this.length = length;
    }

    /**
     * Takes it if nobody has it, or who has it is dead.
     *
     * @param usualCooldown the same as {@link Taken#cooldown} when it is not known when the last call was made: the holder died, or
     *     another command has just called
     * @param takeOverInFlight whether what the dead one was sending becomes due
     * @param due the time at which that counts as due, by the clock that will be asked what is
     */
    public Outcome take(Duration usualCooldown, boolean takeOverInFlight, Instant due) {
        return database.transaction(sql -> {
            State row = sql.first(LOOK_AND_LOCK, LeaseStore::state).orElseThrow();
            Instant now = database.now();
            Optional<String> other = row.owner().filter(holder -> !holder.equals(owner));
            if (other.isPresent() && isAlive(row, now)) {
                return new Held(other.get(), row.until().orElse(now));
            }
            sql.update(TAKE, Parameters.of("owner", owner).and("now", now).and("until", now.plus(length)));
            boolean exclusive = database.dialect().isExclusive();
            if (exclusive || other.isPresent() && takeOverInFlight) {
                sql.update(
                        TAKE_OVER_IN_FLIGHT,
                        Parameters.of("due", due)
                                .and("other", other.orElse(""))
                                .and("exclusive", exclusive)
                                .and("owner", owner));
            }
            if (other.isPresent()) {
                return new Taken(usualCooldown, other);
            }
            Duration cooldown = Duration.between(now, row.cooldownUntil().orElse(now));
            boolean lately = sql.first(
                            LATELY, Parameters.of("from", now.minus(LATE)).and("to", now.plus(LATE)), Row::number)
                    .isPresent();
            Duration least = lately ? usualCooldown : Duration.ZERO;
            return new Taken(cooldown.compareTo(least) > 0 ? cooldown : least, Optional.empty());
        });
    }

    /** An embedded database has one process at a time: ours. */
    private boolean isAlive(State row, Instant now) {
        return !database.dialect().isExclusive()
                && row.until().filter(now::isBefore).isPresent();
    }

    private static State state(Row row) {
        return new State(
                row.optionalText("owner"), row.optionalInstant("lease_until"), row.optionalInstant("quiet_until"));
    }

    /** Makes it hold from now on for its whole length; false when it is another's by now. */
    public boolean renew() {
        return end(RENEW, length) == 1;
    }

    /**
     * Gives it back, if it is still ours.
     *
     * @param cooldown for how long the next holder has to wait with its first call
     */
    public void release(Duration cooldown) {
        end(RELEASE, cooldown);
    }

    private int end(String change, Duration fromNow) {
        Parameters values = Parameters.of("until", database.now().plus(fromNow)).and("owner", owner);
        return database.statement(sql -> sql.update(change, values));
    }

    /** The other living process that has it, if one has. */
    public Optional<String> otherHolder() {
        return look(this::otherHolder);
    }

    /** Whether another process calls at the full rate, or did so until a moment ago. */
    public boolean isBusy() {
        return look((row, now) -> otherHolder(row, now).isPresent()
                || row.cooldownUntil().filter(now::isBefore).isPresent());
    }

    private Optional<String> otherHolder(State row, Instant now) {
        return row.owner().filter(holder -> !holder.equals(owner) && isAlive(row, now));
    }

    private <T> T look(BiFunction<State, Instant, T> answer) {
        return database.read(
                sql -> answer.apply(sql.first(LOOK, LeaseStore::state).orElseThrow(), database.now()));
    }
}
