package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.h2.api.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The record of each command that writes, and {@code ylh runs}, with the whole program. */
class RunsTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private List<String> paid;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 40, sandbox);
        shop.execute("DELETE FROM ylh_run");
        paid = shop.orders("paid", true);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran ylh(String... arguments) {
        return shop.ylh().run(arguments);
    }

    /** Of all runs, the oldest first. */
    private List<String> recorded(String columns) {
        return shop.rows("SELECT " + columns + " FROM ylh_run ORDER BY started_at");
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JacksonException e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    void aRunIsRecordedWithItsNameItsArgumentsAndItsSummary() {
        Ran ran = ylh("cancel", paid.get(0), "PO404", "--reason", "客户 取消", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(recorded("id, command, arguments, operator, pid, exit_code"))
                .containsExactly(ran.json().path("run_id").asText() + " | cancel | -c " + shop.config() + " cancel "
                        + paid.get(0) + " PO404 --reason '客户 取消' -o json | tester | "
                        + ProcessHandle.current().pid() + " | 3");
        assertThat(json(recorded("counts").get(0))).isEqualTo(ran.json().path("summary"));
        assertThat(recorded("host").get(0)).isNotBlank();
    }

    /** Whatever the environment says; a test runs as somebody who is not called so. */
    @Test
    void whoseProcessItWasIsRecordedBesideTheOperator() throws IOException {
        String account = Files.getOwner(folder).getName();
        Map<String, String> claims = Map.of("USER", "claimed", "LOGNAME", "claimed", "YLH_OPERATOR", "李娜");

        Ran ran = shop.ylh().environment(claims).run("cancel", paid.get(0), "--reason", "x", "-o", "json");

        assertThat(recorded("operator, os_user")).containsExactly("李娜 | " + account);
        String id = ran.json().path("run_id").asText();
        assertThat(ylh("runs", id).out()).contains("李娜 (as " + account);
        JsonNode run = ylh("runs", "-o", "json").json().path("results").path(0);
        assertThat(run.path("os_user").asText()).isEqualTo(account);
        assertThat(run.has("login_user")).isTrue();
        assertThat(ylh("history", paid.get(0)).out()).contains("by 李娜 (as " + account);
        JsonNode events = ylh("history", paid.get(0), "-o", "json").json().path("results");
        assertThat(events).anySatisfy(event -> {
            assertThat(event.path("event").asText()).isEqualTo("status");
            assertThat(event.path("os_user").asText()).isEqualTo(account);
        });
    }

    @Test
    void withoutAnotherNameTheOperatorIsTheAccount() throws IOException {
        String account = Files.getOwner(folder).getName();

        shop.ylh().environment(Map.of("USER", "claimed")).run("cancel", paid.get(0), "--reason", "x");

        assertThat(recorded("operator, os_user")).containsExactly(account + " | " + account);
        assertThat(ylh("history", paid.get(0)).out()).contains("by " + account).doesNotContain("(as ");
    }

    @Test
    void whoCalledSudoCountsOnlyForRoot() throws IOException {
        String account = Files.getOwner(folder).getName();
        boolean root = Files.getAttribute(folder, "unix:uid").equals(0);

        shop.ylh().environment(Map.of("SUDO_USER", "caller")).run("cancel", paid.get(0), "--reason", "x");

        assertThat(recorded("operator")).containsExactly(root ? "caller" : account);
    }

    @Test
    void itsTimesAreThoseOfTheCommand() {
        Instant before = Instant.now();
        ylh("sync");
        Instant after = Instant.now();

        JsonNode run = ylh("runs", "-o", "json").json().path("results").path(0);

        Instant started = OffsetDateTime.parse(run.path("started_at").asText()).toInstant();
        Instant ended = OffsetDateTime.parse(run.path("ended_at").asText()).toInstant();
        assertThat(List.of(before.minusMillis(1), started, ended, after)).isSorted();
    }

    @Test
    void everyCommandThatWritesRecordsOneRun() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.csv"), "order\n" + paid.get(1) + "\n");
        Path plan = folder.resolve("plan.json");
        assertThat(ylh("cancel", paid.get(2), "--reason", "x", "--dry-run", "--plan-out", plan.toString())
                        .code())
                .isZero();
        assertThat(recorded("command")).isEmpty();

        ylh("cancel", paid.get(0), "--reason", "x", "--no-sync");
        ylh("cancel", "--file", file.toString(), "--reason", "x");
        ylh("cancel", "--plan", plan.toString());
        ylh("cancel-unpaid");
        ylh("sync", "-q");
        ylh("db", "upgrade");
        ylh("db", "init");

        assertThat(recorded("command, exit_code"))
                .containsExactly(
                        "cancel | 0",
                        "cancel | 0",
                        "cancel | 0",
                        "cancel-unpaid | 0",
                        "sync | 0",
                        "db upgrade | 0",
                        "db init | 0");
        assertThat(recorded("ended_at")).doesNotContainNull();
        assertThat(recorded("counts")).allMatch(counts -> json(counts).isObject());
        assertThat(json(recorded("counts").get(5)).path("migrations").asInt(-1)).isZero();
    }

    static Stream<List<String>> readers() {
        return Stream.of(
                List.of("status"),
                List.of("runs"),
                List.of("history", "PO10000001"),
                List.of("cancel", "PO10000001", "--reason", "x", "--dry-run"),
                List.of("cancel-unpaid", "--dry-run"),
                List.of("sync", "--dry-run"),
                List.of("db", "check"),
                List.of("db", "print-sql"),
                List.of("config", "show"),
                // These end before anything is opened.
                List.of("cancel", "--reason", "x"),
                List.of("sync", "--limit", "0"));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void whatOnlyReadsRecordsNone(List<String> arguments) {
        Map<String, List<String>> before = shop.everything();

        ylh(arguments.toArray(String[]::new));

        assertThat(shop.everything()).isEqualTo(before);
        assertThat(before.get("ylh_run")).isEmpty();
    }

    @Test
    void aRunThatAFuseStoppedIsRecordedAsSuch() {
        assertThat(ylh("cancel-unpaid", "--max-orders", "1").code()).isEqualTo(5);

        assertThat(recorded("command, exit_code, counts")).containsExactly("cancel-unpaid | 5 | null");
        assertThat(recorded("ended_at")).doesNotContainNull();
    }

    @Test
    void aRunThatFailedUnexpectedlyIsRecordedAsSuch() {
        Ran ran = shop.ylh()
                .checkpoints(checkpoint -> {
                    throw new IllegalStateException("broken at " + checkpoint);
                })
                .run("cancel", paid.get(0), "--reason", "x");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("broken at BEFORE_COMMIT").hasLineCount(1);
        assertThat(recorded("command, exit_code")).containsExactly("cancel | 1");
    }

    @Test
    void secretsAmongTheArgumentsAreNotRecorded() {
        Credentials secret = Credentials.DEFAULT;

        ylh("cancel", "PO404", "--reason", "x", "--note", "it is " + secret.password() + "!");
        ylh("cancel", "PO404", "--reason=" + secret.clientSecret());
        ylh("cancel", "PO404", "--reason", "password=hunter2");

        assertThat(recorded("arguments"))
                .containsExactly(
                        "-c " + shop.config() + " cancel PO404 --reason x --note 'it is ***!'",
                        "-c " + shop.config() + " cancel PO404 '--reason=***'",
                        "-c " + shop.config() + " cancel PO404 --reason 'password=***'");
    }

    @Test
    void whatIsTooLongIsCut() {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--reason", "x"));
        for (int i = 0; i < 300; i++) {
            arguments.add("PO40400" + i);
        }
        ylh(arguments.toArray(String[]::new));
        ylh("sync", "--operator", "o".repeat(70));

        assertThat(recorded("arguments").get(0)).hasSize(2000).endsWith("…");
        assertThat(recorded("operator")).containsExactly("tester", "o".repeat(63) + "…");
    }

    @Test
    void whatARunDecidesNamesItEverywhere() {
        String order = paid.get(0);
        String run = ylh("cancel", order, "--reason", "客户要求取消", "--no-sync", "-o", "json")
                .json()
                .path("run_id")
                .asText();
        String sync = ylh("sync", "-o", "json").json().path("run_id").asText();

        assertThat(shop.value("SELECT note FROM order_status_history WHERE to_status = 'cancelled' ORDER BY id DESC"))
                .isEqualTo("客户要求取消 [run " + run + "]");
        assertThat(ylh("status", order, "-o", "json")
                        .json()
                        .path("results")
                        .path(0)
                        .path("run_id")
                        .asText())
                .isEqualTo(run);
        List<String> events = new ArrayList<>();
        for (JsonNode event : ylh("history", order, "-o", "json").json().path("results")) {
            events.add(event.path("event").asText() + " " + event.path("run_id").asText(null));
        }
        assertThat(events).contains("decided " + run).endsWith("call " + sync, "call " + sync);
        assertThat(ylh("history", order).out()).contains("客户要求取消 [run " + run + "]");
    }

    @Test
    void theSweepNamesItsRunToo() {
        String run = ylh("cancel-unpaid", "--no-sync", "-o", "json")
                .json()
                .path("run_id")
                .asText();

        assertThat(
                        shop.rows(
                                "SELECT DISTINCT note FROM order_status_history WHERE to_status = 'cancelled' AND note LIKE '%[run %'"))
                .containsExactly("超时未支付 [run " + run + "]");
        assertThat(shop.rows("SELECT DISTINCT run_id FROM ylh_cancellation WHERE from_status = 'pending'"))
                .isSubsetOf(run);
    }

    @Test
    void theLatestAreListedFirst() {
        ylh("cancel", paid.get(0), "--reason", "x");
        ylh("cancel", "PO404", "--reason", "x");
        ylh("sync");

        List<String> ids = recorded("id");
        assertThat(ylh("runs").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(ids.get(2)).contains("sync", "tester", "exit 0"),
                        line -> assertThat(line).startsWith(ids.get(1)).contains("cancel", "exit 3"),
                        line -> assertThat(line).startsWith(ids.get(0)).contains("cancel", "exit 0"));
        assertThat(ylh("runs", "--limit", "1").out()).hasLineCount(1).startsWith(ids.get(2));
        assertThat(ylh("runs", "--command", "cancel").out()).hasLineCount(2);
        assertThat(ylh("runs", "--failed").out()).hasLineCount(1).startsWith(ids.get(1));
        assertThat(ylh("runs", "--command", "sync", "--failed").out()).isEqualTo("none\n");
        JsonNode json = ylh("runs", "-o", "json").json();
        assertThat(json.path("summary").path("runs").asInt()).isEqualTo(3);
        assertThat(json.path("results").path(1).path("exit_code").asInt()).isEqualTo(3);
        assertThat(json.path("results").path(1).path("counts").path("not_found").asInt())
                .isEqualTo(1);
        assertThat(ylh("runs", "-o", "csv").out())
                .startsWith(
                        "run,command,arguments,operator,os_user,login_user,host,pid,started_at,ended_at,seconds,exit_code,counts\n")
                .contains("not_found=1");
        assertThat(ylh("runs", "-o", "ndjson").out()).hasLineCount(4);
        assertThat(ylh("runs", "--lang", "zh").out()).contains("退出码 3");
    }

    @Test
    void theListIsCutToAnOperatorAndASpanOfTime() {
        ylh("cancel", paid.get(0), "--reason", "x", "--operator", "李娜");
        ylh("cancel", paid.get(1), "--reason", "x");
        shop.execute("UPDATE ylh_run SET started_at = '2026-01-01 00:00:00' WHERE operator = 'tester'");

        assertThat(ylh("runs", "--operator", "李娜").out()).hasLineCount(1).contains("李娜");
        assertThat(ylh("--operator", "tester", "runs").out()).hasLineCount(1).contains("tester");
        assertThat(ylh("runs", "--operator", "nobody").out()).isEqualTo("none\n");
        assertThat(ylh("runs", "--since", "1h").out()).hasLineCount(1).contains("李娜");
        assertThat(ylh("runs", "--until", "1h").out()).hasLineCount(1).contains("tester");
        assertThat(ylh("runs", "--since", "2026-01-01T08:00:00+08:00", "--until", "1767225600001", "-o", "json")
                        .json()
                        .path("results"))
                .singleElement()
                .satisfies(run -> assertThat(run.path("operator").asText()).isEqualTo("tester"));
        for (String format : List.of("csv", "ndjson")) {
            assertThat(ylh("runs", "--since", "1h", "-o", format).out())
                    .contains("李娜")
                    .doesNotContain("tester");
        }
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        Ran ran = ylh("runs", "--since", "yesterday");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--since is a span of time before now, such as 24h, or a point in time")
                .contains("\"yesterday\"");
        assertThat(ylh("runs", "--since", "1h", "--until", "2h").err())
                .contains("--until has to be later than --since");
        assertThat(ylh("runs", "x", "--since", "1h").code()).isEqualTo(2);
        assertThat(ylh("runs", "x", "--operator", "y").code()).isEqualTo(2);
    }

    @Test
    void oneRunIsToldInFull() {
        sandbox.addFault("500*1");
        ylh("cancel", paid.get(0), paid.get(1), "PO404", "--reason", "x");
        String id = recorded("id").get(0);

        assertThat(ylh("runs", id).out().lines())
                .anySatisfy(line -> assertThat(line).startsWith("run ").endsWith(id))
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("arguments   -c " + shop.config() + " cancel " + paid.get(0) + " " + paid.get(1)
                                + " PO404 --reason x"))
                .anySatisfy(line -> assertThat(line)
                        .endsWith(", process " + ProcessHandle.current().pid()))
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("exit code   3: some orders were refused, not found, rejected or failed"))
                .anySatisfy(line -> assertThat(line).matches(" +not_found +1"))
                .anySatisfy(line -> assertThat(line).matches(" +sync +accepted 2"))
                .anySatisfy(line -> assertThat(line).isEqualTo("decided     cancellations that YLH has to hear of: 2"))
                .anySatisfy(line -> assertThat(line).isEqualTo("calls       4: 2 accepted, 1 token, 1 unknown"));
        JsonNode json = ylh("runs", id, "-o", "json").json().path("summary");
        assertThat(json.path("run").asText()).isEqualTo(id);
        assertThat(json.path("cancellations").asInt()).isEqualTo(2);
        assertThat(json.path("calls")).isEqualTo(json("{\"accepted\":2,\"token\":1,\"unknown\":1}"));
        assertThat(json.path("counts").path("cancelled").asInt()).isEqualTo(2);
    }

    @Test
    void theOrdersThatItChangedAreListedInEveryFormat() {
        String unknown = shop.orders("pending", false).get(0);
        shop.execute("UPDATE orders SET status = 'paid' WHERE order_number = '" + unknown + "'");
        ylh("cancel", paid.get(0), unknown, "PO404", "--reason", "客户要求取消");
        String id = recorded("id").get(0);
        String key = shop.value("SELECT id FROM orders WHERE order_number = '" + paid.get(0) + "'");

        assertThat(ylh("runs", id).out())
                .containsPattern("(?m)^orders +changed: 2$")
                .containsPattern("(?m)^  cancelled +" + paid.get(0) + " +" + shop.soId(paid.get(0))
                        + " +paid → cancelled +accepted +20..-.* 客户要求取消$")
                .containsPattern("(?m)^  cancelled +" + unknown + " +- +paid → cancelled +none +20..-.* 客户要求取消$")
                .doesNotContain("cancelled    PO404", "--limit shows more");
        JsonNode json = ylh("runs", id, "-o", "json").json();
        assertThat(json.path("results")).hasSize(2);
        JsonNode told = json.path("results").path(0);
        assertThat(told.path("order").asText()).isEqualTo(paid.get(0));
        assertThat(told.path("id").isTextual()).isTrue();
        assertThat(told.path("id").asText()).isEqualTo(key);
        assertThat(told.path("so_id").asText()).isEqualTo(shop.soId(paid.get(0)));
        assertThat(told.path("outcome").asText()).isEqualTo("cancelled");
        assertThat(told.path("from").asText()).isEqualTo("paid");
        assertThat(told.path("to").asText()).isEqualTo("cancelled");
        assertThat(told.path("reason").asText()).isEqualTo("客户要求取消");
        assertThat(told.path("cancellation_no").asInt()).isEqualTo(1);
        assertThat(told.path("told").asBoolean()).isTrue();
        assertThat(told.path("sync").asText()).isEqualTo("accepted");
        assertThat(OffsetDateTime.parse(told.path("at").asText()).toInstant())
                .isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        JsonNode other = json.path("results").path(1);
        assertThat(other.path("so_id").isNull()).isTrue();
        assertThat(other.path("told").asBoolean(true)).isFalse();
        assertThat(other.path("sync").asText()).isEqualTo("none");
        assertThat(json.path("summary").path("orders").asInt()).isEqualTo(2);
        assertThat(json.path("summary").path("shown").asInt()).isEqualTo(2);
        assertThat(ylh("runs", id, "-o", "csv").out().lines())
                .hasSize(3)
                .startsWith("order,id,so_id,outcome,from,to,reason,cancellation_no,told,sync,at");
        assertThat(ylh("runs", id, "-o", "ndjson").out()).hasLineCount(3);
        assertThat(ylh("runs", id, "--lang", "zh").out()).contains("更改了 2 个");
    }

    /** A person sees the first ones, a program all of them. */
    @Test
    void ofManyOrdersATableShowsTheFirst() {
        shop.execute(
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, from_status, to_status, reason,"
                        + " note, operator, cancel_time, money, run_id, worker, step, created_at)"
                        + " SELECT 500000 + X, 2, 'cancel', 'MANY' || X, 'pending', 'cancelled', '缺货', '缺货', 'kefu',"
                        + " '2026-01-01 08:00:00', 'none', 'r1', 0, X / 500, '2026-01-01 08:00:00' FROM SYSTEM_RANGE(1, 2500)");
        shop.execute(
                "INSERT INTO ylh_run (id, command, arguments, operator, host, pid, started_at) VALUES ('r1', 'cancel', '', 'kefu',"
                        + " 'host', 1, '2026-01-01 08:00:00')");

        assertThat(ylh("runs", "r1").out())
                .contains("MANY1 ", "MANY20 ", "(cancellation 2)")
                .doesNotContain("MANY21 ")
                .endsWith("20 of 2500 orders (--limit shows more)\n");
        assertThat(ylh("runs", "r1", "--limit", "21").out()).contains("MANY21 ").doesNotContain("MANY22 ");
        JsonNode all = ylh("runs", "r1", "-o", "json").json();
        assertThat(all.path("results")).hasSize(2500);
        assertThat(all.path("results").path(2499).path("order").asText()).isEqualTo("MANY2500");
        assertThat(ylh("runs", "r1", "-o", "csv").out()).hasLineCount(2501);
        assertThat(ylh("runs", "r1", "-o", "csv", "--limit", "3").out()).hasLineCount(4);
    }

    @Test
    void aRunThatChangedNothingHasNoOrders() {
        ylh("sync");

        Ran ran = ylh("runs", recorded("id").get(0));

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsPattern("(?m)^orders +changed: 0$");
        assertThat(ylh("runs", recorded("id").get(0), "-o", "json").json().path("results"))
                .isEmpty();
    }

    @Test
    void aRunThatIsNotThere() {
        Ran ran = ylh("runs", "20200101T000000Z-00000", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .isEqualTo("ylh: there is no run \"20200101T000000Z-00000\" here; 'ylh runs' lists the latest\n");
        assertThat(ran.json().path("results")).isEmpty();
    }

    @Test
    void aFilterDoesNotGoWithOneRun() {
        assertThat(ylh("runs", "x", "--failed").code()).isEqualTo(2);
        assertThat(ylh("runs", "--limit", "0").code()).isEqualTo(2);
    }

    @Test
    void whereItCannotBeRecordedTheOrderIsCancelledAllTheSame() {
        shop.execute("DROP TABLE ylh_run");

        Ran ran = ylh("cancel", paid.get(0), "--reason", "x");

        assertThat(ran.code()).isZero();
        assertThat(shop.delivery(paid.get(0))).isEqualTo("accepted");
        assertThat(ran.err())
                .startsWith("ylh: how run ")
                .contains("is not recorded")
                .hasLineCount(1);
    }

    @Test
    void whereItsEndCannotBeRecordedTheExitCodeStays() {
        Ran ran = shop.ylh()
                .checkpoints(checkpoint -> {
                    if (checkpoint == Checkpoint.AFTER_COMMIT) {
                        shop.execute("ALTER TABLE ylh_run RENAME TO ylh_run_of_old");
                    }
                })
                .run("cancel", paid.get(0), "PO404", "--reason", "x");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).startsWith("ylh: how run ").hasLineCount(1);
        assertThat(shop.rows("SELECT command, ended_at, exit_code FROM ylh_run_of_old"))
                .containsExactly("cancel | null | null");
    }

    /** Called by H2 for each statement that writes to the table of runs. */
    public static final class RunsWritten implements Trigger {
        private static final AtomicInteger STATEMENTS = new AtomicInteger();

        @Override
        public void fire(Connection connection, Object[] before, Object[] after) {
            STATEMENTS.incrementAndGet();
        }
    }

    @Test
    void aRunWithNothingToDoIsRecordedInOneStatementAtItsEnd() {
        assertThat(ylh("cancel-unpaid").code()).isZero();
        shop.execute(
                "CREATE TRIGGER written AFTER INSERT, UPDATE ON ylh_run CALL '" + RunsWritten.class.getName() + "'");

        assertThat(statementsForTheRecordOf("sync")).isOne();
        assertThat(statementsForTheRecordOf("cancel-unpaid")).isOne();
        assertThat(statementsForTheRecordOf("cancel", "PO404", "--reason", "x")).isOne();

        assertThat(recorded("command, exit_code, ended_at >= started_at"))
                .endsWith("sync | 0 | TRUE", "cancel-unpaid | 0 | TRUE", "cancel | 3 | TRUE");
        assertThat(json(recorded("counts").get(1)).path("attempted").asInt(-1)).isZero();
    }

    private int statementsForTheRecordOf(String... command) {
        RunsWritten.STATEMENTS.set(0);
        ylh(command);
        return RunsWritten.STATEMENTS.get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3"})
    void aRunWithSomethingToDoIsRecordedBeforeItsFirstWrite(String workers) {
        List<List<String>> seen = Collections.synchronizedList(new ArrayList<>());

        shop.ylh()
                .checkpoints(checkpoint -> {
                    if (checkpoint == Checkpoint.BEFORE_COMMIT) {
                        seen.add(recorded("command, ended_at"));
                    }
                })
                .run("cancel-unpaid", "--no-sync", "--workers", workers, "--batch-size", "2");
        ylh("cancel", paid.get(0), "--reason", "x", "--no-sync");
        shop.ylh()
                .checkpoints(checkpoint -> {
                    if (checkpoint == Checkpoint.AFTER_CLAIM) {
                        seen.add(recorded("command, ended_at").subList(2, 3));
                    }
                })
                .run("sync");

        assertThat(seen).hasSizeGreaterThan(2).last().isEqualTo(List.of("sync | null"));
        assertThat(seen.subList(0, seen.size() - 1)).containsOnly(List.of("cancel-unpaid | null"));
        assertThat(recorded("command, exit_code")).containsExactly("cancel-unpaid | 0", "cancel | 0", "sync | 0");
    }

    /** Whatever kept the beginning from being written is the command's to tell. */
    @Test
    void whatIsWrongWithTheDatabaseIsSaidOnceByTheCommand() {
        shop.execute("DROP TABLE ylh_run", "DROP TABLE ylh_cancellation");

        Ran ran = ylh("sync");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("run 'ylh db check'").hasLineCount(1);
    }
}
