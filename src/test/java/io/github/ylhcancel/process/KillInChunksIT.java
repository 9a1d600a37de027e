package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file and a plan in chunks whose process is killed (SIGKILL) at the worst moments, and then the same command again. */
class KillInChunksIT extends ProcessTest {
    private static final String CHUNK = "6";

    static Stream<Arguments> everyMomentOfBoth() {
        return Stream.of("--file", "--plan")
                .flatMap(way -> EnumSet.allOf(Checkpoint.class).stream().map(moment -> Arguments.of(way, moment)));
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfBoth")
    void theSameCommandAgainFinishesIt(String way, Checkpoint checkpoint) throws IOException {
        openShop(60);
        List<String> orders = paid(14);
        String[] command = prepared(way, orders);

        killAt(checkpoint, command);
        Ran again = ylh(Shell.words(List.of(command), "-o", "json"));

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.json().path("results"))
                .extracting(result -> result.path("order").asText())
                .isEqualTo(orders);
        assertThat(again.json().path("results"))
                .allMatch(result -> result.path("sync").asText().equals("accepted"));
        long before = again.json().path("summary").path("already_cancelled").asLong();
        if (checkpoint == Checkpoint.BEFORE_COMMIT) {
            assertThat(before).isZero();
        } else {
            assertThat(before).isBetween(1L, 6L);
        }
        assertCancelledOnce(orders);
    }

    private String[] prepared(String way, Collection<String> orders) throws IOException {
        Path file = Files.writeString(
                folder.resolve("orders.csv"),
                orders.stream().collect(Collectors.joining(",缺货\n", "order,reason\n", ",缺货\n")));
        Path plan = folder.resolve("plan.json");
        ylh("cancel", "--file", file.toString(), "--dry-run", "--plan-out", plan.toString());
        Path input = way.equals("--file") ? file : plan;
        return new String[] {"cancel", way, input.toString(), "--batch-size", CHUNK};
    }

    private void killAt(Checkpoint checkpoint, String... command) {
        Path reached = folder.resolve("reached");
        List<String> program = List.of(
                Shell.JAVA,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingMain.class.getName(),
                checkpoint.name(),
                reached.toString(),
                "-c",
                shop.config().toString());
        Job job = shell.start(Shell.words(program, command));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(reached) || !job.isAlive());
        if (checkpoint == Checkpoint.AFTER_SENDING) {
            await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.received(Endpoint.CANCEL) > 0);
        }
        assertThat(job.isAlive()).isTrue();
        job.kill();
    }
}
