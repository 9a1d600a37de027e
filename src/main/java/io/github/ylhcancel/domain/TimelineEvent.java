package io.github.ylhcancel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** One thing that happened to an order. */
public sealed interface TimelineEvent {
    Instant at();

    /** Where events of the same instant stand among each other. */
    int rank();

    /** The order moved from one state to another. */
    record StatusChanged(Instant at, String from, String to, String operator, String note) implements TimelineEvent {
        @Override
        public int rank() {
            return 0;
        }
    }

    /** Stock of one article came back. */
    record StockChanged(Instant at, String article, int quantity) implements TimelineEvent {
        @Override
        public int rank() {
            return 1;
        }
    }

    /** It was decided what YLH is told. */
    record CancellationDecided(Instant at, Cancellation cancellation) implements TimelineEvent {
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
}
