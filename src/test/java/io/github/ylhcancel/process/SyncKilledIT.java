package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** {@code sync} killed (SIGKILL) with deliveries in its hand, on a database where nobody can know that it is dead. */
class SyncKilledIT extends QueueProcessTest {
    private static final int ORDERS = 12;
    private static final String SENDING =
            "SELECT so_id, lease_owner, attempts FROM ylh_cancellation WHERE state = 'sending' ORDER BY so_id";

    /** Longer than any lease with the time-outs of these tests. */
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "BEFORE_COMMIT",
                "AFTER_COMMIT",
                "AFTER_RECEIVING",
                "AFTER_REFUSAL",
                "BEFORE_PUT_BACK_COMMIT",
                "AFTER_EVENTS_APPENDED",
                "AFTER_EVENT_COMMAND"
            })
    void whenItsLeaseHasRunOutAnotherDeliversTheSameBytes(Checkpoint checkpoint) {
        queue(ORDERS, 0);
        killSyncAt(checkpoint);
        List<String> left = rows.rows(SENDING);
        assertThat(left).isNotEmpty().allMatch(row -> row.endsWith(" | 1"));

        expireLeases();
        Ran next = ylh(SyncArguments.ONCE.toArray(String[]::new));

        assertThat(next.code()).as(next.err()).isZero();
        assertSettled(ORDERS);
        if (isBeforeSending(checkpoint)) {
            assertThat(requests(left)).containsOnly(1);
        } else {
            assertThat(requests(left)).contains(2).allMatch(count -> count <= 2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "BEFORE_COMMIT",
                "AFTER_COMMIT",
                "AFTER_RECEIVING",
                "AFTER_REFUSAL",
                "BEFORE_PUT_BACK_COMMIT",
                "AFTER_EVENTS_APPENDED",
                "AFTER_EVENT_COMMAND"
            })
    void untilThenItIsLeftAloneByEverybody(Checkpoint checkpoint) {
        queue(ORDERS, 0);
        killSyncAt(checkpoint);
        List<String> left = rows.rows(SENDING);
        keepLease();

        Ran other = ylh(SyncArguments.ONCE.toArray(String[]::new));
        Ran interactive = ylh("cancel", soId(left.get(0)), "--reason", "缺货");

        assertThat(other.code()).as(other.err()).isEqualTo(11);
        assertThat(interactive.code()).as(interactive.err()).isEqualTo(6);
        assertThat(rows.rows(SENDING)).isEqualTo(left);
        assertThat(requests(left)).allMatch(count -> count <= (isBeforeSending(checkpoint) ? 0 : 1));
    }

    /** The time-outs are short, and the lease with them; nobody helps it along. */
    @ParameterizedTest
    @EnumSource(names = "AFTER_SENDING")
    void theLeaseRunsOutByItself(Checkpoint checkpoint) {
        queue(ORDERS, 0, "ylh.timeout = 200ms", "ylh.token-timeout = 200ms");
        killSyncAt(checkpoint);
        List<String> left = rows.rows(SENDING);

        await().atMost(LONGEST_LEASE).pollInterval(Duration.ofMillis(200)).until(() -> {
            ylh(SyncArguments.LAST.toArray(String[]::new));
            return isSettled();
        });

        assertSettled(ORDERS);
        assertThat(requests(left)).allMatch(count -> count <= 2);
    }

    private static String soId(String row) {
        return row.split(" \\| ")[0];
    }

    /** How many requests the sandbox has had for each of these rows. */
    private List<Integer> requests(List<String> left) {
        return left.stream()
                .map(row -> sandbox.cancellations().get(soId(row)))
                .map(held -> held == null ? 0 : held.requests())
                .toList();
    }

    private static boolean isBeforeSending(Checkpoint checkpoint) {
        return checkpoint == Checkpoint.AFTER_CLAIM || checkpoint == Checkpoint.AFTER_JOURNAL;
    }

    private void killSyncAt(Checkpoint checkpoint) {
        List<String> config = List.of("-c", shop.config().toString());
        Job job = shell.startUntil(checkpoint, Shell.words(config, SyncArguments.ONCE.toArray(String[]::new)));
        if (checkpoint == Checkpoint.AFTER_SENDING) {
            await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.received(Endpoint.CANCEL) > 0);
        }
        job.kill();
        assertThat(job.ended()).isEqualTo(new Ran(128 + 9, "", ""));
    }

    /** As if it had died only just now, however long the next process takes to start. */
    private void keepLease() {
        rows.execute("UPDATE ylh_lease SET lease_until = lease_until + INTERVAL '10 minutes'");
    }

    /** As if the time had passed: the leases of the rows, and that of the one that delivers. */
    private void expireLeases() {
        LocalDateTime past = LocalDateTime.ofInstant(Instant.now().minusSeconds(1), ZoneOffset.UTC);
        rows.execute(
                "UPDATE ylh_cancellation SET next_attempt_at = '" + past + "', lease_until = '" + past
                        + "' WHERE state = 'sending'",
                "UPDATE ylh_lease SET lease_until = '" + past + "' WHERE lease_until IS NOT NULL",
                "UPDATE ylh_lease SET quiet_until = '" + past + "' WHERE quiet_until IS NOT NULL");
    }
}
