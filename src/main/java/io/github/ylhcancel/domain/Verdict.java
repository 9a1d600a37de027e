package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.ExitCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one call to YLH came to, after classification.
 *
 * @param httpStatus absent when no answer came
 * @param detail the answer's words or the failure's, in one line without control characters; never a secret or
 *     the number of a person
 * @param retryAfter how long YLH asked us to wait, already capped
 */
public record Verdict(Kind kind, OptionalInt httpStatus, String detail, Optional<Duration> retryAfter) {
    /** The classes of the delivery table; each decides what happens to the cancellation. */
    public enum Kind {
        ACCEPTED,
        /** A definite no about this one order. */
        REJECTED,
        /** The request did not leave this machine, or no token was to be had for it. */
        NOT_SENT,
        /** YLH said that it did not take the request now. */
        NOT_APPLIED,
        /** YLH may have applied it. */
        UNKNOWN,
        /** User, client or password is refused. Says nothing about the order; stops the run. */
        AUTHENTICATION,
        /** Address, permission or TLS is wrong. Says nothing about the order; stops the run. */
        CONFIGURATION,
        /** A journal says that YLH was sent something else that the database has forgotten. Nothing was sent. */
        FORGOTTEN,
        /** The journal cannot be used, so nothing was sent. Says nothing about the order; stops the run. */
        JOURNAL;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the cause lies with the set-up, so that no other order would fare better. */
        public boolean stopsTheRun() {
            return switch (this) {
                case AUTHENTICATION, CONFIGURATION, JOURNAL -> true;
                case ACCEPTED, REJECTED, NOT_SENT, NOT_APPLIED, UNKNOWN, FORGOTTEN -> false;
            };
        }
    }

    public static Verdict of(Kind kind, String detail) {
        return new Verdict(kind, OptionalInt.empty(), detail, Optional.empty());
    }

    public static Verdict of(Kind kind, int httpStatus, String detail) {
        return new Verdict(kind, OptionalInt.of(httpStatus), detail, Optional.empty());
    }

    /** What a run has to say that calls YLH no more because of this. */
    public ExitCode exitCode() {
        return switch (kind) {
            case AUTHENTICATION -> ExitCode.AUTHENTICATION;
            case ACCEPTED, REJECTED, NOT_SENT, NOT_APPLIED, UNKNOWN, CONFIGURATION, FORGOTTEN, JOURNAL ->
                ExitCode.NOT_YET_AT_YLH;
        };
    }
}
