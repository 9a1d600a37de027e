package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.domain.ThreadScheduler;
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

/** The gate in real time: the scheduler waits for real. */
@Timeout(60)
class PacedGateTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AtomicBoolean mayCall = new AtomicBoolean(true);
    private final ThreadScheduler scheduler = new ThreadScheduler("pace");
    private PacedGate gate;

    private PacedGate gate(int perSecond, int mostUnderWay) {
        gate = new PacedGate(perSecond, mostUnderWay, mayCall::get, System::nanoTime, scheduler);
        return gate;
    }

    @AfterEach
    void close() {
        gate.close();
        scheduler.close();
    }

    private static boolean in(CompletableFuture<Boolean> turn) throws Exception {
        return turn.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void letsOutInTheOrderOfArrivalAtThePace() throws Exception {
        gate(20, 100);
        long before = System.nanoTime();
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            int number = i;
            all.add(gate.enter().thenAccept(in -> order.add(number)));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void letsNoMoreOutThanMayBeUnderWay() throws Exception {
        gate(99, 2);
        assertThat(in(gate.enter())).isTrue();
        assertThat(in(gate.enter())).isTrue();
        CompletableFuture<Boolean> third = gate.enter();

        await().during(Duration.ofMillis(200)).atMost(LIMIT).until(() -> !third.isDone() && gate.underWay() == 2);
        gate.leave();

        assertThat(in(third)).isTrue();
    }

    @Test
    void turnsBackWhileNoCallMayGoOut() throws Exception {
        gate(99, 10);
        mayCall.set(false);
        assertThat(in(gate.enter())).isFalse();
        mayCall.set(true);
        assertThat(in(gate.enter())).isTrue();
    }

    @Test
    void thoseWhoWaitAreTurnedBackAndLaterOnesAreNot() throws Exception {
        gate(99, 10).pause(Duration.ofMinutes(10));
        CompletableFuture<Boolean> waiting = gate.enter();
        gate.turnBack();

        assertThat(in(waiting)).isFalse();
        assertThat(gate.enter()).isNotDone();
        assertThat(gate.paused()).isGreaterThan(Duration.ofMinutes(9));
    }

    @Test
    void aClosedGateTurnsEverybodyBack() throws Exception {
        gate(99, 10).pause(Duration.ofMinutes(10));
        CompletableFuture<Boolean> waiting = gate.enter();
        gate.close();

        assertThat(in(waiting)).isFalse();
        assertThat(in(gate.enter())).isFalse();
    }

    @Test
    void knowsWhenTheLastCallWentOut() throws Exception {
        gate(99, 10);
        assertThat(gate.sinceLastCall()).isEqualTo(Duration.ofDays(1));
        in(gate.enter());
        assertThat(gate.sinceLastCall()).isLessThan(LIMIT);
    }
}
