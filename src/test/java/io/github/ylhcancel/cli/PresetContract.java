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
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
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
    abstract void cancel(Rows rows, String id);

    /** What its code does with one that nobody has paid for. */
    abstract void expire(Rows rows, String id);

    /** The other way round: what was taken back is as it was, but for the times of writing. */
    abstract void putBack(Rows before, Rows rows, String id);

    abstract String orders();

    abstract String numberColumn();

    abstract String statusColumn();

    abstract String timeColumn();

    abstract String deletedColumn();

    /** All rows: by table, then by key, then by column. */
    static final class Rows {
        private final Map<String, Map<String, Map<String, String>>> tables = new LinkedHashMap<>();

        Map<String, String> row(String table, String id) {
            return tables.get(table).get(id);
        }

        /** The rows of a table that have something in a column. */
        List<Map<String, String>> of(String table, String column, String value) {
            return tables.get(table).values().stream()
                    .filter(row -> value.equals(row.get(column)))
                    .toList();
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
        List<String> lines = new ArrayList<>(List.of(
                "schema.preset = " + preset(),
                "schema.orders.haier_so_id = haier_so_id",
                "schema.time-zone = Asia/Shanghai"));
        lines.addAll(List.of(SignedCallback.config()));
        says(lines.toArray(String[]::new));
        shop.execute(definitions().toArray(String[]::new));
        shop.execute(articles().toArray(String[]::new));
        List<String> statements = new ArrayList<>();
        for (int id = 1; id <= ORDERS; id++) {
            String state = id % 3 == 0 ? states().get(random.nextInt(states().size())) : states().get(0);
            boolean waits = state.equals(states().get(0));
            long minutes = id % 4 == 0 ? random.nextInt(23 * 60) : 25 * 60 + random.nextInt(90 * 24 * 60);
            String at = COLUMN.format(LocalDateTime.now(SHANGHAI).minusMinutes(minutes));
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
            assertThat(found.tables.get(table).keySet())
                    .isEqualTo(expected.tables.get(table).keySet());
            expected.tables
                    .get(table)
                    .forEach((id, row) -> row.forEach((column, value) -> {
                        String there = found.row(table, id).get(column);
                        if (NOW.equals(value)) {
                            assertThat(instant(there))
                                    .as(table + "." + column + " of " + id)
                                    .isBetween(begun, Instant.now());
                        } else {
                            assertThat(there)
                                    .as(table + "." + column + " of " + id)
                                    .isEqualTo(value);
                        }
                    }));
        }
    }

    private static Instant instant(String column) {
        return LocalDateTime.parse(column.substring(0, 19), COLUMN)
                .atZone(SHANGHAI)
                .toInstant();
    }

    /** Those that wait for their payment, the first of them first. */
    private List<Map<String, String>> pending(Rows rows) {
        return rows.tables.get(orders()).values().stream()
                .filter(row -> row.get(statusColumn()).equals(states().get(0)))
                .filter(row -> row.get(deletedColumn()).equals("0"))
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
        cancel(after, order.get("id"));
        List<String> expected = new ArrayList<>();
        after.tables.forEach((table, rows) -> rows.forEach((id, row) -> row.forEach((column, value) -> {
            if (!Objects.equals(before.row(table, id).get(column), value)) {
                expected.add(table + " " + id + " " + column);
            }
        })));

        Ran tried = ylh("db", "check", "--try", order.get(numberColumn()), "-o", "json");

        List<String> shown = new ArrayList<>();
        tried.json().path("results").forEach(one -> {
            if (one.has("table")) {
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

        pending.subList(0, 40).forEach(row -> cancel(rows, row.get("id")));
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
        putBack(before, rows, before.of(orders(), numberColumn(), order).get(0).get("id"));
        assertSame(rows);
    }
}
