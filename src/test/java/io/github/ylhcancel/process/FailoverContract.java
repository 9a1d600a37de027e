package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A server that dies under work, of several that the program's address names: it goes on with the one that takes writes then. What it
 * printed is what is in the tables there, and what YLH holds, once. {@code -Dylh.failovers=10} for the full count, {@code
 * -Dylh.seed=…} for the same choices.
 */
abstract class FailoverContract extends ProcessTest {
    static final int FAILOVERS = Integer.getInteger("ylh.failovers", 1);
    /** A round shows nothing if the command was over before the server was killed. */
    static final int MOST_TRIES = 4;

    static final int UNPAID = 1500;
    /** Every so many orders of a sweep there is one that YLH knows. */
    static final int KNOWN = 10;

    static final int QUEUED = 300;
    static final int FILE = 600;
    static final int CHUNK = 25;
    /** Each chunk's orders have a product of their own, so that workers need not wait for each other. */
    static final int PRODUCTS = (UNPAID + FILE) / CHUNK;

    static final int TOLD = 3;
    static final int STOCK = 1_000_000;
    static final Duration LIMIT = Duration.ofSeconds(90);

    /** Far below YLH's limit: a machine that stalls must not look like a sender that hurries. */
    static final String PACE = "ylh.rate-per-second = 60";

    /** Makes a shop, which {@link #shop} then reads past the program, on the server that takes writes. */
    abstract void makeShop(String database, int orders, int everyKnown, Random random) throws IOException;

    /** The shop by an address that names all servers. */
    abstract TestShop all(String database, Random random) throws IOException;

    /**
     * Kills the server that takes writes, and has {@link #shop} read from the one that takes them then.
     *
     * @param underWork whether something is at work there
     */
    abstract void failOver(String database, boolean underWork, Random random) throws IOException;

    /** What a SELECT gets the numbers from one to another from, each as {@code n}. */
    abstract String numbers(int first, int last);

    Random random(String what) {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        System.out.println(getClass().getSimpleName() + ": " + what + ", again with -Dylh.failovers=" + FAILOVERS
                + " -Dylh.seed=" + seed);
        return new Random(seed);
    }

    /** One failover after the other, each with a shop of its own. */
    void again(String what, Round round) throws IOException {
        Random random = random(what);
        for (int failover = 1; failover <= FAILOVERS; failover++) {
            boolean hit = false;
            for (int tries = 1; !hit && tries <= MOST_TRIES; tries++) {
                String name = what + "_" + failover + "_" + tries;
                hit = round.hits(name, random);
                System.out.println(
                        getClass().getSimpleName() + ": " + name + (hit ? ", killed under it" : ", killed too late"));
                sandbox.reset();
            }
            assertThat(hit)
                    .as(what + " " + failover + " was killed under the work")
                    .isTrue();
        }
    }

    interface Round {
        /** Answers whether the server was killed under the work. */
        boolean hits(String name, Random random) throws IOException;
    }

    // ---- the sweep

    @Test
    void aSweepGoesOn() throws IOException {
        again("sweep", this::sweeps);
    }

    private boolean sweeps(String name, Random random) throws IOException {
        makeShop(name, UNPAID, KNOWN, random);
        int some = 1 + random.nextInt(UNPAID * 2 / 3);
        Job sweep = start(all(name, random), sweep());
        awaitUnder(sweep, () -> cancelled(sweep) >= some);
        boolean hit = sweep.isAlive() && cancelled(sweep) < UNPAID;
        List<String> before = shop.rows("SELECT * FROM ylh_transition ORDER BY order_key");

        failOver(name, hit, random);
        Ran ran = sweep.ended();

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(shop.rows("SELECT * FROM ylh_transition ORDER BY order_key"))
                .as("what was cancelled before the failover, and not once more")
                .containsAll(before);
        assertThat(counted(ran)).as(ran.out() + ran.err()).isEqualTo(UNPAID).isEqualTo(there(ran));
        assertThat(released(ran)).as(ran.out() + ran.err()).isEqualTo(releasedThere(ran));
        assertAllIsThereOnce();
        return hit;
    }

    static String[] sweep(String... options) {
        return Shell.words(
                List.of(
                        "cancel-unpaid",
                        "--yes",
                        "--max-percent",
                        "100",
                        "--batch-size",
                        String.valueOf(CHUNK),
                        "-o",
                        "json"),
                options);
    }

    /** How many orders a command has cancelled by now. */
    long cancelled(Job job) {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_transition t JOIN ylh_run r ON r.id = t.run_id"
                + " WHERE r.pid = " + job.pid()));
    }

    // ---- sync --watch

    @Test
    void whoWatchesGoesOnByItself() throws IOException {
        again("watch", this::watches);
    }

    private boolean watches(String name, Random random) throws IOException {
        makeShop(name, QUEUED, 1, random);
        Ran queued = run(all(name, random), sweep("--no-sync"));
        assertThat(queued.code()).as(queued.err()).isZero();
        int some = 1 + random.nextInt(QUEUED * 2 / 3);
        Job watch = start(all(name, random), "sync", "--watch", "-o", "ndjson");
        awaitUnder(watch, () -> sandbox.received(Endpoint.CANCEL) >= some);
        boolean hit = sandbox.received(Endpoint.CANCEL) < QUEUED;

        failOver(name, hit, random);
        await().atMost(LIMIT).until(() -> !watch.isAlive() || open() == 0);
        watch.signal("TERM");
        Ran ran = watch.ended();

        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(130);
        assertThat(told(ran))
                .as("what it said that YLH took: " + ran.err())
                .containsExactlyInAnyOrderElementsOf(
                        shop.rows("SELECT so_id FROM ylh_cancellation WHERE state = 'accepted'"));
        assertAllIsThereOnce();
        return hit;
    }

    private int open() {
        return Integer.parseInt(shop.value(QueueProcessTest.OPEN));
    }

    static List<String> told(Ran ran) {
        List<String> told = new ArrayList<>();
        for (String line : ran.out().lines().toList()) {
            JsonNode one = new Ran(ran.code(), line, ran.err()).json();
            if (one.path("sync").asText().equals("accepted")) {
                told.add(one.path("so_id").asText());
            }
        }
        return told;
    }

    // ---- a file

    @Test
    void aFileGoesOn() throws IOException {
        again("file", this::cancelsAFile);
    }

    private boolean cancelsAFile(String name, Random random) throws IOException {
        makeShop(name, FILE, KNOWN, random);
        List<String> lines = new ArrayList<>(List.of("order"));
        lines.addAll(shop.rows("SELECT order_number FROM orders ORDER BY id"));
        Path file = Files.write(folder.resolve(name + ".csv"), lines);
        int some = 1 + random.nextInt(FILE * 2 / 3);
        Job cancel = start(
                all(name, random),
                "cancel",
                "--file",
                file.toString(),
                "--reason",
                "缺货",
                "--yes",
                "--batch-size",
                String.valueOf(CHUNK),
                "-o",
                "json");
        awaitUnder(cancel, () -> cancelled(cancel) >= some);
        boolean hit = cancel.isAlive() && cancelled(cancel) < FILE;

        failOver(name, hit, random);
        Ran ran = cancel.ended();

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        List<String> said = new ArrayList<>();
        for (JsonNode result : ran.json().path("results")) {
            assertThat(result.path("outcome").asText()).as(ran.out()).isEqualTo("cancelled");
            said.add(result.path("order").asText());
        }
        assertThat(said)
                .as(ran.err())
                .containsExactlyInAnyOrderElementsOf(
                        shop.rows("SELECT order_number FROM ylh_transition WHERE run_id = '" + run(ran) + "'"))
                .hasSize(FILE);
        assertAllIsThereOnce();
        return hit;
    }

    // ---- the shop

    final void awaitUnder(Job job, BooleanSupplier isFarEnough) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !job.isAlive() || isFarEnough.getAsBoolean());
    }

    final String[] orders(int first, int count, String status, int everyKnown) {
        String each = " FROM " + numbers(first, first + count - 1);
        return new String[] {
            "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, CONCAT('PO', n), '"
                    + status + "', CASE WHEN n % " + everyKnown
                    + " = 0 THEN CONCAT('SO-', n) END, '2026-01-01', '2026-01-01'" + each,
            "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1 + (n - 1) / " + CHUNK + ", 1 + n % 3"
                    + each
        };
    }

    final Job start(TestShop from, String... arguments) {
        return shell.start(Shell.words(List.of(Shell.YLH, "-c", from.config().toString()), arguments));
    }

    final Ran run(TestShop from, String... arguments) {
        return start(from, arguments).ended();
    }

    // ---- what must be so

    static String run(Ran ran) {
        return ran.json().path("run_id").asText();
    }

    static long counted(Ran ran) {
        return ran.json().path("summary").path("cancelled").asLong();
    }

    long there(Ran ran) {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_transition WHERE run_id = '" + run(ran) + "'"));
    }

    static long released(Ran ran) {
        return ran.json().path("summary").path("stock_released").asLong();
    }

    long releasedThere(Ran ran) {
        return Long.parseLong(shop.value("SELECT COALESCE(SUM(l.quantity), 0) FROM ylh_stock_ledger l"
                + " JOIN ylh_transition t ON t.order_key = l.order_key WHERE t.run_id = '" + run(ran) + "'"));
    }

    /** Every order is cancelled, once, its stock came back once, and YLH holds what it knew, asked for in the same bytes each time. */
    void assertAllIsThereOnce() {
        List<String> orders = shop.rows("SELECT id FROM orders ORDER BY id");
        assertThat(shop.rows("SELECT id FROM orders WHERE status = 'cancelled' ORDER BY id"))
                .isEqualTo(orders)
                .isEqualTo(shop.rows("SELECT order_key FROM ylh_transition ORDER BY order_key"))
                .isEqualTo(shop.rows("SELECT order_id FROM order_status_history ORDER BY order_id"));
        assertThat(shop.rows("SELECT order_key, line_key, quantity FROM ylh_stock_ledger ORDER BY line_key"))
                .isEqualTo(shop.rows("SELECT order_id, id, quantity FROM order_items ORDER BY id"));
        assertThat(shop.rows("SELECT p.id, p.stock FROM products p WHERE p.stock <> " + STOCK
                        + " + (SELECT COALESCE(SUM(quantity), 0) FROM ylh_stock_ledger WHERE stock_key = p.id)"))
                .as("stock that is not what came back")
                .isEmpty();
        List<String> known = shop.rows("SELECT haier_so_id FROM orders WHERE haier_so_id IS NOT NULL");
        assertThat(shop.rows("SELECT so_id FROM ylh_cancellation WHERE state = 'accepted'"))
                .containsExactlyInAnyOrderElementsOf(known);
        assertThat(shop.rows("SELECT DISTINCT c.so_id FROM ylh_cancellation c"
                        + " JOIN ylh_call l ON l.cancellation_id = c.id AND l.endpoint = 'cancel'"))
                .as("deliveries with a call on record")
                .containsExactlyInAnyOrderElementsOf(known);
        assertThat(sandbox.cancellations().keySet()).containsExactlyInAnyOrderElementsOf(known);
        assertThat(sandbox.cancellations().values())
                .allMatch(held -> held.held() == 1, "is held once")
                .allMatch(held -> !held.different(), "was asked for in the same bytes each time");
    }
}
