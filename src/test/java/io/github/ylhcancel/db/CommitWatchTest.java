package io.github.ylhcancel.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class CommitWatchTest {
    private static final Duration HALF = CommitWatch.LONG.dividedBy(2);
    private static final DatabaseAddress ADDRESS =
            new DatabaseAddress("jdbc:postgresql://db.example/shop?sslmode=verify-full", "shop", "", false);

    /** Time that passes when the test says so. */
    private static final class Hours implements Scheduler {
        private record Work(long at, Runnable what) {}

        private final PriorityQueue<Work> later =
                new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
        private long now;

        @Override
        public void after(long nanos, Runnable work) {
            later.add(new Work(now + nanos, work));
        }

        void pass(Duration time) {
            long until = now + time.toNanos();
            while (!later.isEmpty() && later.peek().at() <= until) {
                now = later.peek().at();
                later.remove().what().run();
            }
            now = until;
        }

        @Override
        public <T> T next(BlockingQueue<T> queue, long longest, BooleanSupplier isComing) {
            throw new AssertionError("nobody waits for anything");
        }
    }

    private final Hours hours = new Hours();
    private final List<Message> said = new ArrayList<>();
    private final Optional<CommitWatch> watch =
            Optional.of(new CommitWatch(ADDRESS, hours, () -> hours.now, said::add));

    private void commit(Runnable meanwhile) {
        CommitWatch.during(watch, () -> {
            meanwhile.run();
            return null;
        });
    }

    @Test
    void whatIsConfirmedSoonIsNotSpokenOf() {
        for (int i = 0; i < 10; i++) {
            commit(() -> hours.pass(HALF));
        }
        commit(() -> hours.pass(CommitWatch.LONG.minusNanos(1)));
        hours.pass(Duration.ofHours(1));

        assertThat(said).isEmpty();
    }

    @Test
    void oneThatWaitsIsSpokenOfOnceWhenItHasWaitedForLong() {
        commit(() -> hours.pass(HALF));
        commit(() -> {
            hours.pass(CommitWatch.LONG.minusNanos(1));
            assertThat(said).isEmpty();
            hours.pass(Duration.ofNanos(1));
            assertThat(said)
                    .containsExactly(
                            Message.of("db.commit-waits", ADDRESS, "db.example:5432", CommitWatch.LONG.toSeconds()));
            hours.pass(Duration.ofHours(1));
        });

        assertThat(said).hasSize(1);
    }

    @Test
    void thoseThatWaitAtTheSameTimeAreSpokenOfOnce() {
        commit(() -> {
            hours.pass(HALF);
            commit(() -> hours.pass(CommitWatch.LONG.multipliedBy(2)));
            commit(() -> hours.pass(HALF));
        });

        assertThat(said).hasSize(1);
    }

    @Test
    void theNextWaitIsSpokenOfAgain() {
        commit(() -> hours.pass(CommitWatch.LONG.plus(HALF)));
        commit(() -> hours.pass(HALF));
        commit(() -> hours.pass(CommitWatch.LONG));

        assertThat(said).hasSize(2);
    }

    @Test
    void whatFailsWaitsNoLonger() {
        try {
            commit(() -> {
                throw new IllegalStateException();
            });
        } catch (IllegalStateException e) {
            hours.pass(Duration.ofHours(1));
        }

        assertThat(said).isEmpty();
    }

    @Test
    void whileNothingIsWrittenNothingIsLookedAt() {
        assertThat(hours.later).isEmpty();
        commit(() -> hours.pass(HALF));
        commit(() -> {});
        assertThat(hours.later).hasSize(1);
        hours.pass(CommitWatch.LONG);

        assertThat(hours.later).isEmpty();
    }
}
