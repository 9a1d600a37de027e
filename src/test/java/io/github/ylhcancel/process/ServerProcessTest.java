package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program as a process against a shop on a database server, where other processes are at work at the same time. */
abstract class ServerProcessTest extends ProcessTest {
    private TestDatabases databases;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void startServer() throws Exception {
        databases = databases();
    }

    @AfterEach
    void tidyUp() {
        if (databases != null) {
            databases.close();
        }
    }

    private void openServerShop(int orders) {
        open(TestShop.create(folder, databases, orders, sandbox));
    }

    @Test
    void cancelsAndTellsAndShowsWhatHappened() {
        openServerShop(20);
        String order = paid();

        Ran ran = ylh("cancel", order, "--reason", "客户要求取消");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).startsWith("cancelled").contains(order, "paid → cancelled", "YLH: accepted");
        assertCancelledOnce(order);
        assertThat(received(order)).singleElement().asString().contains("\"cancelReason\":\"客户要求取消\"");
        Ran status = ylh("status", order, "-o", "json");
        assertThat(at(status, 0, "status")).isEqualTo("cancelled");
        assertThat(at(status, 0, "sync")).isEqualTo("accepted");
        assertThat(ylh("history", order).out()).contains("客户要求取消");
    }

    @Test
    void syncTellsWhatYlhDidNotHear() {
        openServerShop(20);
        String order = paid();
        sandbox.addFault("503*2");
        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");
        assertThat(ran.code()).as(ran.err()).isEqualTo(6);

        assertThat(ylh("sync", "--now").code()).isZero();

        assertCancelledOnce(order);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "AFTER_RECEIVING",
                "AFTER_REFUSAL",
                "BEFORE_PUT_BACK_COMMIT",
                "AFTER_EVENTS_APPENDED",
                "AFTER_EVENT_COMMAND"
            })
    void aKillLosesNothing(Checkpoint checkpoint) {
        openServerShop(20);
        String order = paid();
        Map<String, List<String>> before = shop.everythingButRuns();

        killAt(checkpoint, order);

        if (checkpoint == Checkpoint.BEFORE_COMMIT) {
            assertThat(shop.everythingButRuns()).isEqualTo(before);
            assertThat(ylh("cancel", order, "--reason", "缺货").code()).isZero();
        } else {
            expireLease();
            assertThat(ylh("sync").code()).isZero();
        }
        assertCancelledOnce(order);
    }

    /** On a server nobody can know that the process is dead, so its lease is waited for. */
    private void expireLease() {
        LocalDateTime past = LocalDateTime.ofInstant(Instant.now().minusSeconds(1), ZoneOffset.UTC);
        shop.execute(
                "UPDATE ylh_cancellation SET next_attempt_at = '" + past + "'",
                "UPDATE ylh_cancellation SET lease_until = '" + past + "' WHERE lease_until IS NOT NULL");
    }

    private void killAt(Checkpoint checkpoint, String order) {
        Job job = shell.startUntil(
                checkpoint, "-c", shop.config().toString(), "cancel", order, "--reason", "out of stock");
        job.kill();
        assertThat(job.ended()).isEqualTo(new Ran(128 + 9, "", ""));
    }

    @Test
    void twoAtOnceCancelEachOrderOnce() throws IOException {
        openServerShop(60);
        List<String> orders = paid(12);
        Path file = folder.resolve("orders.csv");
        Files.writeString(file, "order_number\n" + String.join("\n", orders) + "\n", StandardCharsets.UTF_8);

        String[] cancel = command("cancel", "--file", file.toString(), "--reason", "缺货");
        Job one = shell.start(cancel);
        Job other = shell.start(cancel);

        assertThat(List.of(one.ended().code(), other.ended().code())).allMatch(code -> code == 0 || code == 6);
        // What one of them found with the other is not its own to wait for.
        assertThat(ylh("sync").code()).isZero();
        assertCancelledOnce(orders);
    }
}
