package io.github.ylhcancel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What others were told of a check. They hear when it begins, gets worse and ends; while it goes on once every span again; and never the
 * same twice within that span, however often it comes and goes.
 *
 * @param severity the last that was told
 * @param begunAt when it was found first, of what goes on
 * @param begunToldAt when it was told last that it began
 */
public record ToldCheck(
        Severity severity,
        Instant begunAt,
        Optional<Instant> begunToldAt,
        Optional<Instant> worsenedToldAt,
        Optional<Instant> endedToldAt) {
    /** What is to be told, and what was told then. */
    public record News(EventKind kind, ToldCheck told) {}

    /** Of what nobody was told anything. */
    public static ToldCheck nothing(Instant now) {
        return new ToldCheck(Severity.OK, now, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * What is to be told now, if anything.
     *
     * @param found what the check says; that it could not find out is no news
     */
    public Optional<News> news(Severity found, Instant now, Duration repeatAfter) {
        return kind(found, now, repeatAfter)
                .filter(kind -> isLongAgo(toldAt(kind), now, repeatAfter))
                .map(kind -> new News(kind, after(kind, found, now)));
    }

    private Optional<EventKind> kind(Severity found, Instant now, Duration repeatAfter) {
        if (found == Severity.UNKNOWN) {
            return Optional.empty();
        }
        boolean isOver = found == Severity.OK;
        if (severity == Severity.OK) {
            return isOver ? Optional.empty() : Optional.of(EventKind.CHECK_BEGUN);
        }
        if (isOver) {
            return Optional.of(EventKind.CHECK_ENDED);
        }
        if (severity == Severity.WARNING && found == Severity.CRITICAL) {
            return Optional.of(EventKind.CHECK_WORSENED);
        }
        boolean isQuiet = isLongAgo(begunToldAt, now, repeatAfter) && isLongAgo(worsenedToldAt, now, repeatAfter);
        return isQuiet ? Optional.of(EventKind.CHECK_BEGUN) : Optional.empty();
    }

    private Optional<Instant> toldAt(EventKind kind) {
        return switch (kind) {
            case CHECK_BEGUN -> begunToldAt;
            case CHECK_WORSENED -> worsenedToldAt;
            case CHECK_ENDED -> endedToldAt;
            case ORDER_CANCELLED, ORDER_PUT_BACK -> Optional.empty();
        };
    }

    private static boolean isLongAgo(Optional<Instant> told, Instant now, Duration repeatAfter) {
        return told.filter(then -> then.plus(repeatAfter).isAfter(now)).isEmpty();
    }

    private ToldCheck after(EventKind kind, Severity found, Instant now) {
        boolean begins = severity == Severity.OK;
        return new ToldCheck(
                found,
                begins ? now : begunAt,
                kind == EventKind.CHECK_BEGUN ? Optional.of(now) : begunToldAt,
                kind == EventKind.CHECK_WORSENED ? Optional.of(now) : worsenedToldAt,
                kind == EventKind.CHECK_ENDED ? Optional.of(now) : endedToldAt);
    }
}
