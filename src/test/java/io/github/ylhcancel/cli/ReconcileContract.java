package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.journal.ToldLine;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which shop and YLH can disagree, planted beside orders about which they agree. */
abstract class ReconcileContract {
    private static final String REASON = "客户要求取消";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    private TestShop shop;
    private List<String> free;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = TestShop.create(folder, databases, 80, sandbox);
        free = new ArrayList<>(shop.rows(
                "SELECT order_number FROM orders WHERE haier_so_id IS NOT NULL AND status = 'paid' ORDER BY id"));
        assertThat(free).hasSizeGreaterThan(12);
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    private String order() {
        return free.remove(0);
    }

    private String cancelled(String... more) {
        String order = order();
        List<String> arguments = new ArrayList<>(List.of("cancel", order, "--reason", REASON, "--no-sync", "--yes"));
        arguments.addAll(List.of(more));
        Ran ran = shop.ylh().run(arguments.toArray(String[]::new));
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return order;
    }

    private String cancelledAs(String state, String more) {
        String order = cancelled();
        shop.execute("UPDATE ylh_cancellation SET state = '" + state + "', attempts = 1" + more
                + " WHERE order_number = '" + order + "'");
        return order;
    }

    private String untold() {
        String order = order();
        String soId = shop.soId(order);
        shop.execute("UPDATE orders SET haier_so_id = NULL WHERE order_number = '" + order + "'");
        Ran ran = shop.ylh().run("cancel", order, "--reason", REASON, "--cancel-time", "2026-01-05T08:00:00Z", "--yes");
        assertThat(ran.code()).as(ran.err()).isZero();
        shop.execute("UPDATE orders SET haier_so_id = '" + soId + "' WHERE order_number = '" + order + "'");
        return order;
    }

    private String cancelledByShop() {
        String order = order();
        shop.execute(
                "UPDATE orders SET status = 'cancelled', cancel_reason = '缺货', cancelled_at = '2100-01-01 00:00:00' WHERE order_number = '"
                        + order + "'");
        return order;
    }

    /** Confirmed by YLH, and somebody of the shop has set it back. */
    private String notCancelled() {
        String order = cancelledAs("confirmed", ", next_attempt_at = NULL");
        shop.execute(
                "UPDATE orders SET status = 'paid' WHERE order_number = '" + order + "'",
                "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)"
                        + " SELECT id, 'cancelled', 'paid', 'shop', 'restored', '2100-01-01 00:00:00' FROM orders WHERE order_number = '"
                        + order + "'");
        return order;
    }

    private String contradicted() {
        String order = cancelledAs("confirmed", ", next_attempt_at = NULL");
        callback(order, "cancel", 0, "contradiction", "refused-what-was-confirmed");
        return order;
    }

    private void callback(String order, String method, int state, String effect, String code) {
        shop.execute(
                "INSERT INTO ylh_callback (digest, received_at, sent_at, method, platform_order_no, state, fail_msg, data, applied_at,"
                        + " order_key, effect, code) SELECT '" + order + code
                        + "', '2100-01-01 00:00:00', '2100-01-01 00:00:00', '" + method + "',"
                        + " order_number, " + state + ", '', '{}', '2100-01-01 00:00:00', id, '" + effect + "', '"
                        + code
                        + "' FROM orders WHERE order_number = '" + order + "'");
    }

    /** Nobody has paid for it, so it can be put back. */
    private String rejected() {
        shop.execute("UPDATE orders SET status = 'pending' WHERE order_number = '" + free.get(0) + "'");
        return cancelledAs("rejected", ", last_error = '已发货'");
    }

    private Map<String, String> plantAll() {
        Map<String, String> planted = new TreeMap<>();
        planted.put("untold", untold());
        planted.put("cancelled-by-shop", cancelledByShop());
        planted.put("rejected", rejected());
        planted.put("not-cancelled", notCancelled());
        planted.put("contradiction", contradicted());
        planted.put("overdue", cancelledAs("accepted", ", next_attempt_at = NULL, created_at = '2020-01-01 00:00:00'"));
        planted.put("dead", cancelledAs("dead", ", next_attempt_at = NULL"));
        planted.put("unknown", cancelledAs("unknown", ", next_attempt_at = NULL, maybe_applied = TRUE"));
        planted.put("held", cancelledAs("held", ", next_attempt_at = NULL, hold = 'stock-gone'"));
        // About these they agree.
        cancelled();
        cancelledAs("accepted", ", next_attempt_at = NULL");
        cancelledAs("confirmed", ", next_attempt_at = NULL");
        cancelledAs("unknown", ", maybe_applied = TRUE");
        return planted;
    }

    private Ran reconcile(String... arguments) {
        return shop.ylh()
                .run(Stream.concat(Stream.of("reconcile"), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }

    private JsonNode json(int code, String... arguments) {
        Ran ran = reconcile(
                Stream.concat(Arrays.stream(arguments), Stream.of("-o", "json")).toArray(String[]::new));
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(code);
        return ran.json();
    }

    private static Map<String, String> found(JsonNode report) {
        Map<String, String> found = new TreeMap<>();
        report.get("results")
                .forEach(row ->
                        found.put(row.get("kind").asText(), row.get("order").asText()));
        assertThat(found).hasSize(report.get("results").size());
        return found;
    }

    private static Map<String, String> each(JsonNode report, String field) {
        Map<String, String> found = new TreeMap<>();
        report.get("results")
                .forEach(row ->
                        found.put(row.get("kind").asText(), row.get(field).asText()));
        return found;
    }

    private Map<String, List<String>> shops() {
        return shop.everythingButRuns();
    }

    @Test
    void aCleanShopPrintsNothing() {
        cancelled();
        assertThat(shop.ylh().run("sync").code()).isZero();
        Map<String, List<String>> before = shop.everything();

        Ran ran = reconcile();

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isEmpty();
        assertThat(reconcile("--apply").out()).isEmpty();
        assertThat(shops()).isEqualTo(withoutRuns(before));
    }

    private static Map<String, List<String>> withoutRuns(Map<String, List<String>> tables) {
        tables.remove("ylh_run");
        return tables;
    }

    @Test
    void findsEachKindAndChangesNothing() {
        Map<String, String> planted = plantAll();
        Map<String, List<String>> before = shop.everythingButRuns();

        JsonNode report = json(3);

        assertThat(found(report)).isEqualTo(planted);
        assertThat(each(report, "repair"))
                .containsEntry("untold", "queue")
                .containsEntry("cancelled-by-shop", "operator")
                .containsEntry("rejected", "put-back")
                .containsEntry("not-cancelled", "cancel")
                .containsEntry("dead", "operator");
        assertThat(each(report, "outcome").values()).containsOnly("found");
        assertThat(report.get("results"))
                .allSatisfy(row -> assertThat(row.get("next_step").asText())
                        .contains(row.get("order").asText()));
        JsonNode summary = report.get("summary");
        assertThat(summary.get("disagreements").asInt()).isEqualTo(planted.size());
        assertThat(summary.get("open").asInt()).isEqualTo(planted.size());
        assertThat(summary.get("kinds").get("not_cancelled").asInt()).isEqualTo(1);
        assertThat(json(3, "--apply", "--dry-run")
                        .get("summary")
                        .get("would_repair")
                        .asInt())
                .isEqualTo(3);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    @Test
    void repairsWhatIsSafeAndNothingTheSecondTime() {
        Map<String, String> planted = plantAll();
        long stock = shop.stock();
        long putBack = shop.ownUnits(planted.get("rejected"));
        String calls = shop.value("SELECT COUNT(*) FROM ylh_call");

        JsonNode report = json(3, "--apply");

        assertThat(found(report)).isEqualTo(planted);
        assertThat(each(report, "outcome").entrySet().stream()
                        .filter(entry -> entry.getValue().equals("repaired"))
                        .map(Map.Entry::getKey))
                .containsExactly("not-cancelled", "rejected", "untold");
        String ofUntold = " FROM ylh_cancellation WHERE order_number = '" + planted.get("untold") + "'";
        assertThat(shop.rows("SELECT cancel_reason, source_system, state, attempts" + ofUntold))
                .containsExactly(REASON + " | TEST | pending | 0");
        assertThat(shop.value("SELECT cancel_time" + ofUntold)).startsWith("2026-01-05 08:00:00");
        assertThat(shop.status(planted.get("rejected"))).isEqualTo("pending");
        assertThat(shop.delivery(planted.get("rejected"))).isEqualTo("compensated");
        assertThat(shop.status(planted.get("not-cancelled"))).isEqualTo("cancelled");
        assertThat(shop.delivery(planted.get("not-cancelled"))).isEqualTo("confirmed");
        assertThat(shop.stock()).isEqualTo(stock - putBack + shop.ownUnits(planted.get("not-cancelled")));
        assertThat(shop.value("SELECT COUNT(*) FROM ylh_call")).isEqualTo(calls);
        assertThat(shop.value(
                        "SELECT counts FROM ylh_run WHERE command = 'reconcile' ORDER BY started_at DESC LIMIT 1"))
                .contains("\"disagreements\":9", "\"open\":6", "\"rejected\":1");

        Map<String, List<String>> after = shops();
        JsonNode again = json(3, "--apply");
        planted.keySet().removeAll(List.of("untold", "rejected", "not-cancelled"));
        assertThat(found(again)).isEqualTo(planted);
        assertThat(each(again, "outcome").values()).containsOnly("left");
        assertThat(shops()).isEqualTo(after);
        String told = shop.soId(planted.get("cancelled-by-shop"));
        shop.ylh().run("sync");
        assertThat(sandbox.requests()).isNotEmpty();
        assertThat(sandbox.cancellations()).doesNotContainKey(told);
    }

    /** Whether its money went back cannot be seen, so putting it back is for a person after all. */
    @Test
    void whatCannotBePutBackIsLeftAndListedOnce() {
        String order = cancelledAs("rejected", ", last_error = '已发货'");

        JsonNode report = json(3, "--apply");

        assertThat(found(report)).isEqualTo(Map.of("rejected", order));
        assertThat(each(report, "outcome")).containsEntry("rejected", "left");
        assertThat(each(report, "message").get("rejected")).contains("money-unknown");
        assertThat(found(json(3))).isEqualTo(Map.of("held", order));
    }

    @Test
    void looksOnlyAtWhatIsAskedFor() {
        Map<String, String> planted = plantAll();

        assertThat(found(json(3, "--only", "dead,held")).keySet()).containsExactly("dead", "held");
        assertThat(found(json(3, "--order", planted.get("untold"), planted.get("held"))))
                .isEqualTo(Map.of("untold", planted.get("untold"), "held", planted.get("held")));
        assertThat(found(json(3, "--order", planted.get("dead"), "--apply"))).hasSize(1);
        assertThat(shop.delivery(planted.get("rejected"))).isEqualTo("rejected");
        assertThat(found(json(3, "--since", "1h")).keySet())
                .doesNotContain("overdue")
                .contains("dead");
    }

    private ToldRequest told(String order, String soId, String reason) {
        return new ToldRequest(
                Instant.parse("2026-01-05T08:00:00Z"),
                shop.value("SELECT id FROM ylh_database"),
                Optional.empty(),
                RowKey.ofText(shop.value("SELECT id FROM orders WHERE order_number = '" + order + "'"))
                        .orElseThrow(),
                order,
                new CancellationRequest(soId, reason, "OLD", Instant.parse("2026-01-05T07:59:59.123Z")),
                "20260105T080000Z-1a2b3");
    }

    private Path journal(String name, ToldRequest... lines) {
        Path file = folder.resolve(name);
        try {
            Files.write(file, Stream.of(lines).map(ToldLine::of).toList());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** What the journal has, and nothing else, is sent again. */
    private void assertTakenOver(String order, String reason) {
        List<String> rows = shop.rows(
                "SELECT cancel_reason, source_system, state, attempts FROM ylh_cancellation WHERE order_number = '"
                        + order + "'");
        assertThat(rows).containsExactly(reason + " | OLD | unknown | 1");
        assertThat(shop.value("SELECT cancel_time FROM ylh_cancellation WHERE order_number = '" + order + "'"))
                .startsWith("2026-01-05 07:59:59.123");
        assertThat(shop.status(order)).isEqualTo("cancelled");
    }

    @Test
    void takesOverWhatTheDatabaseHasForgotten() {
        String open = order();
        String doneHere = cancelled();
        shop.execute("DELETE FROM ylh_cancellation WHERE order_number = '" + doneHere + "'");
        String unsent = cancelled();
        String stopped = cancelledAs("held", ", hold = 'told-before', maybe_applied = TRUE, next_attempt_at = NULL");
        shop.execute("UPDATE ylh_cancellation SET attempts = 0 WHERE order_number = '" + stopped + "'");
        String sent = cancelledAs("accepted", ", next_attempt_at = NULL");
        String known = cancelled();
        shop.execute(
                "UPDATE ylh_cancellation SET cancel_reason = 'told', source_system = 'OLD', cancel_time = '2026-01-05 07:59:59.123'"
                        + " WHERE order_number = '" + known + "'");
        String shipped = order();
        shop.execute("UPDATE orders SET status = 'shipped' WHERE order_number = '" + shipped + "'");
        String other = order();
        List<ToldRequest> lines = new ArrayList<>();
        for (String order : List.of(open, doneHere, unsent, stopped, sent, known, shipped)) {
            lines.add(told(order, shop.soId(order), "told"));
        }
        lines.add(told(other, "SO-ANOTHER", "told"));
        lines.add(lines.get(0));
        Path file = journal("told.ndjson", lines.toArray(ToldRequest[]::new));
        journal(
                "told.ndjson.1",
                told(open, shop.soId(open), "told"),
                told(free.get(0), shop.soId(free.get(0)), "older"));
        Map<String, List<String>> before = shop.everything();

        JsonNode listed = json(3, "--only", "forgotten", "--journal", file.toString());

        assertThat(shop.everything()).isEqualTo(before);
        assertThat(rows(listed, "repair"))
                .isEqualTo(Map.of(
                        free.get(0),
                        "queue-journal",
                        open,
                        "queue-journal",
                        doneHere,
                        "queue-journal",
                        unsent,
                        "queue-journal",
                        stopped,
                        "queue-journal",
                        sent,
                        "operator",
                        shipped,
                        "operator",
                        other,
                        "operator"));
        assertThat(listed.get("results")).hasSize(8);

        JsonNode applied = json(3, "--only", "forgotten", "--journal", file.toString(), "--apply");
        assertThat(rows(applied, "outcome").entrySet().stream()
                        .filter(entry -> entry.getValue().equals("repaired"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(free.get(0), open, doneHere, unsent, stopped);
        for (String order : List.of(open, doneHere, unsent, stopped)) {
            assertTakenOver(order, "told");
        }
        assertTakenOver(free.get(0), "older");
        assertThat(shop.status(shipped)).isEqualTo("shipped");
        assertThat(shop.value("SELECT COUNT(*) FROM ylh_intervention WHERE word = 'journal'"))
                .isEqualTo("5");

        Map<String, List<String>> after = shops();
        JsonNode again = json(3, "--only", "forgotten", "--journal", file.toString(), "--apply");
        assertThat(rows(again, "outcome")).isEqualTo(Map.of(sent, "left", shipped, "left", other, "left"));
        assertThat(shops()).isEqualTo(after);

        shop.ylh().run("sync");
        String soId = shop.soId(open);
        List<String> bodies = sandbox.requests().stream()
                .filter(request -> request.soId().filter(soId::equals).isPresent())
                .map(request ->
                        URLDecoder.decode(new String(request.body(), StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .toList();
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0)).contains("told", "OLD");
        assertThat(shop.delivery(open)).isEqualTo("accepted");
    }

    private static Map<String, String> rows(JsonNode report, String field) {
        Map<String, String> found = new TreeMap<>();
        report.get("results")
                .forEach(row ->
                        found.put(row.get("order").asText(), row.get(field).asText()));
        return found;
    }

    @Test
    void aLineOfAnotherDatabaseOrAccountIsNotOurs() {
        String order = order();
        ToldRequest line = told(order, shop.soId(order), "told");
        ToldRequest elsewhere = new ToldRequest(
                line.at(), "another", line.account(), line.orderKey(), order, line.request(), line.runId());
        ToldRequest ofOthers = new ToldRequest(
                line.at(),
                line.database(),
                Optional.of(new Account("somebody@example.com#1")),
                line.orderKey(),
                order,
                line.request(),
                line.runId());
        Path file = journal("told.ndjson", elsewhere, ofOthers);

        assertThat(json(0, "--journal", file.toString()).get("results")).isEmpty();
        journal("told.ndjson", elsewhere, ofOthers, line);
        assertThat(rows(json(3, "--journal", file.toString()), "repair")).containsOnlyKeys(order);
    }

    /** Nobody tells YLH twice: what the shop has cancelled is queued only if the configuration says that it never tells. */
    @Test
    void whatTheShopHasCancelledIsToldOnlyIfTheShopNeverTells() {
        String order = cancelledByShop();
        String asked = cancelledByShop();
        shop.execute("UPDATE orders SET haier_status = 'cancel_pending' WHERE order_number = '" + asked + "'");
        String before = order();
        shop.execute(
                "UPDATE orders SET status = 'cancelled', cancelled_at = '2020-01-01 00:00:00' WHERE order_number = '"
                        + before + "'");
        String confirmed = cancelledByShop();
        callback(confirmed, "cancel", 1, "noted", "cancelled-here-too");

        assertThat(rows(json(3), "repair")).isEqualTo(Map.of(order, "operator", asked, "operator"));
        assertThat(rows(json(3, "--since", "2019-01-01T00:00:00Z"), "repair")).containsKey(before);
        json(3, "--apply");
        assertThat(shop.delivery(order)).isNull();

        shop.writeConfig(
                sandbox.authUri(),
                sandbox.baseUri(),
                "reconcile.shop-never-tells = true",
                "schema.value.supplier-told = cancel_pending",
                "schema.time-zone = UTC");
        assertThat(rows(json(3, "--apply"), "outcome")).isEqualTo(Map.of(order, "repaired", asked, "left"));
        assertThat(shop.rows("SELECT cancel_reason, source_system, state FROM ylh_cancellation"))
                .containsExactly("缺货 | TEST | pending");
        assertThat(shop.value("SELECT cancel_time FROM ylh_cancellation")).startsWith("2100-01-01 00:00:00");
        assertThat(rows(json(3, "--apply"), "outcome")).isEqualTo(Map.of(asked, "left"));
        assertThat(shop.rows("SELECT state FROM ylh_cancellation")).hasSize(1);
    }

    /** Whatever is configured: its words in the order's row say that it has asked, also when YLH has said no. */
    @Test
    void aShopThatTellsYlhItselfHasNothingToldTwice() {
        List<String> asked = List.of(cancelledByShop(), cancelledByShop(), untold(), untold());
        for (int one = 0; one < asked.size(); one++) {
            shop.execute("UPDATE orders SET haier_status = '" + (one % 2 == 0 ? "cancel_pending" : "cancel_failed")
                    + "' WHERE order_number = '" + asked.get(one) + "'");
        }
        shop.writeConfig(
                sandbox.authUri(),
                sandbox.baseUri(),
                "reconcile.shop-never-tells = true",
                "schema.value.supplier-told = cancel_pending",
                "schema.time-zone = UTC");

        for (int again = 0; again < 2; again++) {
            assertThat(rows(json(3, "--apply"), "outcome"))
                    .isEqualTo(Map.of(asked.get(0), "left", asked.get(1), "left", asked.get(3), "left"));
            assertThat(shop.ylh().run("sync").code()).isZero();
        }

        assertThat(shop.rows("SELECT state FROM ylh_cancellation")).isEmpty();
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void repairsNothingPastTheSafetyLimit() {
        untold();
        untold();
        Map<String, List<String>> before = shops();

        Ran ran = reconcile("--apply", "--max-orders", "1");

        assertThat(ran.code()).isEqualTo(5);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("more than 1 orders").hasLineCount(1);
        assertThat(shops()).isEqualTo(before);
        assertThat(reconcile("--apply", "--max-orders", "2").code()).isZero();
    }

    @Test
    void asksOnATerminalAndTakesNoForAnAnswer() {
        untold();
        cancelledAs("dead", ", next_attempt_at = NULL");
        Map<String, List<String>> before = shops();

        Ran no = shop.ylh().onTerminal().in("n\n").run("reconcile", "--apply");

        assertThat(no.code()).isEqualTo(7);
        assertThat(no.err()).contains("1  untold → queue", "Repair these 1 in ", "1 more stay", "nothing was repaired");
        assertThat(shops()).isEqualTo(before);
        assertThat(shop.ylh().onTerminal().in("y\n").run("reconcile", "--apply").out())
                .contains("repaired: queue");
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThat(reconcile("--only", "untol").err()).contains("did you mean untold?");
        assertThat(reconcile("--only", "untol").code()).isEqualTo(2);
        assertThat(reconcile("--only", "forgotten").code()).isEqualTo(2);
        assertThat(reconcile("--journal", "nowhere.ndjson").err())
                .contains("nowhere.ndjson cannot be read: there is no such file");
        assertThat(reconcile("--journal", "nowhere.ndjson").code()).isEqualTo(2);
        Ran missing = reconcile("--order", "PO-NOWHERE");
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains("PO-NOWHERE: ");
    }

    @Test
    void saysTheSameInEveryFormat() {
        plantAll();

        assertThat(reconcile().out()).contains("untold", "next: ", "disagreements: 9 (");
        assertThat(reconcile("-q").out().lines()).hasSize(9);
        assertThat(reconcile("-o", "csv").out().lines()).hasSize(10);
        assertThat(reconcile("-o", "ndjson").out().lines()).hasSize(10);
        assertThat(reconcile("--lang", "zh").out()).contains("商城：cancelled · 易理货：从未通知", "9 处不一致");
    }

    @Test
    void twoAtOnceRepairEachOnce() throws Exception {
        List<String> untold = List.of(untold(), untold(), untold());
        List<String> refused = List.of(rejected(), rejected());
        long stock = shop.stock();
        long back = refused.stream().mapToLong(shop::ownUnits).sum();
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List<Future<Ran>> runs = both.invokeAll(
                    List.of(() -> reconcile("--apply", "-o", "json"), () -> reconcile("--apply", "-o", "json")));
            List<String> repaired = new ArrayList<>();
            for (Future<Ran> run : runs) {
                assertThat(run.get().code())
                        .as(run.get().out() + run.get().err())
                        .isZero();
                rows(run.get().json(), "outcome").forEach((order, outcome) -> {
                    if (outcome.equals("repaired")) {
                        repaired.add(order);
                    }
                });
            }
            assertThat(repaired)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(untold, refused).flatMap(List::stream).toList());
        } finally {
            both.shutdownNow();
        }
        assertThat(shop.stock()).isEqualTo(stock - back);
        untold.forEach(order -> assertThat(
                        shop.rows("SELECT state FROM ylh_cancellation WHERE order_number = '" + order + "'"))
                .containsExactly("pending"));
        refused.forEach(order -> assertThat(shop.delivery(order)).isEqualTo("compensated"));
        assertThat(json(0).get("results")).isEmpty();
    }

    /** Without a trace of the shop's program nobody knows whether the stock that went back was taken again. */
    @Test
    void whatWasReopenedPastTheShopsProgramIsForAPerson() {
        String order = cancelledAs("confirmed", ", next_attempt_at = NULL");
        shop.execute("UPDATE orders SET status = 'paid' WHERE order_number = '" + order + "'");
        String unasked = order();
        callback(unasked, "cancel", 1, "listed", "unasked");
        String shipped = order();
        callback(shipped, "cancel", 1, "listed", "not-cancellable");
        shop.execute("UPDATE orders SET status = 'shipped' WHERE order_number = '" + shipped + "'");
        shop.execute("UPDATE ylh_callback SET received_at = '2026-01-01 00:00:00', applied_at = '2026-01-01 00:00:00'");
        long stock = shop.stock();

        JsonNode report = json(3, "--apply");

        assertThat(rows(report, "outcome")).isEqualTo(Map.of(order, "left", unasked, "repaired", shipped, "left"));
        assertThat(rows(report, "kind").values()).containsOnly("not-cancelled");
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(shop.status(unasked)).isEqualTo("cancelled");
        assertThat(shop.delivery(unasked)).isEqualTo("confirmed");
        assertThat(shop.stock()).isEqualTo(stock + shop.ownUnits(unasked));
        assertThat(rows(json(3), "kind")).isEqualTo(Map.of(order, "not-cancelled", shipped, "not-cancelled"));
    }

    /** What a person has undone, and what was put back, is no disagreement. */
    @Test
    void whatWasPutBackIsNone() {
        cancelled();
        shop.execute("UPDATE orders SET status = 'pending' WHERE order_number = '" + free.get(0) + "'");
        String undone = cancelled();
        assertThat(shop.ylh().run("undo", undone, "--note", "by mistake").code())
                .isZero();
        cancelledAs("abandoned", ", next_attempt_at = NULL");
        assertThat(shop.delivery(undone)).isEqualTo("withdrawn");

        assertThat(json(0).get("results")).isEmpty();
    }

    @Test
    void findsWhatWasPaidSinceAndWhatWasNotRefunded() {
        shop.execute(
                "CREATE TABLE shop_refund (order_no BIGINT NOT NULL, outcome VARCHAR(20))",
                "CREATE TABLE shop_payment (id BIGINT NOT NULL, order_id BIGINT NOT NULL, state VARCHAR(20) NOT NULL)");
        shop.writeConfig(
                sandbox.authUri(),
                sandbox.baseUri(),
                "schema.payments.table = shop_payment",
                "schema.payments.id = id",
                "schema.payments.order_id = order_id",
                "schema.payments.status = state",
                "schema.refunds.table = shop_refund",
                "schema.refunds.order_id = order_no",
                "schema.refunds.status = outcome",
                "schema.value.refund-failed = failed");
        shop.execute("UPDATE orders SET status = 'pending' WHERE order_number IN ('" + free.get(0) + "', '"
                + free.get(1) + "', '" + free.get(2) + "')");
        String paidSince = cancelled();
        String tried = cancelled();
        String back = cancelled();
        String unrefunded = cancelled();
        String refunded = cancelled();
        String failed = cancelled();
        pay(1, paidSince, "succeeded");
        pay(2, tried, "failed");
        pay(3, back, "succeeded");
        refund(back, "done");
        refund(refunded, "done");
        refund(failed, "failed");

        JsonNode report = json(3, "--apply");

        assertThat(rows(report, "kind"))
                .isEqualTo(Map.of(paidSince, "paid-since", unrefunded, "unrefunded", failed, "unrefunded"));
        assertThat(rows(report, "outcome").values()).containsOnly("left");
        assertThat(rows(json(3, "--order", paidSince), "kind")).isEqualTo(Map.of(paidSince, "paid-since"));
    }

    private void pay(int id, String order, String state) {
        shop.execute("INSERT INTO shop_payment SELECT " + id + ", id, '" + state
                + "' FROM orders WHERE order_number = '" + order + "'");
    }

    private void refund(String order, String outcome) {
        shop.execute("INSERT INTO shop_refund SELECT id, '" + outcome + "' FROM orders WHERE order_number = '" + order
                + "'");
    }

    /** YLH was told of the order's earlier so-id; of the new one it was not. */
    @Test
    void anEarlierRequestOfAnotherSoIdDoesNotStandInTheWay() {
        String order = cancelledAs("accepted", ", next_attempt_at = NULL");
        shop.execute("UPDATE orders SET status = 'paid', haier_so_id = NULL WHERE order_number = '" + order + "'");
        assertThat(shop.ylh().run("cancel", order, "--reason", "anew", "--yes").code())
                .isZero();
        shop.execute("UPDATE orders SET haier_so_id = 'SO-NEW' WHERE order_number = '" + order + "'");

        assertThat(rows(json(0, "--apply"), "outcome")).isEqualTo(Map.of(order, "repaired"));

        assertThat(shop.rows("SELECT so_id, cancel_reason, state FROM ylh_cancellation WHERE cancellation_no = 2"))
                .containsExactly("SO-NEW | anew | pending");
    }

    /** So that it is known later how much disagreed; a look at a part says nothing of the whole, and a dry run writes nothing. */
    @Test
    void onlyALookAtEverythingIsRecorded() {
        String order = untold();
        String runs = "SELECT COUNT(*) FROM ylh_run WHERE command = 'reconcile'";

        json(3, "--only", "untold,dead");
        json(3, "--order", order);
        json(3, "--since", "1h");
        json(0, "--apply", "--dry-run");
        assertThat(shop.value(runs)).isEqualTo("0");

        json(3);
        assertThat(shop.value(runs)).isEqualTo("1");
        assertThat(shop.value("SELECT counts FROM ylh_run WHERE command = 'reconcile'"))
                .contains("\"open\":1")
                .contains("\"complete\":true");
    }

    @Test
    void theStopFileKeepsARepairFromBeginning() throws IOException {
        untold();
        Path stop = folder.resolve("stop");
        Files.createFile(stop);
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.stop-file = " + stop);

        assertThat(reconcile("--apply").code()).isEqualTo(5);
        assertThat(shop.rows("SELECT state FROM ylh_cancellation")).isEmpty();
        assertThat(reconcile().code()).isEqualTo(3);
    }

    /** What YLH may have applied is not sent twice where it takes no repeats; it is on record all the same. */
    @Test
    void withoutRepeatsWhatTheJournalKnowsIsForAPersonToResolve() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.idempotent = false");
        String order = order();
        Path file = journal("told.ndjson", told(order, shop.soId(order), "told"));

        JsonNode report = json(3, "--apply", "--journal", file.toString());

        assertThat(each(report, "outcome")).isEqualTo(Map.of("forgotten", "repaired", "unknown", "left"));
        assertThat(each(report, "next_step").get("unknown")).contains("ylh resolve " + order);
        shop.ylh().run("sync");
        assertThat(sandbox.requests()).isEmpty();
        assertThat(shop.ylh()
                        .run("resolve", order, "--as", "confirmed", "--note", "asked")
                        .code())
                .isZero();
        assertThat(json(0, "--journal", file.toString()).get("results")).isEmpty();
    }
}
