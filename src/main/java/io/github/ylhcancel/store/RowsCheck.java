package io.github.ylhcancel.store;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.StoreException;
import io.github.ylhcancel.db.TableMetadata;
import io.github.ylhcancel.db.TableMetadata.Column;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.schema.MappingKeys;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.schema.ShopValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rows of a shop say about its mapping: keys that are on several rows, words that nothing maps, conditions that no row meets; and
 * what the tables have that others write, versions and triggers. Each question stands for itself, so that one that cannot be asked hides
 * no other. Reads only.
 */
final class RowsCheck {
    private static final String PREFIX = "schema.";
    /** So many words are told of a column. */
    private static final int MOST_WORDS = 12;

    private static final String TWICE = """
            SELECT {x:%1$s.%2$s} AS twice FROM {%1$s} x WHERE {x:%1$s.%2$s} IS NOT NULL {x:%1$s there}
             GROUP BY {each x:%1$s.%2$s} HAVING COUNT(*) > 1 LIMIT 1
            """;
    private static final String TOLD_TWICE = """
            SELECT {o:orders.haier_so_id} AS twice FROM {orders} o
             WHERE {o:orders.haier_so_id} IS NOT NULL AND {o:orders.haier_so_id} <> ''
               AND ({o:orders.status is status.pending} OR {o:orders.status is status.paid}) {o:orders there}
             GROUP BY {o:orders.haier_so_id} HAVING COUNT(*) > 1 LIMIT 1
            """;
    private static final String WORDS = """
            SELECT {x:%1$s.%2$s} AS word, COUNT(*) AS times FROM {%1$s} x WHERE {x:%1$s.%2$s} IS NOT NULL {x:%1$s there}
             GROUP BY {each x:%1$s.%2$s}
            """;
    private static final String ANY = "SELECT 1 AS one FROM %s x WHERE 1 = 1 %s LIMIT 1";

    private static final Pattern VERSION = Pattern.compile(
            "(?:lock_?|row_?|opt_?lock_?)?(?:version|revision)(?:_?no)?|opt_?lock", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHANGED = Pattern.compile(
            "(?:updated?|modif(?:y|ied)|changed?|last_?modified|gmt_?modified|date_?(?:upd|modified))(?:_?(?:at|on|time|date))?",
            Pattern.CASE_INSENSITIVE);

    private final Database database;
    private final ShopSchema schema;
    private final Map<ShopTable, TableMetadata> tables = new EnumMap<>(ShopTable.class);
    private final List<Finding> findings = new ArrayList<>();

    private RowsCheck(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    static List<Finding> of(Database database, ShopSchema schema) {
        schema.meet(database);
        return new RowsCheck(database, schema).run();
    }

    private List<Finding> run() {
        for (ShopTable table : ShopTable.values()) {
            if (schema.has(table)) {
                database.readTogether(sql -> TableMetadata.of(sql, schema.table(table)))
                        .ifPresent(found -> tables.put(table, found));
            }
        }
        Stream.of(ShopTable.ORDERS, ShopTable.ITEMS, ShopTable.PRODUCTS, ShopTable.SKUS, ShopTable.PAYMENTS)
                .forEach(this::checkKey);
        checkNumbers();
        checkSoIds();
        tables.keySet().forEach(this::checkConditions);
        checkStates();
        checkValue(ShopTable.PAYMENTS, "status", ShopValue.PAYMENT_SUCCEEDED);
        checkValue(ShopTable.PRODUCTS, "stock_source", ShopValue.OWN_STOCK);
        Stream.of(ShopTable.ORDERS, ShopTable.PRODUCTS, ShopTable.SKUS).forEach(this::checkVersions);
        checkTimeOfChange();
        tables.keySet().forEach(this::checkTriggers);
        return findings.stream().distinct().toList();
    }

    // ---- keys

    /** A statement that means one row by such a key would change several. */
    private void checkKey(ShopTable table) {
        if (!isThere(table, "id") || isUnique(table, "id")) {
            return;
        }
        String name = name(table, "id");
        Optional<List<String>> more = keyOfMore(table);
        if (more.isPresent()) {
            findings.add(Finding.error(
                    key(table, "id"), Message.of("check.key-of-more", name, String.join(", ", more.get()))));
            return;
        }
        twice(table, "id")
                .ifPresent(value ->
                        findings.add(Finding.error(key(table, "id"), Message.of("check.key-twice", name, value))));
    }

    private void checkNumbers() {
        if (isThere(ShopTable.ORDERS, "number") && !isUnique(ShopTable.ORDERS, "number")) {
            twice(ShopTable.ORDERS, "number")
                    .ifPresent(value -> findings.add(Finding.warning(
                            key(ShopTable.ORDERS, "number"),
                            Message.of("check.number-twice", name(ShopTable.ORDERS, "number"), value))));
        }
    }

    /** What YLH is told about one of them is about both. */
    private void checkSoIds() {
        if (isThere(ShopTable.ORDERS, "haier_so_id", "status") && !isUnique(ShopTable.ORDERS, "haier_so_id")) {
            first(key(ShopTable.ORDERS, "haier_so_id"), schema.render(TOLD_TWICE))
                    .ifPresent(value -> findings.add(Finding.error(
                            key(ShopTable.ORDERS, "haier_so_id"),
                            Message.of("check.so-id-twice", name(ShopTable.ORDERS, "haier_so_id"), value))));
        }
    }

    private Optional<String> twice(ShopTable table, String column) {
        return first(key(table, column), schema.render(TWICE.formatted(table.key(), column)));
    }

    private boolean isUnique(ShopTable table, String column) {
        return tables.get(table).uniqueKeys().stream()
                .anyMatch(key -> key.size() == 1 && isSame(schema.column(table, column), key.get(0)));
    }

    /** Stock by location has such a key. Of a partitioned table of orders that says nothing. */
    private Optional<List<String>> keyOfMore(ShopTable table) {
        if (table != ShopTable.PRODUCTS && table != ShopTable.SKUS) {
            return Optional.empty();
        }
        return tables.get(table).uniqueKeys().stream()
                .filter(key -> key.stream().anyMatch(column -> isSame(schema.column(table, "id"), column))
                        && key.stream().anyMatch(column -> !isKnown(table, column)))
                .findFirst();
    }

    /** Whether it is the key, or the same on all rows that are meant. */
    private boolean isKnown(ShopTable table, String column) {
        return isSame(schema.column(table, "id"), column)
                || schema.conditions(table).keySet().stream().anyMatch(name -> isSame(name, column));
    }

    // ---- words

    private void checkConditions(ShopTable table) {
        Map<String, String> conditions = schema.conditions(table);
        if (conditions.isEmpty() || !isThere(table)) {
            return;
        }
        String name = schema.table(table);
        String key = PREFIX
                + MappingKeys.conditions(table)
                + conditions.keySet().iterator().next();
        String any = ANY.formatted(schema.inSql(name), "");
        String meant = ANY.formatted(schema.inSql(name), schema.render("{x:" + table.key() + " there}"));
        if (isFound(key, any).orElse(false) && !isFound(key, meant).orElse(true)) {
            findings.add(Finding.warning(key, Message.of("check.no-row-meant", name, shown(table, conditions))));
        }
    }

    private static String shown(ShopTable table, Map<String, String> conditions) {
        return conditions.entrySet().stream()
                .map(one -> PREFIX + MappingKeys.conditions(table) + one.getKey() + " = " + one.getValue())
                .collect(Collectors.joining(", "));
    }

    /** An order in a state that nothing maps is left alone, and a word that was misspelt never occurs. */
    private void checkStates() {
        if (!isThere(ShopTable.ORDERS, "status")) {
            return;
        }
        Map<String, Long> words = words(ShopTable.ORDERS, "status");
        Map<String, Long> unknown = new LinkedHashMap<>();
        Set<OrderStatus> occurring = words.keySet().stream()
                .flatMap(word -> schema.status(word).known().stream())
                .collect(Collectors.toSet());
        words.forEach((word, times) -> {
            if (schema.status(word).known().isEmpty()) {
                unknown.put(word, times);
            }
        });
        String key = key(ShopTable.ORDERS, "status");
        if (!unknown.isEmpty()) {
            findings.add(Finding.note(key, Message.of("check.states-unknown", shown(unknown))));
        }
        for (OrderStatus status : words.isEmpty() ? new OrderStatus[0] : OrderStatus.values()) {
            String listed = String.join(",", schema.words(status));
            if (!listed.isEmpty() && !occurring.contains(status)) {
                String what = PREFIX + "status." + status.word();
                findings.add(
                        unknown.isEmpty()
                                ? Finding.note(what, Message.of("check.state-never", listed))
                                : Finding.warning(what, Message.of("check.state-never-but", listed, shown(unknown))));
            }
        }
    }

    private void checkValue(ShopTable table, String column, ShopValue value) {
        if (!isThere(table, column) || !schema.has(value)) {
            return;
        }
        Map<String, Long> words = words(table, column);
        List<String> mapped = schema.words(value);
        if (!words.isEmpty()
                && words.keySet().stream().noneMatch(word -> mapped.stream().anyMatch(word::equalsIgnoreCase))) {
            findings.add(Finding.warning(
                    PREFIX + MappingKeys.VALUE + value.key(),
                    Message.of("check.value-never", name(table, column), String.join(",", mapped), shown(words))));
        }
    }

    /** Those that occur most first. */
    private Map<String, Long> words(ShopTable table, String column) {
        String select = schema.render(WORDS.formatted(table.key(), column));
        return asked(key(table, column), () -> database.read(sql -> sql.list(select, RowsCheck::word))).stream()
                .flatMap(List::stream)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    private static Map.Entry<String, Long> word(Row row) {
        return Map.entry(row.text("word"), row.number("times"));
    }

    private static String shown(Map<String, Long> words) {
        String listed = words.entrySet().stream()
                .limit(MOST_WORDS)
                .map(one -> one.getKey() + " (" + one.getValue() + ")")
                .collect(Collectors.joining(", "));
        return words.size() > MOST_WORDS ? listed + ", …" : listed;
    }

    // ---- what others write

    /** A session of the shop's that read the order before would write over what was cancelled since. */
    private void checkVersions(ShopTable table) {
        notSet(
                        table,
                        column -> column.isNumber()
                                && VERSION.matcher(column.name()).matches())
                .forEach(name -> findings.add(Finding.warning(
                                key(table, ShopTable.TABLE),
                                Message.of("check.version-column", schema.table(table) + "." + name))
                        .withRemedy(PREFIX + MappingKeys.sets(table) + name + " = +1")));
    }

    /** The columns, as a configuration writes them, that a cancellation leaves as they are. */
    private List<String> notSet(ShopTable table, Predicate<Column> which) {
        return Optional.ofNullable(tables.get(table)).stream()
                .flatMap(found -> found.columns().stream())
                .filter(which)
                .filter(column -> schema.sets(table).keySet().stream().noneMatch(set -> isSame(set, column.name())))
                .map(column -> database.dialect().written(column.name()))
                .toList();
    }

    private void checkTimeOfChange() {
        if (schema.has(ShopTable.ORDERS, "updated_at")) {
            return;
        }
        String key = key(ShopTable.ORDERS, "updated_at");
        notSet(ShopTable.ORDERS, column -> CHANGED.matcher(column.name()).matches())
                .forEach(name -> findings.add(Finding.note(
                                key, Message.of("check.time-of-change", schema.table(ShopTable.ORDERS) + "." + name))
                        .withRemedy(key + " = " + name)));
    }

    /** Some give back stock by themselves, and then it comes back twice. */
    private void checkTriggers(ShopTable table) {
        String key = key(table, ShopTable.TABLE);
        asked(key, () -> database.read(sql -> sql.dialect().triggers(sql, schema.table(table))))
                .filter(triggers -> !triggers.isEmpty())
                .ifPresent(triggers -> findings.add(Finding.warning(
                                key, Message.of("check.triggers", schema.table(table), String.join(", ", triggers)))
                        .withRemedy("ylh db check --try ORDER")));
    }

    // ---- asking

    /** Whether it has these columns, and those of its conditions; whoever looks at the tables says what is missing. */
    private boolean isThere(ShopTable table, String... columns) {
        if (!tables.containsKey(table)) {
            return false;
        }
        Stream<String> names = Stream.concat(
                Arrays.stream(columns).map(column -> schema.column(table, column)),
                schema.conditions(table).keySet().stream());
        return names.allMatch(
                name -> tables.get(table).columns().stream().anyMatch(column -> isSame(name, column.name())));
    }

    private boolean isSame(String ours, String theirs) {
        return database.dialect().isSame(ours, theirs);
    }

    /** Nothing if it cannot be asked. */
    private Optional<Boolean> isFound(String key, String select) {
        return asked(key, () -> database.read(sql -> sql.first(select, row -> row.text("one"))))
                .map(Optional::isPresent);
    }

    private Optional<String> first(String key, String select) {
        return asked(key, () -> database.read(sql -> sql.first(select, row -> row.text("twice"))))
                .flatMap(found -> found);
    }

    /** What cannot be asked here cannot be asked by the commands either. Rights that are missing are looked at elsewhere, all at once. */
    private <T> Optional<T> asked(String key, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (StoreException | RefusedRowException cannot) {
            findings.add(Finding.error(key, Message.of("check.not-asked", cannot.getMessage())));
        } catch (UserError cannot) {
            if (cannot.exitCode() == ExitCode.DATABASE) {
                throw cannot;
            }
            if (!cannot.text().key().equals("db.no-right")) {
                findings.add(Finding.error(key, cannot.text()));
            }
        }
        return Optional.empty();
    }

    private static String key(ShopTable table, String column) {
        return PREFIX + table.key() + "." + column;
    }

    private String name(ShopTable table, String column) {
        return schema.table(table) + "." + schema.column(table, column);
    }
}
