package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.journal.ToldFile;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A process that is killed (SIGKILL) at the worst moments, and what the next command makes of what it left. */
class KillAtCheckpointIT extends ProcessTest {
    private String order;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "BEFORE_COMMIT",
                "AFTER_RECEIVING",
                "AFTER_REFUSAL",
                "BEFORE_PUT_BACK_COMMIT",
                "AFTER_EVENTS_APPENDED",
                "AFTER_EVENT_COMMAND"
            })
    void theNextSyncFinishesIt(Checkpoint checkpoint) throws IOException {
        killAt(checkpoint);

        assertThat(syncOf(order)).isEqualTo(left(checkpoint));
        // A row that was being sent is leased for a while; --now takes it from a process that is no more.
        Ran synced = ylh("sync", "-o", "json");

        assertThat(synced.code()).isZero();
        assertThat(at(synced, 0, "sync")).isEqualTo("accepted");
        assertCancelledOnce(order);
        assertThat(received(order)).hasSize(wasSent(checkpoint) ? 2 : 1);
        assertInJournal(checkpoint);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "BEFORE_COMMIT",
                "AFTER_RECEIVING",
                "AFTER_REFUSAL",
                "BEFORE_PUT_BACK_COMMIT",
                "AFTER_EVENTS_APPENDED",
                "AFTER_EVENT_COMMAND"
            })
    void theSameCancelAgainFinishesItToo(Checkpoint checkpoint) {
        killAt(checkpoint);

        Ran again = ylh("cancel", order, "--reason", "another reason", "-o", "json");

        assertThat(again.code()).isZero();
        assertThat(at(again, 0, "outcome")).isEqualTo("already-cancelled");
        assertThat(at(again, 0, "sync")).isEqualTo("accepted");
        assertCancelledOnce(order);
        assertThat(received(order)).hasSize(wasSent(checkpoint) ? 2 : 1);
    }

    @Test
    void beforeTheCommitNothingHasHappened() {
        Map<String, List<String>> before = killAt(Checkpoint.BEFORE_COMMIT);

        assertThat(syncOf(order)).isEqualTo("none");
        assertThat(ylh("sync", "-o", "json").json().path("results")).isEmpty();
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();

        assertThat(ylh("cancel", order, "--reason", "缺货").code()).isZero();
        assertCancelledOnce(order);
    }

    @Test
    void beforeTheCommitTheSameCancelStartsAnew() {
        killAt(Checkpoint.BEFORE_COMMIT);

        Ran again = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(again.code()).isZero();
        assertThat(at(again, 0, "outcome")).isEqualTo("cancelled");
        assertCancelledOnce(order);
    }

    @Test
    void itsRunDidNotEnd() {
        killAt(Checkpoint.AFTER_COMMIT);

        assertThat(ylh("runs", "--failed").out()).contains("did not end").hasLineCount(1);
        JsonNode run = ylh("runs", "-o", "json").json().path("results").path(0);
        assertThat(run.path("command").asText()).isEqualTo("cancel");
        assertThat(run.path("ended_at").isNull()).isTrue();
        assertThat(run.path("exit_code").isNull()).isTrue();
        assertThat(ylh("runs", run.path("run").asText()).out())
                .contains("did not end (it runs, or died)", "cancellations that YLH has to hear of: 1");
        assertThat(shop.value("SELECT run_id FROM ylh_cancellation"))
                .isEqualTo(run.path("run").asText());
    }

    /** Cancels an order in a process that dies there; answers what was in the database before. */
    private Map<String, List<String>> killAt(Checkpoint checkpoint) {
        openShop(20);
        order = paid();
        Map<String, List<String>> before = shop.everythingButRuns();
        Job job = shell.startUntil(
                checkpoint, "-c", shop.config().toString(), "cancel", order, "--reason", "out of stock");
        if (checkpoint == Checkpoint.AFTER_SENDING) {
            await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.received(Endpoint.CANCEL) == 1);
        }
        job.kill();
        assertThat(job.ended()).isEqualTo(new Ran(128 + 9, "", ""));
        return before;
    }

    /** One line for each call, and one of a process that died before it called. */
    private void assertInJournal(Checkpoint checkpoint) throws IOException {
        boolean twice = wasSent(checkpoint) || checkpoint == Checkpoint.AFTER_JOURNAL;
        List<ToldRequest> lines = new ArrayList<>();
        assertThat(ToldFile.read(folder.resolve("told.ndjson"), lines::add)).isZero();
        assertThat(lines).hasSize(twice ? 2 : 1);
        assertThat(lines)
                .extracting(ToldRequest::request)
                .containsOnly(lines.get(0).request());
        assertThat(lines.get(0).orderNumber()).isEqualTo(order);
    }

    /** Whether YLH had the request before the process died. */
    private static boolean wasSent(Checkpoint checkpoint) {
        return checkpoint != Checkpoint.AFTER_COMMIT
                && checkpoint != Checkpoint.AFTER_CLAIM
                && checkpoint != Checkpoint.AFTER_JOURNAL;
    }

    private static String left(Checkpoint checkpoint) {
        return checkpoint == Checkpoint.AFTER_COMMIT ? "pending" : "sending";
    }

    /** As the first command sees it that opens the database after the kill. */
    private String syncOf(String number) {
        Ran status = ylh("status", number, "-o", "json");
        assertThat(status.code()).as(status.err()).isZero();
        return at(status, 0, "sync");
    }
}
