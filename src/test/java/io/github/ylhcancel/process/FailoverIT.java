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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
class FailoverIT extends FailoverContract {
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
        TestShop both = all("given_up", random);
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
        Job sweep = start(all("waits", random), sweep("--workers", "2"));
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
        Job cancel = start(all("waits_at_first", random), "cancel", "PO1", "--reason", "r", "--yes", "--lang", "zh");
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
        TestShop both = all(name, random);
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

    @Override
    String numbers(int first, int last) {
        return "generate_series(" + first + ", " + last + ") n";
    }

    /** The server dies, perhaps with a commit on its disk that the standby never heard of. */
    private static void crash(boolean underWork, Random random) {
        if (underWork && random.nextBoolean()) {
            primary.tellStandbyNoMore();
        }
        primary.crash();
    }

    /** And the standby becomes the one that takes writes, perhaps only when somebody has looked for one. */
    @Override
    void failOver(String database, boolean underWork, Random random) {
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

    // ---- the shop

    @Override
    void makeShop(String database, int orders, int everyKnown, Random random) throws IOException {
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
        shop.execute("INSERT INTO products (id, name, stock_source, stock) SELECT n, CONCAT('P', n), 'own', " + STOCK
                + " FROM generate_series(1, " + PRODUCTS + ") n");
        shop.execute(orders(1, orders, "pending", everyKnown));
        standby = primary.standby();
    }

    /** In any order. */
    @Override
    TestShop all(String database, Random random) throws IOException {
        DatabaseAddress address = random.nextBoolean()
                ? primary.addressWith(standby, database, "shop")
                : standby.addressWith(primary, database, "shop");
        return TestShop.in(address, Files.createTempDirectory(folder, database), sandbox, PACE);
    }
}
