package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that are told from a database that other processes use as well. */
class ChunkDispatcherServerTest {
    private static TestDatabases databases;
    private static Ledger ledger;

    @BeforeAll
    static void makeLedger(@TempDir Path folder) throws Exception {
        databases = PostgresqlDatabases.started();
        ledger = new Ledger(folder, databases);
    }

    @AfterAll
    static void closeLedger() {
        ledger.close();
        databases.close();
    }

    private Dispatch dispatch;
    private ChunkDispatcher chunks;
    private List<Long> ids;

    @BeforeEach
    void open() throws IOException {
        dispatch = new Dispatch(ledger, SandboxOptions.defaults());
        ids = IntStream.rangeClosed(1, 12)
                .mapToObj(number -> dispatch.add("SO-" + number))
                .toList();
        chunks = dispatch.chunkDispatcher(report -> {});
    }

    @AfterEach
    void close() {
        chunks.close();
        dispatch.close();
    }

    /** Once, when the first call is under way. */
    private void duringTheFirstCall(Runnable work) {
        AtomicBoolean done = new AtomicBoolean();
        dispatch.limits(99, 1, Duration.ofSeconds(10)).checkpoints(step -> {
            if (step == Checkpoint.AFTER_SENDING && done.compareAndSet(false, true)) {
                work.run();
            }
        });
        chunks = dispatch.chunkDispatcher(report -> {});
    }

    private void anotherTakesTheLease() {
        dispatch.shop.execute(
                "UPDATE ylh_lease SET owner = 'another', acquired_at = CURRENT_TIMESTAMP AT TIME ZONE 'UTC',"
                        + " lease_until = CURRENT_TIMESTAMP AT TIME ZONE 'UTC' + INTERVAL '1 hour'");
    }

    private List<String> rows() {
        return dispatch.shop.rows(
                "SELECT state || ' ' || attempts || ' ' || COUNT(*) FROM ylh_cancellation GROUP BY state, attempts ORDER BY 1");
    }

    @Test
    void whileAnotherProcessHasTheLeaseNothingIsCalled() {
        anotherTakesTheLease();

        assertThat(chunks.tell(ids).values())
                .hasSize(12)
                .allMatch(report -> report.verdict().isEmpty());

        assertThat(chunks.heldBy()).contains("another");
        assertThat(dispatch.sandbox.requests()).isEmpty();
        assertThat(rows()).containsExactly("pending 0 12");
        chunks.close();
        assertThat(dispatch.shop.value("SELECT owner FROM ylh_lease")).isEqualTo("another");
    }

    @Test
    void onceTheOtherIsThroughTheNextChunkIsTold() {
        anotherTakesTheLease();
        chunks.tell(ids.subList(0, 6));
        dispatch.shop.execute("UPDATE ylh_lease SET owner = NULL, lease_until = NULL");

        chunks.tell(ids.subList(6, 12));

        assertThat(rows()).containsExactly("accepted 1 6", "pending 0 6");
        assertThat(chunks.heldBy()).contains("another");
    }

    @Test
    void fewerThanFiveAreToldBesideIt() {
        anotherTakesTheLease();

        chunks.tell(ids.subList(0, 4));

        assertThat(rows()).containsExactly("accepted 1 4", "pending 0 8");
        assertThat(chunks.heldBy()).isEmpty();
    }

    @Test
    void whoLosesTheLeaseLeavesTheRestToTheOther() {
        duringTheFirstCall(() -> {
            anotherTakesTheLease();
            dispatch.time.sleep(Duration.ofSeconds(4));
        });
        dispatch.sandbox.setLatency(Duration.ofMillis(300));

        assertThat(chunks.tell(ids)).hasSize(12);

        assertThat(chunks.heldBy()).contains("another");
        assertThat(rows()).containsExactly("accepted 1 1", "pending 0 11");
        chunks.tell(ids);
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
        dispatch.sandbox.setLatency(Duration.ZERO);
        dispatch.shop.execute("UPDATE ylh_lease SET owner = NULL, lease_until = NULL");
        chunks.tell(ids);
        assertThat(rows()).containsExactly("accepted 1 12");
    }

    @Test
    void aConnectionThatIsCutIsOpenedAnew() {
        duringTheFirstCall(() -> dispatch.shop.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND application_name = 'ylh'"));

        assertThat(chunks.tell(ids).values())
                .hasSize(12)
                .allMatch(report -> report.verdict().isPresent());

        assertThat(rows()).containsExactly("accepted 1 12");
        assertThat(dispatch.sandbox.cancellations().values()).allMatch(held -> held.requests() == 1);
    }
}
