package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A shop that has a preset, with its tables under their names and types, and two hundred orders: after each command every column of every row
 * is what the shop's own code would have left there, and nothing else has changed. The shop's code is told again here, in its own words,
 * from the places that are named.
 */
abstract class PresetContract extends MappedShopContract {
    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    /** What the column gets in which the shop writes the time. */
    static final String NOW = "now";

    private static final int ORDERS = 200;
    private static final DateTimeFormatter COLUMN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Pattern OFFSET = Pattern.compile("([+-][0-9]{2}(?::[0-9]{2})?)$");
    private static final Duration TIMEOUT = Duration.ofHours(24);

    final Random random = new Random(11);
    private Instant begun;

    abstract String preset();

    abstract List<String> tables();

    /** The statements that make the shop's tables. */
    abstract List<String> definitions();

    /** The statements that make its articles. */
    abstract List<String> articles();

    /**
     * The statements that make an order, and what it took of the stock.
     *
     * @param at when it was made, by the shop's clock
     */
    abstract List<String> order(int id, String state, boolean deleted, String at);

    /** The shop's words for orders that wait for their payment, that are paid, and for the others; the first is what most have. */
    abstract List<String> states();

    /** What the shop's code does with an order that its customer cancels. */
    abstract void cancel(Rows rows, String id, String reason);

    /** What its code does with one that nobody has paid for. */
    abstract void expire(Rows rows, String id);

    /** The other way round: what was taken back is as it was, but for the times of writing. */
    abstract void putBack(Rows before, Rows rows, String id);

    /** The same of an order that YLH refuses to cancel. */
    void refused(Rows before, Rows rows, String id) {
        putBack(before, rows, id);
    }

    /** By what the shop's clock goes. */
    ZoneId zone() {
        return SHANGHAI;
    }

    /** Beside the preset. */
    List<String> configuration() {
        return List.of("schema.orders.haier_so_id = haier_so_id", "schema.time-zone = Asia/Shanghai");
    }

    /** Whether nothing keeps an order that waits for its payment from being cancelled. */
    boolean isFree(Rows rows, Map<String, String> order) {
        return order.get(deletedColumn()).equals("0");
    }

    abstract String orders();

    abstract String numberColumn();

    abstract String statusColumn();

    abstract String timeColumn();

    /** Where a row says that somebody has deleted it. */
    abstract String deletedColumn();

    /** All rows: by table, then by key, then by column. */
    static final class Rows {
        private final Map<String, Map<String, Map<String, String>>> tables = new LinkedHashMap<>();
        /** Those that are to be there too; nobody knows yet by which keys. */
        private final Map<String, List<Map<String, String>>> written = new LinkedHashMap<>();

        Map<String, String> row(String table, String id) {
            return tables.get(table).get(id);
        }

        /** The rows of a table that have something in a column. */
        List<Map<String, String>> of(String table, String column, String value) {
            return tables.get(table).values().stream()
                    .filter(row -> value.equals(row.get(column)))
                    .toList();
        }

        /** Pairs of a column and what it holds; the others hold nothing. */
        void write(String table, String... pairs) {
            Map<String, String> row = new TreeMap<>();
            for (int i = 0; i < pairs.length; i += 2) {
                row.put(pairs[i], pairs[i + 1]);
            }
            row.values().removeIf(Objects::isNull);
            written.computeIfAbsent(table, none -> new ArrayList<>()).add(row);
        }

        void add(String table, String id, String column, int quantity) {
            row(table, id)
                    .merge(
                            column,
                            String.valueOf(quantity),
                            (old, more) -> String.valueOf(Long.parseLong(old) + Long.parseLong(more)));
        }
    }

    @Override
    TestShop shop() {
        return TestShop.in(databases.empty(), folder, sandbox);
    }

    @BeforeEach
    void fill() {
        List<String> lines = new ArrayList<>(List.of("schema.preset = " + preset()));
        lines.addAll(configuration());
        lines.addAll(List.of(SignedCallback.config()));
        says(lines.toArray(String[]::new));
        shop.execute(definitions().toArray(String[]::new));
        shop.execute(articles().toArray(String[]::new));
        List<String> statements = new ArrayList<>();
        for (int id = 1; id <= ORDERS; id++) {
            String state = id % 3 == 0 ? states().get(random.nextInt(states().size())) : states().get(0);
            boolean waits = state.equals(states().get(0));
            long minutes = id % 4 == 0 ? random.nextInt(23 * 60) : 25 * 60 + random.nextInt(90 * 24 * 60);
            String at = COLUMN.format(LocalDateTime.now(zone()).minusMinutes(minutes));
            statements.addAll(order(id, state, !waits && !state.equals(states().get(1)) && id % 5 == 0, at));
        }
        shop.execute(statements.toArray(String[]::new));
        Ran init = shop.ylh().run("db", "init");
        assertThat(init.code()).as(init.out() + init.err()).isZero();
        begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    Rows rows() {
        Rows rows = new Rows();
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            for (String table : tables()) {
                Map<String, Map<String, String>> found = new TreeMap<>();
                try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
                    while (row.next()) {
                        Map<String, String> columns = new TreeMap<>();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            columns.put(row.getMetaData().getColumnLabel(i), row.getString(i));
                        }
                        found.put(columns.get("id"), columns);
                    }
                }
                rows.tables.put(table, found);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    private void assertSame(Rows expected) {
        Rows found = rows();
        for (String table : tables()) {
            assertWritten(table, expected, found);
            expected.tables
                    .get(table)
                    .forEach((id, row) -> row.forEach((column, value) -> {
                        String there = found.row(table, id).get(column);
                        assertThat(NOW.equals(value) ? asNow(there) : there)
                                .as(table + "." + column + " of " + id)
                                .isEqualTo(value);
                    }));
        }
    }

    /** No row is gone, and none is there but those that are to be. */
    private void assertWritten(String table, Rows expected, Rows found) {
        Set<String> known = expected.tables.get(table).keySet();
        assertThat(found.tables.get(table).keySet()).containsAll(known);
        List<Map<String, String>> written = new ArrayList<>();
        found.tables.get(table).forEach((id, row) -> {
            if (!known.contains(id)) {
                Map<String, String> filled = new TreeMap<>(row);
                filled.remove("id");
                filled.values().removeIf(Objects::isNull);
                filled.replaceAll((column, value) -> column.endsWith("_at") ? asNow(value) : value);
                filled.computeIfPresent("note", (column, note) -> note.replaceAll(" \\[run .*]$", ""));
                written.add(filled);
            }
        });
        assertThat(written)
                .as(table)
                .containsExactlyInAnyOrderElementsOf(expected.written.getOrDefault(table, List.of()));
    }

    /** {@link #NOW}, if that is what a time is. */
    private String asNow(String time) {
        boolean isNow =
                time != null && !instant(time).isBefore(begun) && !instant(time).isAfter(Instant.now());
        return isNow ? NOW : time;
    }

    private Instant instant(String column) {
        LocalDateTime time = LocalDateTime.parse(column.substring(0, 19), COLUMN);
        Matcher offset = OFFSET.matcher(column);
        return offset.find()
                ? time.toInstant(ZoneOffset.of(offset.group(1)))
                : time.atZone(zone()).toInstant();
    }

    /** Those that wait for their payment, the first of them first. */
    private List<Map<String, String>> pending(Rows rows) {
        return rows.tables.get(orders()).values().stream()
                .filter(row -> row.get(statusColumn()).equals(states().get(0)))
                .filter(row -> isFree(rows, row))
                .sorted((one, other) ->
                        Integer.compare(Integer.parseInt(one.get("id")), Integer.parseInt(other.get("id"))))
                .toList();
    }

    private Ran ylh(String... arguments) {
        Ran ran = shop.ylh().run(arguments);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return ran;
    }

    @Test
    void theCheckCallsItGood() {
        Ran check = shop.ylh().run("db", "check");
        assertThat(check.code()).as(check.out()).isZero();
    }

    /** Whoever maps a shop sees before anything is changed what would be. */
    @Test
    void whatIsTriedIsShownAndNotKept() {
        Rows before = rows();
        Rows after = rows();
        Map<String, String> order = pending(before).get(0);
        cancel(after, order.get("id"), "db check --try");
        List<String> expected = new ArrayList<>();
        after.tables.forEach((table, rows) -> rows.forEach((id, row) -> row.forEach((column, value) -> {
            if (!Objects.equals(before.row(table, id).get(column), value)) {
                expected.add(table + " " + id + " " + column);
            }
        })));

        Ran tried = ylh("db", "check", "--try", order.get(numberColumn()), "-o", "json");

        List<String> shown = new ArrayList<>();
        tried.json().path("results").forEach(one -> {
            if (one.hasNonNull("row")) {
                shown.add(one.path("table").asText() + " " + one.path("row").asText() + " "
                        + one.path("column").asText());
            }
        });
        assertThat(shown).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
        assertSame(before);
        assertThat(shop.value("SELECT COUNT(*) FROM ylh_transition")).isEqualTo("0");
        assertThat(shop.ylh().run("db", "check", "--try", "nothere").code()).isEqualTo(2);
    }

    @Test
    void whatIsCancelledByHandAndByAFile() throws Exception {
        Rows rows = rows();
        List<Map<String, String>> pending = pending(rows);
        List<String> arguments = new ArrayList<>(List.of("cancel", "--reason", "不要了", "--no-sync"));
        pending.subList(0, 7).forEach(row -> arguments.add(row.get(numberColumn())));
        StringBuilder file = new StringBuilder("order,reason\n");
        pending.subList(7, 40)
                .forEach(row -> file.append(row.get(numberColumn())).append(",改主意了\n"));
        Path orders = Files.writeString(folder.resolve("orders.csv"), file);

        ylh(arguments.toArray(String[]::new));
        ylh("cancel", "--file", orders.toString(), "--yes", "--no-sync", "--batch-size", "10");

        pending.subList(0, 7).forEach(row -> cancel(rows, row.get("id"), "不要了"));
        pending.subList(7, 40).forEach(row -> cancel(rows, row.get("id"), "改主意了"));
        assertSame(rows);
    }

    @Test
    void whatNobodyHasPaidForIsSwept() {
        Rows rows = rows();
        Instant cutOff = Instant.now().minus(TIMEOUT);
        List<String> due = pending(rows).stream()
                .filter(row -> instant(row.get(timeColumn())).isBefore(cutOff))
                .map(row -> row.get("id"))
                .toList();

        ylh("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100", "--workers", "2", "--batch-size", "20");

        assertThat(due).hasSizeBetween(80, 160);
        due.forEach(id -> expire(rows, id));
        assertSame(rows);
    }

    @Test
    void whatIsUndoneIsAsItWas() {
        Rows before = rows();
        Rows rows = rows();
        List<String> orders = pending(rows).subList(3, 9).stream()
                .map(row -> row.get(numberColumn()))
                .toList();
        List<String> cancel = new ArrayList<>(List.of("cancel", "--reason", "不要了", "--no-sync"));
        cancel.addAll(orders);
        List<String> undo = new ArrayList<>(List.of("undo", "--note", "误操作", "--yes"));
        undo.addAll(orders);

        ylh(cancel.toArray(String[]::new));
        ylh(undo.toArray(String[]::new));

        pending(before).subList(3, 9).forEach(row -> putBack(before, rows, row.get("id")));
        assertSame(rows);
    }

    @Test
    void whatYlhRefusesIsAsItWas() throws Exception {
        String order = pending(rows()).get(5).get(numberColumn());
        shop.execute("UPDATE " + orders() + " SET haier_so_id = 'SO-5' WHERE " + numberColumn() + " = '" + order + "'");
        Rows before = rows();
        Rows rows = rows();

        ylh("cancel", order, "--reason", "不要了");
        Path body = Files.write(
                folder.resolve("body"),
                SignedCallback.cancel(Instant.now(), order, 0).body());
        Ran answered = shop.ylh().run("callback", "--file", body.toString());
        shop.ylh().run("sync");

        assertThat(answered.out()).contains("true");
        refused(before, rows, before.of(orders(), numberColumn(), order).get(0).get("id"));
        assertSame(rows);
    }
}
