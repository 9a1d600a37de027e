package io.github.ylhcancel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import io.github.ylhcancel.testing.Ylh;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.api.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A shop in which every text steers terminals, forges lines and runs in spreadsheets, and a supplier whose answers do: whatever
 * command looks at it, in whatever format, none of that gets out. The log is {@code PoisonedLogIT}'s.
 */
class PoisonedShopTest {
    /** Clears the screen, fills the clipboard, turns the writing round, hides, ends the text and the line, and is a formula. */
    private static final String POISON = "=\u001B[2J\u001B]52;c;bXk=\u0007\u009B31m\u001B[32m\u202E\u200B\u0000"
            + Character.toString(0xE0041) + "\u0085FORGED\u2028FORGED\r\nFORGED;=1";
    /** For narrow columns. */
    private static final String BIT = "\u001B[2J\u202E\r\nFORGED\u0000";

    /** How one sees it. */
    private static final String SEEN = "\\u001b[2J";

    @TempDir
    private Path folder;

    private HttpServer supplier;
    private TestShop shop;
    private List<String> paid;
    private List<String> formats = List.of();
    private final Set<String> parsed = new HashSet<>();

    static Stream<List<String>> formats() {
        return Stream.of(
                List.of("-o", "table", "--color", "always"),
                List.of("-o", "table", "-v", "--lang", "zh"),
                List.of("-o", "json", "-v"),
                List.of("-o", "ndjson", "--debug"),
                List.of("-o", "csv"));
    }

    @BeforeEach
    void open() throws IOException {
        supplier = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        supplier.createContext("/", PoisonedShopTest::answer);
        supplier.start();
        URI base = URI.create("http://127.0.0.1:" + supplier.getAddress().getPort());
        shop = TestShop.create(folder, 60, base.resolve("/token"), base);
        paid = shop.orders("paid", true);
        poison();
    }

    @AfterEach
    void close() {
        supplier.stop(0);
    }

    /** Refuses what has an even number in it, and fails at the others. */
    private static void answer(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean token = exchange.getRequestURI().getPath().endsWith("/token");
        boolean refused = asked.matches("(?s).*SO\\d*[02468]-.*");
        String words = new JsonMapper().writeValueAsString(POISON);
        byte[] body = (token
                        ? "{\"access_token\":\"invented-token-0123456789\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                        : refused ? "{\"success\":false,\"description\":" + words + "}" : "<html>" + POISON)
                .getBytes(UTF_8);
        exchange.sendResponseHeaders(token || refused ? 200 : 500, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** What is read of a shop and of what earlier runs left. The first order's delivery was written down by hand. */
    private void poison() {
        String poison = literal(POISON);
        String bit = literal(BIT);
        shop.execute(
                "UPDATE products SET name = " + poison + " || name",
                "UPDATE product_skus SET sku_code = " + poison + " || sku_code",
                "UPDATE order_status_history SET operator = " + poison + ", note = " + poison,
                "UPDATE orders SET haier_order_no = " + poison + ", haier_status = " + bit + ", haier_fail_msg = "
                        + poison);
        for (DeliveryState state : DeliveryState.values()) {
            given(state, paid.remove(0));
        }
        shop.execute(
                "UPDATE orders SET status = 'cancelled', cancel_reason = " + poison + " WHERE order_number = '"
                        + paid.remove(0) + "'",
                "UPDATE orders SET status = " + bit + " WHERE order_number = '" + paid.remove(0) + "'",
                "UPDATE orders SET haier_so_id = " + poison + " WHERE order_number = '" + paid.remove(0) + "'",
                "INSERT INTO ylh_run (id, command, arguments, operator, os_user, login_user, host, pid, started_at, counts)"
                        + " VALUES (" + bit + ", " + bit + ", " + poison + ", " + poison + ", " + bit + ", " + bit
                        + ", "
                        + poison + ", 1, '2026-01-01 00:00:00', " + poison + "),"
                        + " ('r2', " + bit + ", " + poison + ", " + poison + ", " + bit + ", NULL, " + poison
                        + ", 1, '2026-01-01 00:00:00', "
                        + literal("{\"x" + "\\u001b[2J" + "\\r\\nFORGED\":[\"\\u202e\\r\\nFORGED\",{\"=1\":\"|=1\"}]}")
                        + ")",
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, outcome, detail)"
                        + " SELECT id, 'r2', " + bit + ", created_at, 1, " + bit + ", " + poison
                        + " FROM ylh_cancellation",
                "INSERT INTO ylh_intervention (cancellation_id, run_id, operator, decided_at, word, from_state, to_state, note)"
                        + " SELECT id, 'r2', " + poison + ", created_at, " + bit + ", 'dead', 'abandoned', " + poison
                        + " FROM ylh_cancellation",
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status,"
                        + " reason, note, operator, cancel_time, money, run_id, worker, step, created_at)"
                        + " SELECT id, 1, 'cancel', " + poison + " || order_number, haier_so_id, " + bit
                        + ", 'cancelled', "
                        + poison + ", " + poison + ", " + poison + ", '2026-01-01 08:00:00', 'none', 'r2', 0, 0,"
                        + " '2026-01-01 08:00:00' FROM orders WHERE status = 'cancelled'",
                "INSERT INTO ylh_sweep_failure (order_id, order_number, cause, failures, first_failed_at, last_failed_at,"
                        + " run_id) SELECT id, order_number, " + poison
                        + ", 1, '2026-01-01 08:00:00', '2026-01-01 08:00:00',"
                        + " 'r2' FROM orders WHERE status = 'pending' FETCH FIRST 2 ROWS ONLY",
                "UPDATE ylh_circuit SET failures = 10, opened_at = '2026-01-01 08:00:00', probe_at = '2026-01-01 08:00:00',"
                        + " cause = " + poison,
                "UPDATE orders SET order_number = " + poison + " || order_number",
                "UPDATE ylh_cancellation SET order_number = " + poison + " || order_number");
    }

    private void given(DeliveryState state, String order) {
        shop.execute(
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, next_attempt_at, maybe_applied, last_error,"
                        + " created_at, updated_at, run_id)"
                        + " SELECT id, 1, order_number, haier_so_id, " + literal(POISON) + ", " + literal(BIT)
                        + ", '2026-01-01 08:00:00', 'paid', " + literal(POISON) + ", '" + state.word()
                        + "', 1, '2026-01-01 08:00:00', FALSE, " + literal(POISON)
                        + ", '2026-01-01 08:00:00', '2026-01-01 08:00:00', 'r2' FROM orders WHERE order_number = '"
                        + order
                        + "'",
                "UPDATE orders SET status = 'cancelled', cancel_reason = " + literal(POISON) + " WHERE order_number = '"
                        + order + "'");
    }

    private static String literal(String text) {
        StringBuilder literal = new StringBuilder("U&'");
        text.codePoints()
                .forEach(character -> literal.append(
                        Text.isHidden(character) || character == '\\'
                                ? String.format("\\+%06x", character)
                                : Character.toString(character)));
        return literal.append('\'').toString();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void nothingOfItGetsOut(List<String> format) throws IOException {
        formats = format;
        String order = POISON + paid.get(0);
        String second = POISON + paid.get(1);
        String told = shop.value("SELECT order_number FROM ylh_cancellation WHERE state = 'dead'");
        String unknown = shop.value("SELECT order_number FROM ylh_cancellation WHERE state = 'unknown'");

        shows("status");
        shows("status", order, told, POISON);
        for (String state : List.of("pending", "cancelled")) {
            shows("status", "--state", state);
        }
        for (String state : List.of("dead", "accepted")) {
            shows("status", "--sync", state);
        }
        shows("history", order, told, POISON);
        shows("history", told);
        shows("runs");
        quiet("runs", BIT);
        shows("runs", "r2");
        shows("runs", POISON);
        for (DeliveryState state : DeliveryState.values()) {
            shows("deliveries", "--state", state.word());
        }
        shows("deliveries");
        shows("deliveries", "--untold");
        shows("sync", "--dry-run");
        quiet("config", "show");
        quiet("config", "check");
        quiet("db", "check");
        quiet("db", "print-sql");
        refused("--operator", POISON, "cancel", order, "--reason", "缺货");

        wrongArguments();
        plansAndFiles(order, second);

        shows("cancel", order, POISON, "--reason", "缺货", "--dry-run");
        asked("cancel", order, "--reason", "缺货");
        shows("cancel", order, POISON + "SO", "--reason", "缺货");
        // The shop's own trigger has words for it too.
        shop.execute("CREATE TRIGGER poison BEFORE UPDATE ON orders CALL '" + Refusing.class.getName() + "'");
        shows("cancel", second, "--reason", "缺货");
        shows("cancel-unpaid", "--older-than", "5m", "--dry-run");
        shows("cancel-unpaid", "--older-than", "5m", "--no-sync", "--max-orders", "1000", "--max-percent", "100");
        shop.execute("DROP TRIGGER poison");
        shows("retry", told, "--note", "电话问过");
        shows("resolve", unknown, POISON, "--as", "abandoned", "--note", "电话问过");
        shop.execute("UPDATE ylh_cancellation SET state = 'pending', next_attempt_at = '2026-01-01 08:00:00'");
        shows("sync", "--now");
        shop.execute("UPDATE ylh_cancellation SET state = 'pending', next_attempt_at = '2026-01-01 08:00:00'");
        // Decided for somebody else, whose name is shown.
        shop.execute("UPDATE ylh_cancellation SET account = " + literal("x ".repeat(32) + POISON));
        shows("sync", "--now");
        quiet("retry", "--adopt", "--note", "电话问过", "--dry-run");
        shows("retry", "--adopt", "--note", "电话问过");
        shop.execute("UPDATE ylh_cancellation SET state = 'pending', next_attempt_at = '2026-01-01 08:00:00'");
        shop.execute("UPDATE ylh_lease SET owner = " + literal(POISON) + ", acquired_at = '2026-01-01 08:00:00',"
                + " lease_until = '2100-01-01 00:00:00'");
        shows("sync", "--now");

        if (format.contains("json") || format.contains("ndjson")) {
            assertThat(parsed).contains(order, told, POISON, BIT);
        }
    }

    private void wrongArguments() {
        refused("cancel", "PO1", "--reason", POISON);
        refused("cancel", "PO1", "--reason", "\u200Bx", "--note", POISON);
        refused("cancel", "PO1", "--source-system", POISON, "--reason", "x");
        refused("cancel", "PO1", "--cancel-time", POISON, "--reason", "x");
        refused("cancel", "PO1", "--by", POISON, "--reason", "x");
        refused("cancel", "--file", POISON.replace("\u0000", ""), "--reason", "x");
        refused("cancel", "--plan", POISON.replace("\u0000", ""));
        refused("cancel", "--file", "x", "--encoding", POISON);
        refused("cancel-unpaid", "--older-than", POISON);
        refused("status", "--state", POISON);
        refused("status", "--limit", POISON);
        refused("deliveries", "--state", POISON);
        refused("deliveries", "--since", POISON);
        refused("retry", "--state", POISON);
        refused("retry", "PO1", "--note", POISON);
        refused("sync", "--limit", POISON);
        refused("sync", "--rate", POISON);
        refused("sync", "--time-budget", POISON);
        refused("resolve", "PO1", "--as", POISON, "--note", "x");
        refused("resolve", "PO1", "--as", "abandoned", "--note", POISON);
        refused("runs", "--since", POISON);
        refused("db", "init", "--sample", POISON);
        refused("sandbox", "--fail", POISON);
        refused("db", POISON);
        refused(POISON);
        refused("--" + POISON);
        refused("status", "--" + POISON);
    }

    private void plansAndFiles(String order, String second) throws IOException {
        // With a NUL in it the file would be refused as a whole.
        String rows = "order,reason," + quoted(POISON) + "\n" + quoted(order) + ",缺货,x\nPO404,\"" + BIT + "\",x\n"
                + POISON + ",x\n" + quoted("=" + second.substring(1)) + ",x,x\n";
        Path file = Files.writeString(folder.resolve("orders.csv"), rows.replace("\u0000", ""), UTF_8);
        Path results = folder.resolve("results.csv");
        shows("cancel", "--file", file.toString(), "--reason", "x", "--dry-run", "--results", results.toString());
        String written = Files.readString(results);
        assertClean(written.replace("\r\n", "\n").substring(1));
        assertHarmless(written.substring(1));

        Path plan = folder.resolve("plan.json");
        shows("cancel", second, "--reason", "缺货", "--dry-run", "--plan-out", plan.toString());
        assertClean(Files.readString(plan));
        assertThat(new JsonMapper().readTree(plan.toFile()).findValuesAsText("order"))
                .contains(second);
        asked("cancel", "--plan", plan.toString());
        Files.writeString(plan, Files.readString(plan).replace("\"by\":\"", "\"by\":\"\\u001b[2J\\r\\nFORGED"));
        refused("cancel", "--plan", plan.toString());
    }

    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    /** Something of it is seen, made visible. */
    private void shows(String... arguments) {
        Ran ran = ran(shop.ylh(), arguments);
        assertThat(ran.out() + ran.err()).as(Arrays.toString(arguments)).containsIgnoringCase(SEEN);
    }

    /** What is wrong with it is said, and mostly repeated. */
    private void refused(String... arguments) {
        assertThat(ran(shop.ylh(), arguments).code())
                .as(Arrays.toString(arguments))
                .isEqualTo(2);
    }

    private void quiet(String... arguments) {
        ran(shop.ylh(), arguments);
    }

    /** A person sits there, and says no. */
    private void asked(String... arguments) {
        Ran ran = ran(shop.ylh().onTerminal().in("n\n"), arguments);
        assertThat(ran.err()).as(Arrays.toString(arguments)).contains("[y/N]", SEEN);
    }

    private Ran ran(Ylh program, String... arguments) {
        List<String> all = new ArrayList<>(formats);
        all.addAll(List.of(arguments));
        Ran ran = program.environment(Map.of()).run(all.toArray(String[]::new));
        String command = all.toString();
        assertThat(ran.err()).as(command).doesNotContain("Exception in", "StackOverflow");
        assertClean(ran.out());
        assertClean(ran.err());
        if (!ran.out().isEmpty()
                && !ran.out().startsWith("--")
                && !List.of(arguments).contains("print-sql")) {
            parse(ran);
        }
        return ran;
    }

    private void parse(Ran ran) {
        if (formats.contains("json")) {
            collect(ran.json());
        } else if (formats.contains("ndjson")) {
            ran.out().lines().forEach(line -> collect(new Ran(0, line, "").json()));
        } else if (formats.contains("csv")) {
            assertHarmless(ran.out());
        }
    }

    private void collect(JsonNode node) {
        if (node.isTextual()) {
            parsed.add(node.asText());
        }
        node.forEach(this::collect);
    }

    /** Nothing is hidden, and no line is another's. Our own colours are seen where they are wanted. */
    private void assertClean(String printed) {
        String plain = formats.contains("always") ? printed.replaceAll("\u001B\\[(0|1|2|31|32|33)m", "") : printed;
        assertThat(plain.codePoints()
                        .filter(character -> character != '\n' && Text.isHidden(character))
                        .mapToObj(character -> String.format("U+%04X", character)))
                .as(plain)
                .isEmpty();
        assertThat(plain.lines()).noneMatch(line -> line.startsWith("FORGED"));
        // The colour that is in the poison is never one of ours.
        assertThat(printed).doesNotContain("\u001B[32m\\u202e");
    }

    /** Each row has its columns, and no cell begins like a formula, wherever it is taken to begin. */
    private static void assertHarmless(String csv) {
        List<CsvRecord> rows = CsvReader.builder().ofCsvRecord(csv).stream().toList();
        assertThat(rows).allMatch(row -> row.getFieldCount() == rows.get(0).getFieldCount());
        assertThat(rows.stream()
                        .flatMap(row -> row.getFields().stream())
                        .filter(cell -> !cell.matches("-?[\\d.]+"))
                        .flatMap(cell -> Stream.of(cell.split("[;|\t]"))))
                .noneMatch(part -> part.strip().matches("(?s)[=+@-].*"));
    }

    /** Refuses whatever is written, in words of its own. */
    public static final class Refusing implements Trigger {
        @Override
        public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
            throw new SQLException(POISON, "23513");
        }
    }
}
