package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.base.ThreadScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limiter in real time: the scheduler waits for real. */
@Timeout(60)
class PacedLimiterTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AtomicBoolean mayCall = new AtomicBoolean(true);
    private final ThreadScheduler scheduler = new ThreadScheduler("pace");
    private PacedLimiter limiter;

    private PacedLimiter limiter(int perSecond, int mostUnderWay) {
        limiter = new PacedLimiter(perSecond, mostUnderWay, mayCall::get, System::nanoTime, scheduler);
        return limiter;
    }

    @AfterEach
    void close() {
        limiter.close();
        scheduler.close();
    }

    private static boolean in(CompletableFuture<Boolean> turn) throws Exception {
        return turn.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void letsOutInTheOrderOfArrivalAtThePace() throws Exception {
        limiter(20, 100);
        long before = System.nanoTime();
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            int number = i;
            all.add(limiter.acquire().thenAccept(in -> order.add(number)));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void letsNoMoreOutThanMayBeUnderWay() throws Exception {
        limiter(99, 2);
        assertThat(in(limiter.acquire())).isTrue();
        assertThat(in(limiter.acquire())).isTrue();
        CompletableFuture<Boolean> third = limiter.acquire();

        await().during(Duration.ofMillis(200)).atMost(LIMIT).until(() -> !third.isDone() && limiter.underWay() == 2);
        limiter.release();

        assertThat(in(third)).isTrue();
    }

    @Test
    void turnsBackWhileNoCallMayGoOut() throws Exception {
        limiter(99, 10);
        mayCall.set(false);
        assertThat(in(limiter.acquire())).isFalse();
        mayCall.set(true);
        assertThat(in(limiter.acquire())).isTrue();
    }

    @Test
    void thoseWhoWaitAreTurnedBackAndLaterOnesAreNot() throws Exception {
        limiter(99, 10).pause(Duration.ofMinutes(10));
        CompletableFuture<Boolean> waiting = limiter.acquire();
        limiter.turnBack();

        assertThat(in(waiting)).isFalse();
        assertThat(limiter.acquire()).isNotDone();
        assertThat(limiter.paused()).isGreaterThan(Duration.ofMinutes(9));
    }

    @Test
    void aClosedGateTurnsEverybodyBack() throws Exception {
        limiter(99, 10).pause(Duration.ofMinutes(10));
        CompletableFuture<Boolean> waiting = limiter.acquire();
        limiter.close();

        assertThat(in(waiting)).isFalse();
        assertThat(in(limiter.acquire())).isFalse();
    }

    @Test
    void knowsWhenTheLastCallWentOut() throws Exception {
        limiter(99, 10);
        assertThat(limiter.sinceLastCall()).isEqualTo(Duration.ofDays(1));
        in(limiter.acquire());
        assertThat(limiter.sinceLastCall()).isLessThan(LIMIT);
    }
}
