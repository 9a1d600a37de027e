package io.github.ylhcancel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** One thing that happened to an order. */
public sealed interface TimelineEvent {
    Instant at();

    /** Where events of the same instant stand among each other. */
    int rank();

    /**
     * The order moved from one state to another.
     *
     * @param osUser of the run that moved it, if it was one of ours that is known
     */
    record StatusChanged(Instant at, String from, String to, String operator, Optional<OsUser> osUser, String note)
            implements TimelineEvent {
        @Override
        public int rank() {
            return 0;
        }
    }

    /** Stock of one article came back; less than nothing where it was taken again. */
    record StockChanged(Instant at, String article, StockPart part, int quantity) implements TimelineEvent {
        @Override
        public int rank() {
            return 1;
        }
    }

    /** It was decided what YLH is told, by a run of that user. */
    record CancellationDecided(Instant at, Cancellation cancellation, Optional<OsUser> osUser)
            implements TimelineEvent {
        @Override
        public int rank() {
            return 2;
        }
    }

    /** YLH was called, by a run; a token call has no word of the answer in its detail. */
    record YlhCalled(
            Instant at,
            String endpoint,
            Duration duration,
            OptionalInt httpStatus,
            String outcome,
            String detail,
            String runId)
            implements TimelineEvent {
        @Override
        public int rank() {
            return 3;
        }
    }

    /** YLH said something by itself. */
    record CallbackReceived(Instant at, RecordedCallback callback) implements TimelineEvent {
        @Override
        public int rank() {
            return 5;
        }
    }

    /** A person decided what becomes of a delivery that did not end by itself. */
    record WordGiven(
            Instant at,
            String word,
            DeliveryState from,
            DeliveryState to,
            String operator,
            Optional<OsUser> osUser,
            String runId,
            String note)
            implements TimelineEvent {
        @Override
        public int rank() {
            return 4;
        }
    }
}
