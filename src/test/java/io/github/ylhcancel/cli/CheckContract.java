package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row of the specification's table and each thing that wants a person, planted around its threshold. */
abstract class CheckContract {
    private static final DateTimeFormatter SQL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    /** As a monitoring system reads it. */
    private static final Pattern PERFORMANCE =
            Pattern.compile("([a-z-]+)=(U|-?[0-9.]+(?:s|%|B|))((?:;[0-9.:~@-]*){4})");

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    private TestShop shop;
    private long cancellations;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = TestShop.create(folder, databases, 20, sandbox);
        shop.execute("DELETE FROM ylh_run");
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    private static Instant now() {
        return Instant.now();
    }

    private static String at(Instant time) {
        return "TIMESTAMP '" + SQL.format(time) + "'";
    }

    private static Instant ago(Duration span) {
        return now().minus(span);
    }

    private static final Duration LATELY = Duration.ofMinutes(5);

    private static String call(String endpoint, String outcome, Integer status, long ms, Instant at) {
        return "(1, 'planted', '" + endpoint + "', " + at(at) + ", " + ms + ", " + status + ", '" + outcome + "', '')";
    }

    private void calls(List<String> rows) {
        for (int from = 0; from < rows.size(); from += 500) {
            shop.execute(
                    "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail)"
                            + " VALUES "
                            + String.join(", ", rows.subList(from, Math.min(rows.size(), from + 500))));
        }
    }

    private void calls(int count, String endpoint, String outcome, Integer status, long ms) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(call(endpoint, outcome, status, ms, ago(LATELY)));
        }
        if (!rows.isEmpty()) {
            calls(rows);
        }
    }

    private void transitions(int count, Instant at) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add("(" + ++cancellations + ", 1, 'cancel', 'PLANTED', 'pending', 'cancelled', '', '', '', " + at(at)
                    + ", 'none', 'planted', 0, 0, " + at(at) + ")");
        }
        if (!rows.isEmpty()) {
            shop.execute(
                    "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, from_status, to_status,"
                            + " reason, note, operator, cancel_time, money, run_id, worker, step, created_at) VALUES "
                            + String.join(", ", rows));
        }
    }

    private void deliveries(int count, String state, Instant at) {
        for (int i = 0; i < count; i++) {
            long id = ++cancellations;
            boolean open = List.of("pending", "unknown").contains(state);
            shop.execute("INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason,"
                    + " source_system, cancel_time, from_status, operator, state, attempts, next_attempt_at, maybe_applied,"
                    + " created_at, updated_at) VALUES (" + (1_000_000 + id) + ", 1, 'PLANTED" + id + "', 'PSO" + id
                    + "', '', '', " + at(at) + ", 'paid', '', '" + state + "', 1, " + (open ? at(at) : "NULL")
                    + ", FALSE, " + at(at) + ", " + at(at) + ")");
        }
    }

    private void run(String command, int code, Instant ended, String counts) {
        shop.execute(
                "INSERT INTO ylh_run (id, command, arguments, operator, host, pid, started_at, ended_at, exit_code, counts)"
                        + " VALUES ('planted-" + ++cancellations + "', '" + command + "', '', '', '', 1, "
                        + at(ended.minusSeconds(1)) + ", " + at(ended) + ", " + code + ", '" + counts + "')");
    }

    private Ran check(String... arguments) {
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments));
        return shop.ylh().run(all.toArray(String[]::new));
    }

    private JsonNode of(String check, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--only", check, "-o", "json"));
        all.addAll(List.of(arguments));
        Ran ran = check(all.toArray(String[]::new));
        assertThat(ran.json().path("results")).as(ran.out() + ran.err()).hasSize(1);
        JsonNode one = ran.json().path("results").get(0);
        int code = List.of("ok", "warning", "critical", "unknown")
                .indexOf(one.path("severity").asText());
        assertThat(ran.code()).isEqualTo(code);
        return one;
    }

    private String severity(String check, String... arguments) {
        return of(check, arguments).path("severity").asText();
    }

    // ---- the specification's table

    @ParameterizedTest
    @CsvSource({"96, ok", "95, ok", "94, warning", "80, ok-not", "79, critical"})
    void theSuccessRate(int accepted, String severity) {
        calls(accepted, "cancel", "accepted", 200, 50);
        calls(100 - accepted, "cancel", accepted % 2 == 0 ? "unknown" : "rejected", 500, 50);
        // None of these says how well YLH does its work.
        calls(30, "cancel", "not-applied", 429, 1);
        calls(30, "cancel", "not-sent", null, 1);
        calls(30, "token", "no-token", 401, 1);

        JsonNode found = of("success-rate");

        assertThat(found.path("value").asDouble()).isEqualTo(accepted);
        assertThat(found.path("samples").asLong()).isEqualTo(100);
        assertThat(found.path("severity").asText()).isEqualTo(severity.equals("ok-not") ? "warning" : severity);
    }

    @Test
    void aTokenThatWasRenewedIsNoFailureAndOneThatWasNotIs() {
        calls(20, "cancel", "accepted", 200, 50);
        shop.execute(
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail) VALUES (7, 'r', 'cancel', "
                        + at(ago(LATELY)) + ", 5, 401, 'token-refused', '')",
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail) VALUES (7, 'r', 'token', "
                        + at(ago(LATELY)) + ", 5, 200, 'token', '')",
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail) VALUES (7, 'r', 'cancel', "
                        + at(ago(LATELY)) + ", 5, 200, 'accepted', '')");
        assertThat(of("success-rate").path("value").asDouble()).isEqualTo(100);
        assertThat(of("authentication-failures", "--min-samples", "1")
                        .path("value")
                        .asDouble())
                .isZero();

        shop.execute(
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail) VALUES (8, 'r', 'cancel', "
                        + at(ago(LATELY)) + ", 5, 401, 'token-refused', '')");
        assertThat(of("success-rate").path("value").asDouble()).isBetween(95.0, 96.0);
        assertThat(of("authentication-failures", "--min-samples", "1")
                        .path("value")
                        .asDouble())
                .isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"4999, ok", "5000, ok", "5001, warning", "20000, warning", "20001, critical"})
    void theResponseTime(long ms, String severity) {
        calls(94, "cancel", "accepted", 200, 100);
        calls(5, "cancel", "accepted", 200, ms);
        calls(1, "cancel", "unknown", null, 30_000);
        calls(50, "cancel", "not-sent", null, 60_000);
        calls(50, "token", "token", 200, 60_000);

        JsonNode found = of("response-time");

        assertThat(found.path("value").asDouble()).isEqualTo(ms / 1000.0);
        assertThat(found.path("severity").asText()).isEqualTo(severity);
        assertThat(of("slowest-call").path("value").asDouble()).isEqualTo(30);
        // Over hours the classes have these limits among their ends.
        assertThat(severity("response-time", "--window", "3h")).isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource({"4, ok", "5, ok", "6, warning", "20, warning", "21, critical"})
    void theRateOfAuthenticationsThatFail(int refused, String severity) {
        calls(refused, "token", "no-token", 401, 10);
        calls(100 - refused, "token", "token", 200, 10);
        calls(40, "token", "no-answer", null, 10);

        JsonNode found = of("authentication-failures");

        assertThat(found.path("value").asDouble()).isEqualTo(refused);
        assertThat(found.path("severity").asText()).isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource({"140, ok", "141, warning", "181, critical", "60, ok", "59, warning", "19, critical"})
    void theVolumeAgainstTheSameHourOfTheDaysBefore(int count, String severity) {
        for (int day = 1; day <= 8; day++) {
            transitions(day % 2 == 0 ? 95 : 105, ago(Duration.ofDays(day).plus(LATELY)));
            transitions(300, ago(Duration.ofDays(day).plusHours(3)));
        }
        transitions(count, ago(LATELY));

        JsonNode found = of("volume");

        assertThat(found.path("severity").asText()).as(found.toString()).isEqualTo(severity);
        assertThat(found.path("message").asText()).isEqualTo(count + " where 100 are usual");
    }

    @Test
    void withTooLittleToGoByNothingIsSaid() {
        calls(19, "cancel", "rejected", 400, 60_000);
        transitions(500, ago(LATELY));

        assertThat(of("success-rate").path("message").asText()).isEqualTo("only 19 calls, fewer than 20");
        assertThat(severity("success-rate")).isEqualTo("ok");
        assertThat(severity("response-time")).isEqualTo("ok");
        assertThat(severity("volume")).isEqualTo("ok");
        assertThat(severity("success-rate", "--min-samples", "19")).isEqualTo("critical");
    }

    @Test
    void whatIsOlderThanTheWindowIsNotCounted() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(call("cancel", "rejected", 400, 10, ago(Duration.ofMinutes(61))));
        }
        calls(rows);
        calls(40, "cancel", "accepted", 200, 10);

        assertThat(of("success-rate").path("value").asDouble()).isEqualTo(100);
        assertThat(of("success-rate", "--window", "2h").path("value").asDouble())
                .isEqualTo(50);
    }

    // ---- what wants a person, or stands still

    @ParameterizedTest
    @CsvSource({"dead, dead", "held, held"})
    void oneDeliveryThatWantsAPerson(String check, String state) {
        assertThat(severity(check)).isEqualTo("ok");

        deliveries(1, state, now());
        assertThat(severity(check)).isEqualTo("warning");

        deliveries(20, state, now());
        assertThat(severity(check)).isEqualTo("critical");
    }

    @Test
    void deliveriesThatWaitAndAreOverdue() {
        deliveries(1, "accepted", ago(Duration.ofHours(23)));
        assertThat(severity("overdue")).isEqualTo("ok");
        assertThat(of("oldest-due").path("value").asDouble()).isZero();

        deliveries(1, "unknown", ago(Duration.ofHours(25)));
        deliveries(20, "rejected", now());
        assertThat(severity("overdue")).isEqualTo("warning");
        assertThat(of("oldest-due").path("value").asDouble()).isBetween(25 * 3600.0, 25 * 3600.0 + 600);
        assertThat(severity("oldest-due")).isEqualTo("critical");
        assertThat(of("unknown").path("value").asLong()).isEqualTo(1);
        assertThat(of("rejected").path("value").asLong()).isEqualTo(20);
        assertThat(severity("rejected")).isEqualTo("ok");
    }

    @Test
    void aCircuitThatIsOpen() {
        assertThat(of("circuit-open").path("value").asDouble()).isZero();

        shop.execute("UPDATE ylh_circuit SET opened_at = " + at(ago(Duration.ofMinutes(10))));

        assertThat(of("circuit-open").path("value").asDouble()).isBetween(600.0, 660.0);
        assertThat(severity("circuit-open")).isEqualTo("warning");
    }

    @Test
    void whenSweepAndSyncLastEndedWell() {
        assertThat(of("last-sync").path("message").asText()).isEqualTo("sync has not run here yet");
        assertThat(severity("last-sweep")).isEqualTo("ok");

        run("sync", 0, ago(Duration.ofHours(2)), "{}");
        run("sync", 6, ago(Duration.ofMinutes(1)), "{}");
        run("cancel-unpaid", 3, ago(Duration.ofMinutes(61)), "{\"no_longer_pending\":0}");
        run(
                "cancel-unpaid",
                6,
                ago(Duration.ofMinutes(10)),
                "{\"no_longer_pending\":4,\"inner\":{\"no_longer_pending\":9}}");
        run("cancel-unpaid", 5, ago(Duration.ofMinutes(1)), "");

        assertThat(of("last-sync").path("value").asDouble()).isBetween(7200.0, 7260.0);
        assertThat(severity("last-sync")).isEqualTo("critical");
        assertThat(of("last-sweep").path("value").asDouble()).isBetween(600.0, 660.0);
        assertThat(of("cancelled-beside").path("value").asLong()).isEqualTo(4);
    }

    @Test
    void aSweepFailureAnUntoldOrderAndWhatReconcileFound() {
        shop.execute(
                "INSERT INTO ylh_sweep_failure (order_id, order_number, cause, failures, first_failed_at, last_failed_at, run_id)"
                        + " VALUES (1, 'P', 'x', 1, " + at(now()) + ", " + at(now()) + ", 'r')");
        assertThat(severity("sweep-failures")).isEqualTo("warning");

        assertThat(of("disagreements").path("message").asText()).isEqualTo("reconcile has not run here yet");
        String order = shop.orders("paid", true).get(0);
        shop.execute(
                "UPDATE orders SET status = 'cancelled', cancelled_at = '2100-01-01 00:00:00' WHERE order_number = '"
                        + order + "'");
        assertThat(shop.ylh().run("reconcile", "--only", "cancelled-by-shop").code())
                .isEqualTo(3);
        assertThat(shop.ylh().run("reconcile", "--apply", "--dry-run").code()).isIn(0, 3);
        assertThat(of("disagreements").path("message").asText()).isEqualTo("reconcile has not run here yet");

        assertThat(shop.ylh().run("reconcile").code()).isEqualTo(3);

        assertThat(of("disagreements").path("value").asLong()).isEqualTo(1);
        assertThat(severity("disagreements")).isEqualTo("warning");
    }

    @Test
    void theToolsTablesHaveASize() {
        assertThat(of("table-size").path("value").asLong()).isBetween(100L, 100_000_000L);
    }

    // ---- hours that are counted once

    @Test
    void hoursThatAreCountedSayTheSameAsTheCallsThemselves() {
        Random random = new Random(7);
        Instant end = now();
        List<String> rows = new ArrayList<>();
        List<String> outcomes =
                List.of("accepted", "accepted", "accepted", "rejected", "unknown", "not-sent", "not-applied");
        for (int i = 0; i < 3000; i++) {
            String outcome = outcomes.get(random.nextInt(outcomes.size()));
            Integer status =
                    outcome.equals("not-sent") ? null : outcome.equals("not-applied") ? (Integer) 429 : (Integer) 200;
            rows.add(call("cancel", outcome, status, random.nextInt(9000), end.minusSeconds(random.nextInt(9 * 3600))));
        }
        calls(rows);
        Map<String, String> first = values("--window", "8h");
        String counted = shop.value("SELECT COUNT(*) FROM ylh_counted_hour");
        // Hours that are whole, inside the window and no longer young, also if another begins meanwhile: nobody may
        // read their calls again.
        Instant hour = end.truncatedTo(ChronoUnit.HOURS);
        shop.execute("UPDATE ylh_call SET duration_ms = 60000 WHERE started_at >= "
                + at(hour.minus(6, ChronoUnit.HOURS)) + " AND started_at < " + at(hour.minus(3, ChronoUnit.HOURS)));
        Map<String, String> again = values("--window", "8h");
        assertThat(shop.value("SELECT COUNT(*) FROM ylh_counted_hour")).isEqualTo(counted);
        assertThat(Integer.parseInt(counted)).isBetween(6, 8);

        assertThat(again.get("success-rate")).isEqualTo(first.get("success-rate"));
        assertThat(again.get("slowest-call")).isEqualTo(first.get("slowest-call"));
        assertThat(again.get("response-time")).isEqualTo(first.get("response-time"));
        shop.execute("DELETE FROM ylh_counted_hour", "DELETE FROM ylh_call_hour");
        assertThat(values("--window", "8h").get("response-time")).isNotEqualTo(first.get("response-time"));
        assertThat(Double.parseDouble(first.get("response-time"))).isBetween(8.0, 9.0);
    }

    private Map<String, String> values(String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(List.of("-o", "json", "--only", "success-rate,response-time,slowest-call"));
        all.addAll(List.of(arguments));
        check(all.toArray(String[]::new))
                .json()
                .path("results")
                .forEach(one ->
                        values.put(one.path("check").asText(), one.path("value").asText()));
        return values;
    }

    @Test
    void twoAtOnceCountEachHourOnce() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            rows.add(call("cancel", "accepted", 200, 10, ago(Duration.ofMinutes(10 + i))));
        }
        calls(rows);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Ran>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(threads.submit(() -> check("--window", "6h", "--only", "success-rate", "-o", "json")));
        }
        for (Future<Ran> one : both) {
            Ran ran = one.get(60, TimeUnit.SECONDS);
            // The embedded database lets one in at a time.
            assertThat(ran.code()).as(ran.out() + ran.err()).isIn(0, 3);
        }
        threads.shutdown();

        assertThat(shop.rows("SELECT at_hour FROM ylh_call_hour GROUP BY at_hour HAVING COUNT(*) > 1"))
                .isEmpty();
        assertThat(shop.value("SELECT SUM(calls) FROM ylh_call_hour"))
                .isEqualTo(shop.value("SELECT SUM(calls) FROM ylh_counted_hour"));
    }

    // ---- how it is said

    @Test
    void monitoringReadsTheFirstLineAndTheCode() {
        calls(80, "cancel", "accepted", 200, 50);
        calls(40, "cancel", "rejected", 400, 50);
        deliveries(1, "dead", now());

        Ran ran = check();

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines()).hasSize(1);
        String[] parts = ran.out().strip().split(" \\| ");
        assertThat(parts).hasSize(2);
        assertThat(parts[0])
                .isEqualTo(
                        "YLH CRITICAL - success rate 66.7% (not within 80:): check the state of YLH; dead deliveries 1 (not within 0): "
                                + "ylh deliveries --state dead, then ylh retry");
        List<String> names = new ArrayList<>();
        for (String datum : parts[1].split(" ")) {
            Matcher form = PERFORMANCE.matcher(datum);
            assertThat(form.matches()).as(datum).isTrue();
            names.add(form.group(1));
        }
        assertThat(names)
                .isEqualTo(Arrays.stream(Alert.values()).map(Alert::word).toList());
        assertThat(parts[1])
                .contains("success-rate=66.667%;95:;80:;0;100")
                .contains(" dead=1;0;20;0; ")
                .contains(" last-sweep=U;3600;21600;0; ");
    }

    @Test
    void inChineseItSaysWhatTheSpecificationAdvises() {
        calls(40, "cancel", "rejected", 400, 6000);
        calls(40, "token", "no-token", 401, 5);

        assertThat(check("--lang", "zh").out())
                .contains("取消成功率 0%（超出 80:）：检查易理货系统状态；")
                .contains("响应时间 6s（超出 5）：优化网络或增加超时")
                .contains("认证失败率 100%（超出 20）：检查认证配置");
    }

    @Test
    void whereNothingIsWrongItSaysSo() {
        Ran ran = check();

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("YLH OK - nothing is wrong (21 checks) | success-rate=U;");
    }

    @ParameterizedTest
    @CsvSource({"--nonsense", "--only=dad", "--window=8d", "--window=x", "--min-samples=0", "--color=x", "-c=a"})
    void whatCannotBeMeantIsUnknown(String argument) {
        Ran ran = check(argument);

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).startsWith("YLH UNKNOWN - ");
        assertThat(ran.out().lines()).hasSize(1);
    }

    @Test
    void metricsForPrometheusAreWrittenInOneStep() throws Exception {
        calls(50, "cancel", "accepted", 200, 50);
        Path file = folder.resolve("ylh.prom");

        Ran ran = check("--textfile", file.toString());

        assertThat(ran.code()).as(ran.out()).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .contains("ylh_up 1", "ylh_success_rate_ratio 1.0", "ylh_response_time_seconds 0.05", "ylh_dead 0")
                .contains("# TYPE ylh_success_rate_ratio gauge", "ylh_check_severity{check=\"dead\"} 0");
        List<String> samples =
                lines.stream().filter(line -> !line.startsWith("#")).toList();
        assertThat(samples).allMatch(line -> line.matches("[a-z_]+(\\{check=\"[a-z-]+\"})? -?[0-9.E]+"));
        assertThat(samples.stream().map(line -> line.split("[ {]")[0]).collect(Collectors.toSet()))
                .allSatisfy(name -> assertThat(lines.stream().filter(("# TYPE " + name + " gauge")::equals))
                        .hasSize(1));
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(Files.getPosixFilePermissions(file)).hasSize(4);
        }
        try (var all = Files.list(folder)) {
            assertThat(all.filter(one -> one.toString().endsWith(".unfinished")))
                    .isEmpty();
        }
    }
}
