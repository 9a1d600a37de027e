package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.ReceivedRequest;
import io.github.ylhcancel.testing.PostgresServer;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A PostgreSQL server whose commits wait for a standby, under work: it is killed and the standby is promoted, and the program, whose
 * address names both, goes on there. What it printed is what is in the promoted server's tables, and what YLH holds, once. {@code
 * -Dylh.failovers=10} for the full count, {@code -Dylh.seed=…} for the same choices.
 */
class FailoverIT extends ProcessTest {
    private static final int FAILOVERS = Integer.getInteger("ylh.failovers", 1);
    /** A round shows nothing if the command was over before the server was killed. */
    private static final int MOST_TRIES = 4;

    private static final int UNPAID = 1500;
    /** Every so many orders of a sweep there is one that YLH knows. */
    private static final int KNOWN = 10;

    private static final int QUEUED = 300;
    private static final int FILE = 600;
    private static final int CHUNK = 25;
    /** Each chunk's orders have a product of their own, so that workers need not wait for each other. */
    private static final int PRODUCTS = (UNPAID + FILE) / CHUNK;

    private static final int TOLD = 3;
    private static final int STOCK = 1_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** Far below YLH's limit: a machine that stalls must not look like a sender that hurries. */
    private static final String PACE = "ylh.rate-per-second = 60";

    /** The one that takes writes now. */
    private static PostgresServer primary;

    private PostgresServer standby;

    @BeforeAll
    static void startServer() {
        primary = PostgresServer.started("log_connections=on");
        primary.execute("CREATE ROLE shop LOGIN");
    }

    @AfterAll
    static void endServer() {
        if (primary != null) {
            primary.close();
        }
    }

    @AfterEach
    void removeStandby() {
        endAll();
        if (standby != null) {
            primary.confirmAlone();
            standby.close();
        }
    }

    private static Random random(String what) {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        System.out.println("FailoverIT: " + what + ", again with -Dylh.failovers=" + FAILOVERS + " -Dylh.seed=" + seed);
        return new Random(seed);
    }

    /** One failover after the other, each with a shop of its own. */
    private void again(String what, Round round) throws IOException {
        Random random = random(what);
        for (int failover = 1; failover <= FAILOVERS; failover++) {
            boolean hit = false;
            for (int tries = 1; !hit && tries <= MOST_TRIES; tries++) {
                String name = what + "_" + failover + "_" + tries;
                hit = round.hits(name, random);
                System.out.println("FailoverIT: " + name + (hit ? ", killed under it" : ", killed too late"));
                sandbox.reset();
            }
            assertThat(hit)
                    .as(what + " " + failover + " was killed under the work")
                    .isTrue();
        }
    }

    private interface Round {
        /** Answers whether the server was killed under the work. */
        boolean hits(String name, Random random) throws IOException;
    }

    // ---- the sweep

    @Test
    void aSweepGoesOnOnThePromotedStandby() throws IOException {
        again("sweep", this::sweeps);
    }

    private boolean sweeps(String name, Random random) throws IOException {
        makeShop(name, UNPAID, KNOWN, random);
        int some = 1 + random.nextInt(UNPAID * 2 / 3);
        Job sweep = start(both(name, random), sweep());
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

    private static String[] sweep(String... options) {
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
    private long cancelled(Job job) {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_transition t JOIN ylh_run r ON r.id = t.run_id"
                + " WHERE r.pid = " + job.pid()));
    }

    // ---- sync --watch

    @Test
    void whoWatchesGoesOnByItselfOnThePromotedStandby() throws IOException {
        again("watch", this::watches);
    }

    private boolean watches(String name, Random random) throws IOException {
        makeShop(name, QUEUED, 1, random);
        Ran queued = run(both(name, random), sweep("--no-sync"));
        assertThat(queued.code()).as(queued.err()).isZero();
        int some = 1 + random.nextInt(QUEUED * 2 / 3);
        Job watch = start(both(name, random), "sync", "--watch", "-o", "ndjson");
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

    private static List<String> told(Ran ran) {
        List<String> told = new ArrayList<>();
        for (String line : ran.out().lines().toList()) {
            JsonNode one = new Ran(ran.code(), line, ran.err()).json();
            if (one.path("sync").asText().equals("accepted")) {
                told.add(one.path("so_id").asText());
            }
        }
        return told;
    }

    // ---- nobody promotes the standby

    /** Waits as long as the program does, which is a minute. */
    @Test
    @EnabledIfSystemProperty(named = "ylh.failovers", matches = ".*")
    void whoGivesUpSaysWhatIsThereAndTheSameAgainFinishes() throws IOException {
        Random random = random("giving up");
        makeShop("given_up", UNPAID, KNOWN, random);
        // YLH knows them all, so that it takes its time to tell them.
        shop.execute(orders(UNPAID + 1, FILE, "paid", 1));
        List<String> lines = new ArrayList<>(List.of("order"));
        lines.addAll(shop.rows("SELECT order_number FROM orders WHERE status = 'paid' ORDER BY id"));
        Path file = Files.write(folder.resolve("orders.csv"), lines);
        TestShop both = both("given_up", random);
        String[] cancel = {
            "cancel", "--file", file.toString(), "--reason", "缺货", "--yes", "--batch-size", "10", "-o", "json"
        };
        Job files = start(both, cancel);
        awaitUnder(files, () -> cancelled(files) > 0);
        Job sweep = start(both, sweep());
        awaitUnder(sweep, () -> cancelled(sweep) > 0);

        crash(true, random);
        Ran swept = sweep.ended();
        Ran cancelled = files.ended();
        promoted("given_up");

        assertThat(List.of(swept.code(), cancelled.code()))
                .as(swept.err() + cancelled.err())
                .containsOnly(12);
        // The last chunk of each worker may be there or not, and its answer is not to be had.
        assertThat(there(swept)).as(swept.err()).isBetween(counted(swept), counted(swept) + inDoubt(swept));
        List<String> said = new ArrayList<>();
        for (JsonNode result : cancelled.json().path("results")) {
            if (result.path("outcome").asText().equals("cancelled")) {
                said.add(result.path("order").asText());
            }
        }
        assertThat(shop.rows("SELECT order_number FROM ylh_transition WHERE run_id = '" + run(cancelled) + "'"))
                .as(cancelled.out() + cancelled.err())
                .containsAll(said);
        assertThat(said).isNotEmpty();
        assertThat(shop.rows("SELECT so_id FROM ylh_cancellation"))
                .as("what YLH was told is known")
                .containsAll(sandbox.cancellations().keySet());

        freeLeases();
        for (String[] command : List.of(sweep(), cancel, new String[] {"sync", "--wait"})) {
            Ran again = run(both, command);
            assertThat(again.code()).as(again.out() + again.err()).isZero();
        }
        assertAllIsThereOnce();
    }

    private static long inDoubt(Ran ran) {
        Matcher said = Pattern.compile("was lost while (\\d+) orders were being cancelled")
                .matcher(ran.err());
        return said.find() ? Long.parseLong(said.group(1)) : 0;
    }

    /** As when they have run out by themselves. */
    private void freeLeases() {
        shop.execute(
                "UPDATE ylh_lease SET lease_until = NULL, owner = NULL, quiet_until = NULL",
                "UPDATE ylh_cancellation SET next_attempt_at = '2001-01-01', lease_until = '2001-01-01'"
                        + " WHERE state IN ('pending', 'sending', 'unknown')");
    }

    // ---- a commit that waits

    @Test
    void commitsThatWaitForALostStandbySaySoOnceAndGoOn() throws IOException {
        Random random = random("waiting");
        makeShop("waits", UNPAID, KNOWN, random);
        Job sweep = start(both("waits", random), sweep("--workers", "2"));
        awaitUnder(sweep, () -> cancelled(sweep) > 0);

        standby.crash();
        awaitUnder(sweep, () -> !sweep.err().isEmpty());
        assertThat(primary.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
                .as("workers that wait: " + sweep.err())
                .isEqualTo("2");
        assertThat(sandbox.requests()).isEmpty();
        standby.start();
        Ran ran = sweep.ended();

        assertWaited(ran, "has not confirmed a commit for 8 s");
        assertThat(counted(ran)).isEqualTo(UNPAID).isEqualTo(there(ran));
        assertAllIsThereOnce();
    }

    /** Before anything else it writes down that it runs, in a single statement. */
    @Test
    void aSingleStatementThatWaitsSaysSoToo() throws IOException {
        Random random = random("waiting at first");
        makeShop("waits_at_first", 1, 1, random);
        standby.crash();
        Job cancel = start(both("waits_at_first", random), "cancel", "PO1", "--reason", "r", "--yes", "--lang", "zh");
        awaitUnder(cancel, () -> !cancel.err().isEmpty());
        assertThat(shop.status("PO1")).as(cancel.err()).isEqualTo("pending");
        standby.start();

        assertWaited(cancel.ended(), "8 秒没有确认提交");
        assertAllIsThereOnce();
    }

    private static void assertWaited(Ran ran, String words) {
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err().lines()).as(ran.err()).hasSize(1);
        assertThat(ran.err()).contains(words, "127.0.0.1:" + primary.port(), "synchronous_standby_names");
    }

    // ---- a standby that follows when it can

    /** No commit waits for it: what it has not heard of is forgotten, and only the journal of this machine knows what YLH was told. */
    @Test
    void whatAStandbyHasForgottenIsNotToldInOtherBytes() throws IOException {
        TestShop both = tellAndForget("forgets");
        Ran again = run(both, "cancel", "--yes", "--reason", "其他原因", "PO1", "PO2", "-o", "json");
        Ran queued = run(both, "cancel", "--yes", "--reason", "其他原因", "PO3", "--no-sync");
        Ran sync = run(both, "sync");

        assertThat(again.code()).as(again.out() + again.err()).isEqualTo(3);
        assertThat(List.of(at(again, 0, "code"), at(again, 1, "code"))).containsOnly("told-before");
        assertThat(at(again, 0, "message")).contains("缺货", "ylh reconcile --journal");
        assertThat(queued.code()).as(queued.err()).isZero();
        assertThat(sync.code()).as(sync.out() + sync.err()).isEqualTo(3);
        assertThat(shop.rows("SELECT order_number, state, hold FROM ylh_cancellation"))
                .containsExactly("PO3 | held | told-before");
        assertThat(shop.rows("SELECT order_number FROM orders WHERE status = 'pending' ORDER BY id"))
                .containsExactly("PO1", "PO2");
        assertThat(sandbox.cancellations().values())
                .hasSize(TOLD)
                .allMatch(held -> held.requests() == 1 && !held.different(), "was asked for once");
    }

    /** The last order was decided anew since, in other words, and is held. */
    @Test
    void whatAStandbyHasForgottenIsTakenOverFromTheJournal() throws IOException {
        TestShop both = tellAndForget("takes_over");
        List<String> told = sentToCancel();
        run(both, "cancel", "--yes", "--reason", "其他原因", "PO3", "--no-sync");
        run(both, "sync");
        assertThat(shop.rows("SELECT order_number, state, hold FROM ylh_cancellation"))
                .containsExactly("PO3 | held | told-before");

        Ran listed = run(both, "reconcile", "--journal", "--only", "forgotten", "-o", "json");
        Ran applied = run(both, "reconcile", "--journal", "--apply", "--yes", "-o", "json");
        List<String> taken =
                shop.rows("SELECT order_number, cancel_reason, state FROM ylh_cancellation ORDER BY order_id");
        Ran sync = run(both, "sync");
        Ran clean = run(both, "reconcile", "--journal");

        assertThat(listed.code()).as(listed.out() + listed.err()).isEqualTo(3);
        assertThat(each(listed, "order", "outcome")).containsExactlyInAnyOrder("PO1 found", "PO2 found", "PO3 found");
        assertThat(applied.code()).as(applied.out() + applied.err()).isZero();
        assertThat(each(applied, "order", "kind", "outcome"))
                .containsExactlyInAnyOrder(
                        "PO1 forgotten repaired", "PO2 forgotten repaired", "PO3 forgotten repaired");
        assertThat(taken).containsExactly("PO1 | 缺货 | unknown", "PO2 | 缺货 | unknown", "PO3 | 缺货 | unknown");
        assertThat(sync.code()).as(sync.out() + sync.err()).isZero();
        assertThat(sentToCancel())
                .as("each once more, in the same bytes")
                .hasSize(2 * TOLD)
                .hasSameElementsAs(told);
        assertThat(sandbox.cancellations().values())
                .hasSize(TOLD)
                .allMatch(held -> held.requests() == 2, "was asked for twice");
        assertThat(clean).isEqualTo(new Ran(0, "", ""));
        assertAllIsThereOnce();
    }

    /** Cancels and tells what the standby does not hear of, which then takes writes. */
    private TestShop tellAndForget(String name) throws IOException {
        Random random = random(name);
        makeShop(name, TOLD, 1);
        standby.awaitAllOf(primary);
        TestShop both = both(name, random);
        primary.pauseStandby();
        Ran told = run(both, "cancel", "--yes", "--reason", "缺货", "PO1", "PO2", "PO3");
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(sandbox.cancellations()).hasSize(TOLD);

        primary.crash();
        promoted(name);
        assertThat(shop.rows("SELECT DISTINCT status FROM orders"))
                .as("it has forgotten")
                .containsExactly("pending");
        return both;
    }

    private List<String> sentToCancel() {
        return sandbox.requests().stream()
                .filter(request -> request.endpoint() == Endpoint.CANCEL)
                .map(ReceivedRequest::text)
                .toList();
    }

    private static List<String> each(Ran ran, String... fields) {
        List<String> rows = new ArrayList<>();
        for (JsonNode result : ran.json().path("results")) {
            rows.add(Stream.of(fields).map(field -> result.path(field).asText()).collect(Collectors.joining(" ")));
        }
        return rows;
    }

    // ---- the servers

    /** The server dies, perhaps with a commit on its disk that the standby never heard of. */
    private static void crash(boolean underWork, Random random) {
        if (underWork && random.nextBoolean()) {
            primary.tellStandbyNoMore();
        }
        primary.crash();
    }

    /** And the standby becomes the one that takes writes, perhaps only when somebody has looked for one. */
    private void failOver(String database, boolean underWork, Random random) {
        crash(underWork, random);
        if (random.nextBoolean()) {
            long looked = looks();
            await().atMost(LIMIT).until(() -> looks() > looked);
        }
        promoted(database);
    }

    private void promoted(String database) {
        standby.promote();
        primary.close();
        primary = standby;
        standby = null;
        shop = TestShop.in(primary.address(database, "shop"), folder.resolve(database), sandbox);
    }

    private long looks() {
        return standby.log()
                .lines()
                .filter(line -> line.contains("connection authorized: user=shop"))
                .count();
    }

    private void awaitUnder(Job job, BooleanSupplier isFarEnough) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !job.isAlive() || isFarEnough.getAsBoolean());
    }

    // ---- the shop

    /** Read past the program, on the server that takes writes. */
    private void makeShop(String database, int orders, int everyKnown, Random random) throws IOException {
        makeShop(database, orders, everyKnown);
        primary.confirmByStandby(random.nextBoolean() ? "on" : "remote_apply");
    }

    /** The same with a standby for which no commit waits. */
    private void makeShop(String database, int orders, int everyKnown) throws IOException {
        primary.execute("CREATE DATABASE " + database + " OWNER shop");
        shop = TestShop.in(
                primary.address(database, "shop"), Files.createDirectories(folder.resolve(database)), sandbox);
        Ran init = shop.ylh().run("db", "init");
        assertThat(init.code()).as(init.err()).isZero();
        shop.execute("INSERT INTO products (id, name, stock_source, stock) SELECT n, 'P' || n, 'own', " + STOCK
                + " FROM generate_series(1, " + PRODUCTS + ") n");
        shop.execute(orders(1, orders, "pending", everyKnown));
        standby = primary.standby();
    }

    private static String[] orders(int first, int count, String status, int everyKnown) {
        String each = " FROM generate_series(" + first + ", " + (first + count - 1) + ") n";
        return new String[] {
            "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, 'PO' || n, '"
                    + status + "', CASE WHEN n % " + everyKnown
                    + " = 0 THEN 'SO-' || n END, '2026-01-01', '2026-01-01'" + each,
            "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1 + (n - 1) / " + CHUNK + ", 1 + n % 3"
                    + each
        };
    }

    /** The shop by an address that names both servers, in any order. */
    private TestShop both(String database, Random random) throws IOException {
        DatabaseAddress address = random.nextBoolean()
                ? primary.addressWith(standby, database, "shop")
                : standby.addressWith(primary, database, "shop");
        return TestShop.in(address, Files.createTempDirectory(folder, database), sandbox, PACE);
    }

    private Job start(TestShop from, String... arguments) {
        return shell.start(Shell.words(List.of(Shell.YLH, "-c", from.config().toString()), arguments));
    }

    private Ran run(TestShop from, String... arguments) {
        return start(from, arguments).ended();
    }

    // ---- what must be so

    private static String run(Ran ran) {
        return ran.json().path("run_id").asText();
    }

    private static long counted(Ran ran) {
        return ran.json().path("summary").path("cancelled").asLong();
    }

    private long there(Ran ran) {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_transition WHERE run_id = '" + run(ran) + "'"));
    }

    private static long released(Ran ran) {
        return ran.json().path("summary").path("stock_released").asLong();
    }

    private long releasedThere(Ran ran) {
        return Long.parseLong(shop.value("SELECT COALESCE(SUM(l.quantity), 0) FROM ylh_stock_ledger l"
                + " JOIN ylh_transition t ON t.order_key = l.order_key WHERE t.run_id = '" + run(ran) + "'"));
    }

    /** Every order is cancelled, once, its stock came back once, and YLH holds what it knew, asked for in the same bytes each time. */
    private void assertAllIsThereOnce() {
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
