package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Fault;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything fails at once: YLH in every way that it knows, two machines that deliver and are killed, and the connections to the
 * database. When the storm is over, every order is accepted or rightly refused, and YLH has seen nothing twice that differs.
 *
 * <p>{@code -Dylh.storm-orders=3000} takes more orders, {@code -Dylh.storm-seeds=20} more storms, {@code -Dylh.seed=…} the choices of a
 * storm that was.
 */
class DeliveryStormIT extends QueueProcessTest {
    private static final int ORDERS = Integer.getInteger("ylh.storm-orders", 250);
    private static final int EVERY_REFUSED = 25;
    /** After so many calls at most something is struck. Not by the clock: on a busy machine nothing would ever get going. */
    private static final int CALLS_BETWEEN_BLOWS = Math.max(2, Math.min(200, ORDERS / 2));

    /** Longer than nobody calls because a dead process still holds the lease. */
    private static final Duration LONGEST_BETWEEN_BLOWS = Duration.ofSeconds(20);

    private static final int LIMIT_OF_YLH = 100;

    /** Then the rest is delivered in calm. It takes so long on a machine only that is busy with other things. */
    private static final Duration LONGEST_STORM = Duration.ofSeconds(60 + ORDERS / 10);

    /** A drain of all of it at the supplier's limit, and the leases of what was killed. */
    private static final Duration LONGEST_CALM = Duration.ofSeconds(90 + ORDERS / 20);

    /** What is struck. Dealt like cards, so that each comes as often as it is there. */
    private enum Blow {
        KILL_ONE,
        KILL_OTHER,
        CUT,
        CUT_AGAIN,
        CUT_ONCE_MORE
    }

    private List<Machine> machines;
    private Random random;
    private final Deque<Blow> blows = new ArrayDeque<>();
    private Instant blowAt;
    private long blowAfterCalls;
    private int kills;
    private int cuts;

    static LongStream seeds() {
        long first = Long.getLong("ylh.seed", System.nanoTime());
        return LongStream.range(first, first + Integer.getInteger("ylh.storm-seeds", 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyDeliveryEndsAsItMust(long seed) throws IOException {
        try {
            storm(seed);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    failure.getMessage() + "\nagain with -Dylh.seed=" + seed + " -Dylh.storm-orders=" + ORDERS,
                    failure);
        }
    }

    private void storm(long seed) throws IOException {
        random = new Random(seed);
        restartSandbox(weather(seed));
        queue(
                ORDERS,
                EVERY_REFUSED,
                "ylh.timeout = 1s",
                "ylh.token-timeout = 1s",
                // Below the default: a machine that stalls for a quarter of a second shows as 100 what was sent as 80,
                // and two that
                // deliver at once still show.
                "ylh.rate-per-second = 80",
                "ylh.attempts-max = 1000",
                "ylh.retry.initial = 50ms",
                "ylh.retry.cap = 1s");
        Instant start = Instant.now();
        try (Machine cron = machine("cron", SyncArguments.ONCE);
                Machine service = machine("service", SyncArguments.SERVICE)) {
            machines = List.of(cron, service);
            boolean settled = rage();
            Duration raged = Duration.between(start, Instant.now());
            calm();
            report(seed, raged, Duration.between(start, Instant.now()), settled);
        }
        assertSettled(ORDERS);
        assertThat(sandbox.mostCallsInOneSecond()).isLessThanOrEqualTo(LIMIT_OF_YLH);
        assertThat(kills).as("kills that met a running process").isPositive();
        assertThat(cuts).as("sessions that were cut").isPositive();
        assertThat(faults()).as("ways in which YLH failed").hasSizeGreaterThan(10);
        assertThat(machines)
                .allSatisfy(machine -> assertThat(machine.stackTraces()).isEmpty());
    }

    /** Slower than the client's patience when it is slow, and tokens that die before the client expects it. */
    private static SandboxOptions weather(long seed) {
        return SandboxOptions.defaults()
                .withSeed(seed)
                .withLatency(Duration.ofMillis(20))
                .withSlowDelay(Duration.ofMillis(1500))
                .withTokenLife(Duration.ofSeconds(20))
                .withExpireTokensAfter(Duration.ofSeconds(6))
                .withCallsPerSecond(LIMIT_OF_YLH)
                .withRefuse(REFUSED)
                .withFaults("any%20", "any%5@token");
    }

    /** With a home of its own, and so its own copy of the token. */
    private Machine machine(String name, List<String> arguments) throws IOException {
        Shell home = new Shell(folder.resolve(name))
                .with("HOSTNAME", name)
                .with(
                        "YLH_TOKEN_CACHE",
                        folder.resolve(name).resolve("token.json").toString());
        return new Machine(home, command(arguments.toArray(String[]::new)), random.nextLong());
    }

    /** Answers whether it was all done before the storm had to end. */
    private boolean rage() {
        aim();
        try {
            await().atMost(LONGEST_STORM).pollInterval(Duration.ofMillis(20)).until(() -> {
                machines.forEach(Machine::keepRunning);
                if (isTimeForABlow() && blow(blows.getFirst())) {
                    blows.removeFirst();
                    aim();
                }
                return isSettled();
            });
            return true;
        } catch (ConditionTimeoutException notYet) {
            return false;
        }
    }

    private void aim() {
        if (blows.isEmpty()) {
            List<Blow> dealt = new ArrayList<>(List.of(Blow.values()));
            Collections.shuffle(dealt, random);
            blows.addAll(dealt);
        }
        blowAfterCalls = sandbox.received(Endpoint.CANCEL) + 1 + random.nextInt(CALLS_BETWEEN_BLOWS);
        blowAt = Instant.now().plus(LONGEST_BETWEEN_BLOWS);
    }

    private boolean isTimeForABlow() {
        return sandbox.received(Endpoint.CANCEL) >= blowAfterCalls
                || Instant.now().isAfter(blowAt);
    }

    /** Answers whether there was something to strike; otherwise the next look tries again. */
    private boolean blow(Blow blow) {
        switch (blow) {
            case KILL_ONE, KILL_OTHER -> {
                boolean killed = machines.get(blow.ordinal()).kill();
                kills += killed ? 1 : 0;
                return killed;
            }
            case CUT, CUT_AGAIN, CUT_ONCE_MORE -> {
                boolean cut = cutSession(random.nextInt());
                cuts += cut ? 1 : 0;
                return cut;
            }
        }
        throw new AssertionError(blow);
    }

    private void calm() {
        sandbox.clearFaults();
        machines.forEach(Machine::end);
        await().atMost(LONGEST_CALM).pollInterval(Duration.ofMillis(50)).until(() -> {
            Ran last = ylh(SyncArguments.LAST.toArray(String[]::new));
            assertThat(last.code()).as(last.out() + last.err()).isIn(0, 3, 6, 11);
            return isSettled();
        });
    }

    /** By the program's own record, without what a killed process had not written down: to tell a hurried sender from a slow reader. */
    private long mostSentInOneSecond() {
        return rows.number("SELECT MAX(calls) FROM (SELECT COUNT(*) OVER (ORDER BY started_at"
                + " RANGE BETWEEN INTERVAL '999999 microseconds' PRECEDING AND CURRENT ROW) AS calls"
                + " FROM ylh_call WHERE endpoint = 'cancel') AS seconds");
    }

    private Set<String> faults() {
        return sandbox.requests().stream()
                .map(request -> request.fault().map(Fault::word))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private void report(long seed, Duration raged, Duration all, boolean settled) {
        System.out.printf(
                Locale.ROOT,
                "storm %d: %d deliveries in %.1f s (%s after %.1f s of storm), %d calls (answers %s) and %d for a token, %d kills, %d cuts,"
                        + " failures of %d kinds, at most %d calls in a second and %d as they were sent, exit codes %s%n",
                seed,
                ORDERS,
                all.toMillis() / 1000.0,
                settled ? "done" : "not done",
                raged.toMillis() / 1000.0,
                sandbox.received(Endpoint.CANCEL),
                new TreeMap<>(sandbox.calls().answers()),
                sandbox.received(Endpoint.TOKEN),
                kills,
                cuts,
                faults().size(),
                sandbox.mostCallsInOneSecond(),
                mostSentInOneSecond(),
                machines.stream().map(Machine::codes).toList());
        machines.forEach(machine -> System.out.println("  " + machine.words()));
    }
}
