package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sweep as cron and operators meet it: its words, its exit codes, its safety limits, and what is left when it is killed. */
class CancelUnpaidIT extends ProcessTest {
    private static final int KILLS = Integer.getInteger("ylh.kills", 6);
    private static final int INTERRUPTED = Integer.getInteger("ylh.interrupted-orders", 5000);

    /** There are far more, so that there is always more to come. */
    private static final int MOST_BEFORE_A_KILL = 750;

    private static final int POISONED = Integer.getInteger("ylh.poisoned-orders", 2000);

    /** Makes every pending order overdue and adds more of them, which have nothing but a product. */
    private void overdue(int more) {
        shop.execute(
                "UPDATE orders SET created_at = TIMESTAMP '2026-01-01 00:00:00' WHERE status = 'pending'",
                "INSERT INTO products (id, name, stock_source, stock) VALUES (900000, 'Kettle', 'own', 0)",
                "INSERT INTO orders (id, order_number, status, created_at, updated_at) SELECT 900000 + x, 'PX' || x,"
                        + " 'pending', TIMESTAMP '2026-01-02 00:00:00', TIMESTAMP '2026-01-02 00:00:00'"
                        + " FROM SYSTEM_RANGE(1, " + more + ")",
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT 900000 + x, 900000, 2"
                        + " FROM SYSTEM_RANGE(1, " + more + ")");
    }

    private long pending() {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM orders WHERE status = 'pending'"));
    }

    /** The order before which the next sweep cancels so many: it goes from the oldest to the newest, without those that failed. */
    private String orderAfter(int others) {
        return shop.value("SELECT order_number FROM orders WHERE status = 'pending'"
                + " AND id NOT IN (SELECT order_id FROM ylh_sweep_failure) ORDER BY created_at, id LIMIT 1 OFFSET "
                + others);
    }

    private long kettles() {
        return Long.parseLong(shop.value("SELECT stock FROM products WHERE id = 900000"));
    }

    private Ran sweep(String... arguments) {
        return shop.ylh().run(Shell.words(List.of("cancel-unpaid", "--max-percent", "100"), arguments));
    }

    @Test
    void whenThereIsNothingToDoItSaysSoOrNothingAtAll() {
        openShop(40);
        shop.execute("UPDATE orders SET status = 'paid' WHERE status = 'pending'");

        assertThat(ylh("-q", "cancel-unpaid")).isEqualTo(new Ran(0, "", ""));
        assertThat(ylh("cancel-unpaid").out()).startsWith("0 matched: 0 cancelled");
    }

    @Test
    void afterTheSweepYlhIsToldOfTheOrdersThatItKnows() {
        openShop(60);
        overdue(5);
        shop.execute("UPDATE orders SET haier_so_id = 'SO-X1' WHERE order_number = 'PX1'");
        long all = pending();

        Ran ran = ylh("cancel-unpaid", "--max-percent", "100", "-o", "json");

        assertThat(ran.code()).as(ran.err()).isZero();
        JsonNode summary = ran.json().path("summary");
        assertThat(summary.path("matched").asLong()).isEqualTo(all);
        assertThat(summary.path("cancelled").asLong()).isEqualTo(all);
        assertThat(summary.path("queued").asLong())
                .isPositive()
                .isEqualTo(summary.path("delivered").asLong());
        assertThat(summary.fieldNames())
                .toIterable()
                .contains(
                        "paid_meanwhile",
                        "skipped",
                        "no_longer_pending",
                        "failed",
                        "stock_released",
                        "seconds",
                        "cut_off");
        assertThat(sandbox.cancellations()).containsKey("SO-X1");
        assertThat(kettles()).isEqualTo(10);
        assertThat(pending()).isZero();
    }

    @Test
    void withNoSyncYlhIsLeftToTheNextSync() {
        openShop(40);
        overdue(1);
        shop.execute("UPDATE orders SET haier_so_id = 'SO-X1' WHERE order_number = 'PX1'");

        assertThat(sweep("--no-sync").code()).isZero();
        assertThat(sandbox.requests()).isEmpty();

        assertThat(shop.ylh().run("sync").code()).isZero();
        assertThat(sandbox.cancellations()).containsKey("SO-X1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--max-orders 9", "--max-percent 50"})
    void overAFuseNothingIsWrittenAndTheMessageSaysHowToGoOn(String fuse) {
        openShop(40);
        overdue(120);
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran ran = shop.ylh()
                .run(("cancel-unpaid --max-percent 100 " + fuse)
                        .replace("--max-percent 100 --max-percent", "--max-percent")
                        .split(" "));

        assertThat(ran.code()).isEqualTo(5);
        assertThat(ran.err()).contains("so nothing was", "--dry-run", "--limit").hasLineCount(1);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    @Test
    void aDryRunListsAndWritesNothing() {
        openShop(40);
        overdue(3);
        long all = pending();
        Map<String, List<String>> before = shop.everything();

        Ran ran = sweep("--dry-run");
        Ran lines = sweep("--dry-run", "-o", "ndjson");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("would-cancel", "PX3", "dry run, nothing was changed");
        assertThat(lines.out()).hasLineCount((int) all + 1);
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--timeout-minutes 0",
                "--timeout-minutes ''",
                "--timeout-minutes -5",
                "--timeout-minutes 4",
                "--timeout-minutes 1e9",
                "--older-than 0h",
                "--older-than -24h",
                "--older-than 4m",
                "--older-than ''",
                "--timeout-minutes 60 --older-than 1h",
                "--limit 0",
                "--batch-size 0",
                "--workers 0",
                "--max-percent 0",
                "--max-percent 101",
                "--max-orders 0",
                "--time-budget 0s",
            })
    void aTypingErrorIsAnErrorAndNeverEverything(String arguments) {
        openShop(40);
        overdue(1);
        Map<String, List<String>> before = shop.everything();

        List<String> words = new ArrayList<>(List.of("cancel-unpaid"));
        for (String word : arguments.split(" ")) {
            words.add(word.equals("''") ? "" : word);
        }
        Ran ran = shop.ylh().run(words.toArray(String[]::new));

        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.err()).isNotBlank();
        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void theStopFileStopsItBeforeItBegins() throws IOException {
        Path stop = folder.resolve("stop");
        openShop(40, "ylh.stop-file = " + stop);
        overdue(1);
        Files.createFile(stop);
        long all = pending();

        Ran ran = sweep();

        assertThat(ran.code()).isEqualTo(5);
        assertThat(ran.err()).contains(stop.toString());
        assertThat(pending()).isEqualTo(all);
    }

    /** One of them has no stock row. */
    @Test
    void onePoisonedOrderAmongThousandsIsReportedAndHoldsNothingUp() {
        openShop(40);
        shop.execute("UPDATE orders SET status = 'paid' WHERE status = 'pending'");
        overdue(POISONED);
        shop.execute(
                "SET REFERENTIAL_INTEGRITY FALSE",
                "UPDATE order_items SET product_id = 999999 WHERE order_id = 900000 + 1217",
                "SET REFERENTIAL_INTEGRITY TRUE");

        Ran first = sweep("-o", "json");

        assertThat(first.code()).isEqualTo(3);
        assertThat(first.json().path("summary").path("cancelled").asInt()).isEqualTo(POISONED - 1);
        assertThat(first.json().path("results")).hasSize(1);
        assertThat(at(first, 0, "order")).isEqualTo("PX1217");
        assertThat(at(first, 0, "outcome")).isEqualTo("failed");
        assertThat(at(first, 0, "message")).contains("999999");
        assertThat(kettles()).isEqualTo(2 * (POISONED - 1));

        Ran second = sweep("-o", "json");
        assertThat(second.code()).isEqualTo(3);
        assertThat(second.json().path("summary").path("failed").asInt()).isEqualTo(1);
        assertThat(second.json().path("summary").path("cancelled").asInt()).isZero();
        assertThat(kettles()).isEqualTo(2 * (POISONED - 1));
        assertThat(shop.value("SELECT failures FROM ylh_sweep_failure WHERE order_number = 'PX1217'"))
                .isEqualTo("2");
    }

    @Test
    void anInterruptEndsItBetweenTwoChunksWithASummary() {
        openShop(40);
        shop.execute("UPDATE orders SET status = 'paid' WHERE status = 'pending'");
        overdue(INTERRUPTED);
        // The order that cannot be cancelled is the oldest, so its line says that the sweep is under way.
        shop.execute("UPDATE orders SET haier_so_id = 'not one', created_at = TIMESTAMP '2025-12-01 00:00:00'"
                + " WHERE order_number = 'PX1'");
        Job job = shell.start(Shell.words(
                Shell.INTERRUPTIBLE,
                command(
                        "cancel-unpaid",
                        "--max-percent",
                        "100",
                        "--max-orders",
                        "90000",
                        "--batch-size",
                        "1",
                        "-o",
                        "ndjson")));
        job.awaitLines(1);

        job.signal("INT");
        Ran ran = job.ended();

        assertThat(ran.code()).isEqualTo(130);
        assertThat(ran.out()).contains("\"summary\"");
        long done = INTERRUPTED - pending();
        assertThat(done).isLessThan(INTERRUPTED);
        assertThat(kettles()).isEqualTo(2 * done);
    }

    /**
     * Each is killed when its sweep has come to a certain order, and then a moment later. {@code -Dylh.kills=50} kills more often,
     * {@code -Dylh.seed=…} repeats a run's choices.
     */
    @Test
    void killedAgainAndAgainItAddsUpInTheEnd() {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        Random random = new Random(seed);
        String again = "again with -Dylh.kills=" + KILLS + " -Dylh.seed=" + seed;
        openShop(40);
        shop.execute("UPDATE orders SET status = 'paid' WHERE status = 'pending'");
        int orders = 4000 + 2 * MOST_BEFORE_A_KILL * KILLS;
        overdue(orders);
        int killed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            String mark = orderAfter(random.nextInt(MOST_BEFORE_A_KILL));
            shop.execute("UPDATE orders SET haier_so_id = 'not one' WHERE order_number = '" + mark + "'");
            Job job = shell.start(command(
                    "cancel-unpaid",
                    "--max-percent",
                    "100",
                    "--max-orders",
                    "1000000",
                    "--batch-size",
                    "50",
                    "-o",
                    "ndjson"));
            job.awaitLines(1);
            boolean ended = job.endsWithin(Duration.ofMillis(random.nextInt(100)));
            job.kill();
            shop.execute("UPDATE orders SET haier_so_id = NULL WHERE order_number = '" + mark + "'");
            killed += ended ? 0 : 1;
            long left = pending();
            assertThat(kettles()).as(again).isEqualTo(2 * (orders - left));
        }
        assertThat(killed).as("kills that came in time; " + again).isPositive();

        Ran last = sweep("--max-orders", "1000000");

        assertThat(last.code()).as(last.err() + again).isZero();
        assertThat(pending()).as(again).isZero();
        assertThat(kettles()).as(again).isEqualTo(2L * orders);
        assertThat(shop.value("SELECT COUNT(*) FROM order_status_history WHERE order_id > 900000"))
                .as(again)
                .isEqualTo(String.valueOf(orders));
        assertThat(shop.value("SELECT SUM(quantity) FROM ylh_stock_ledger WHERE order_key > 900000"))
                .as(again)
                .isEqualTo(String.valueOf(2L * orders));
    }
}
