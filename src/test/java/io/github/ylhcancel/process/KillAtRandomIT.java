package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A file of orders whose process is killed again and again, at random moments, while YLH fails at random too. {@code -Dylh.kills=50}
 * kills more often, {@code -Dylh.seed=…} repeats a run's choices.
 */
class KillAtRandomIT extends ProcessTest {
    private static final int KILLS = Integer.getInteger("ylh.kills", 6);
    private static final int MOST_SYNCS = 10;

    /** The results of a chunk come all at once: small ones, so that a kill has something before it and something after it. */
    private static final int CHUNK = 5;

    /** Before a kill. It then falls anywhere in the next chunk or two. */
    private static final int MOST_NEW_RESULTS = 2 * CHUNK;

    /** So many that there is more to come after each kill, whatever is drawn. */
    private static final int ORDERS = 2 * MOST_NEW_RESULTS * KILLS;

    private final long seed = Long.getLong("ylh.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int results;

    @Test
    void everyOrderIsCancelledOnceInTheEnd() throws IOException {
        try {
            killAgainAndAgainAndFinish();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    failure.getMessage() + "\nagain with -Dylh.kills=" + KILLS + " -Dylh.seed=" + seed, failure);
        }
    }

    private void killAgainAndAgainAndFinish() throws IOException {
        restartSandbox(SandboxOptions.defaults()
                .withSeed(seed)
                .withLatency(Duration.ofMillis(15))
                .withFaults("500-after%15", "401%3"));
        openShop(4 * ORDERS);
        List<String> orders = paid(ORDERS);
        Path file = Files.writeString(
                folder.resolve("orders.csv"),
                orders.stream().collect(Collectors.joining(",缺货\n", "order,reason\n", ",缺货\n")));

        int killed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            killed += killWhileItCancels(file) ? 1 : 0;
        }
        assertThat(killed).as("kills that came in time").isPositive();

        Ran last = ylh("cancel", "--file", file.toString());
        assertThat(last.code()).as(last.out() + last.err()).isIn(0, 6);
        syncUntilAllIsTold();
        assertCancelledOnce(orders);
    }

    /** Answers whether it still ran when it was killed: some new results later, and then a moment more. */
    private boolean killWhileItCancels(Path file) {
        Job job = shell.start(
                command("cancel", "--file", file.toString(), "--batch-size", String.valueOf(CHUNK), "-o", "ndjson"));
        job.awaitLines(results + random.nextInt(MOST_NEW_RESULTS));
        boolean ended = job.endsWithin(Duration.ofMillis(random.nextInt(80)));
        job.kill();
        results = Math.max(results, job.lines().size());
        return !ended;
    }

    private void syncUntilAllIsTold() {
        int code = 6;
        for (int sync = 0; sync < MOST_SYNCS && code == 6; sync++) {
            code = ylh("sync", "--now").code();
        }
        assertThat(code).as("the last sync").isZero();
    }
}
