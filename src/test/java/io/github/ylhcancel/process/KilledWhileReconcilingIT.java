package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.journal.ToldLine;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A {@code reconcile --apply} that is killed (SIGKILL) in the middle of a repair: what it did is whole, and the next one does the rest. */
class KilledWhileReconcilingIT extends ProcessTest {
    private List<String> orders;

    /** Their so-ids come after they were cancelled, so that YLH was never told. */
    private void cancelUntold() {
        openShop(20);
        orders = shop.orders("paid", true).subList(0, 3);
        for (String order : orders) {
            String soId = shop.soId(order);
            shop.execute("UPDATE orders SET haier_so_id = NULL WHERE order_number = '" + order + "'");
            assertThat(ylh("cancel", order, "--reason", "out of stock").code()).isZero();
            shop.execute("UPDATE orders SET haier_so_id = '" + soId + "' WHERE order_number = '" + order + "'");
        }
    }

    private void killAt(Checkpoint checkpoint, String... more) {
        Job job = shell.startUntil(
                checkpoint,
                Stream.concat(Stream.of("-c", shop.config().toString(), "reconcile", "--apply"), Stream.of(more))
                        .toArray(String[]::new));
        job.kill();
        assertThat(job.ended().code()).isEqualTo(128 + 9);
    }

    @Test
    void theNextRunQueuesEachOnce() {
        cancelUntold();
        killAt(Checkpoint.BEFORE_COMMIT);
        assertThat(shop.rows("SELECT state FROM ylh_cancellation")).isEmpty();

        Ran again = ylh("reconcile", "--apply");

        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(shop.rows("SELECT order_number, state FROM ylh_cancellation ORDER BY order_number"))
                .containsExactlyElementsOf(orders.stream()
                        .sorted()
                        .map(order -> order + " | pending")
                        .toList());
        Ran clean = ylh("reconcile", "--apply");
        assertThat(clean).isEqualTo(new Ran(0, "", ""));
    }

    /** The order, its stock and the request that the journal knows are there together, or not at all. */
    @Test
    void whatAJournalKnowsIsTakenOverAsAWhole() throws IOException {
        openShop(20);
        String order = shop.orders("paid", true).get(0);
        long stock = shop.stock();
        Path journal = journal(order);
        killAt(Checkpoint.BEFORE_COMMIT, "--journal", journal.toString());
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(shop.stock()).isEqualTo(stock);
        assertThat(shop.rows("SELECT state FROM ylh_cancellation")).isEmpty();

        Ran again = ylh("reconcile", "--apply", "--journal", journal.toString());

        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(shop.status(order)).isEqualTo("cancelled");
        assertThat(shop.stock()).isEqualTo(stock + shop.ownUnits(order));
        assertThat(shop.rows("SELECT cancel_reason, source_system, state FROM ylh_cancellation"))
                .containsExactly("forgotten | OLD | unknown");
    }

    private Path journal(String order) throws IOException {
        ToldRequest line = new ToldRequest(
                Instant.parse("2026-01-05T08:00:00Z"),
                shop.value("SELECT id FROM ylh_database"),
                Optional.empty(),
                RowKey.ofText(shop.value("SELECT id FROM orders WHERE order_number = '" + order + "'"))
                        .orElseThrow(),
                order,
                new CancellationRequest(shop.soId(order), "forgotten", "OLD", Instant.parse("2026-01-05T07:59:59Z")),
                "20260105T080000Z-1a2b3");
        Path file = shop.folder().resolve("told.ndjson");
        Files.writeString(file, ToldLine.of(line) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
