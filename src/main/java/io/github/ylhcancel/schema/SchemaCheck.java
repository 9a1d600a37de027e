package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.EditDistance;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.db.TableMetadata;
import io.github.ylhcancel.db.TableMetadata.Column;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.domain.OrderStatus;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the mapping of a shop's tables with the database: what is missing, what an insert would lack, what cannot hold our words,
 * what has no index. Reads only.
 */
public final class SchemaCheck {
    private static final String PREFIX = "schema.";
    /** Two clocks differ by less, two time zones by more. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private static final Set<Integer> TEXTS = Set.of(Types.CHAR, Types.VARCHAR, Types.NCHAR, Types.NVARCHAR);
    private static final Set<Integer> TIMES = Set.of(Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE);

    private static final String NEWEST =
            "SELECT {o:orders.created_at} AS newest FROM {orders} o WHERE 1 = 1 {o:orders there}"
                    + " ORDER BY {o:orders.created_at} DESC LIMIT 1";

    /** Columns that find rows, and are better found by an index: every one by which a statement of the program searches. */
    private record Search(ShopTable table, String... columns) {}

    private static final List<Search> SEARCHES = List.of(
            new Search(ShopTable.ORDERS, "id"),
            new Search(ShopTable.ORDERS, "status", "created_at"),
            new Search(ShopTable.ORDERS, "number"),
            new Search(ShopTable.ORDERS, "haier_so_id"),
            new Search(ShopTable.ORDERS, "haier_order_no"),
            new Search(ShopTable.ORDERS, "parent_id"),
            new Search(ShopTable.ORDERS, "checkout_id"),
            new Search(ShopTable.ITEMS, "id"),
            new Search(ShopTable.ITEMS, "order_id"),
            new Search(ShopTable.PRODUCTS, "id"),
            new Search(ShopTable.SKUS, "id"),
            new Search(ShopTable.HISTORY, "order_id"),
            new Search(ShopTable.INVENTORY, "order_id"),
            new Search(ShopTable.PAYMENTS, "id"),
            new Search(ShopTable.PAYMENTS, "order_id"),
            new Search(ShopTable.PAYMENTS, "checkout_id"),
            new Search(ShopTable.REFUNDS, "order_id"));

    private final Database database;
    private final ShopSchema schema;
    private final Sql sql;
    private final Map<ShopTable, TableMetadata> tables = new EnumMap<>(ShopTable.class);
    private final List<Finding> findings = new ArrayList<>();

    private SchemaCheck(Database database, ShopSchema schema, Sql sql) {
        this.database = database;
        this.schema = schema;
        this.sql = sql;
    }

    public static List<Finding> of(Database database, ShopSchema schema) {
        // Outside the transaction, which a table that is not there would end.
        schema.meet(database);
        return database.readTogether(sql -> new SchemaCheck(database, schema, sql).run());
    }

    private List<Finding> run() {
        for (ShopTable table : ShopTable.values()) {
            if (schema.has(table)) {
                checkNames(table);
            }
        }
        tables.keySet().forEach(this::checkKeys);
        for (ShopTable table : tables.keySet()) {
            if (table.takesConstants()) {
                checkInserts(table);
                checkCopies(table);
            }
        }
        checkStatusWords(ShopTable.ORDERS, "status");
        checkStatusWords(ShopTable.HISTORY, "from_status");
        checkStatusWords(ShopTable.HISTORY, "to_status");
        checkWords(ShopTable.INVENTORY, "change_type", words(ShopValue.RELEASE, ShopValue.TAKE));
        checkWords(ShopTable.INVENTORY, "reason", words(ShopValue.ORDER_CANCELLED, ShopValue.ORDER_RESTORED));
        List<String> supplierWords = Arrays.stream(ShopValue.values())
                .filter(ShopValue::isOfSupplier)
                .flatMap(value -> schema.words(value).stream())
                .filter(word -> !word.isEmpty())
                .toList();
        if (!supplierWords.isEmpty()) {
            checkWords(ShopTable.ORDERS, "haier_status", supplierWords);
        }
        checkWords(ShopTable.PRODUCTS, "stock_source", words(ShopValue.OWN_STOCK));
        checkWords(ShopTable.PAYMENTS, "status", words(ShopValue.PAYMENT_SUCCEEDED, ShopValue.PAYMENT_UNDER_WAY));
        checkWords(
                ShopTable.PAYMENTS,
                "status",
                List.copyOf(schema.closedPayments().values()));
        checkLength(ShopTable.ORDERS, "cancel_reason", Checks.REASON_LENGTH);
        checkLength(ShopTable.HISTORY, "operator", Checks.OPERATOR_LENGTH);
        checkStock(ShopTable.PRODUCTS);
        checkStock(ShopTable.SKUS);
        checkTimes();
        SEARCHES.forEach(this::checkIndex);
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }

    private List<String> words(ShopValue... values) {
        return Arrays.stream(values)
                .flatMap(value -> schema.words(value).stream())
                .toList();
    }

    private static String key(ShopTable table, String column) {
        return PREFIX + table.key() + "." + column;
    }

    private void checkNames(ShopTable table) {
        String name = schema.table(table);
        Optional<TableMetadata> found = TableMetadata.of(sql, name);
        if (found.isEmpty()) {
            findings.add(Finding.error(key(table, ShopTable.TABLE), noTable(name, TableMetadata.names(sql))));
            return;
        }
        tables.put(table, found.get());
        List<String> columns = found.get().columns().stream().map(Column::name).toList();
        for (String column : table.columns()) {
            String mapped = schema.column(table, column);
            if (!mapped.isEmpty() && column(table, column).isEmpty()) {
                findings.add(Finding.error(key(table, column), noColumn(name + "." + mapped, columns)));
            }
        }
        checkConditions(table, MappingKeys.conditions(table), schema.conditions(table), found.get());
        if (table == ShopTable.ORDERS) {
            checkConditions(table, MappingKeys.cancellable(), schema.cancellable(), found.get());
        }
        if (table.takesSets()) {
            checkMore(MappingKeys.sets(table), schema.sets(table), found.get(), name);
            checkMore(MappingKeys.setsBack(table), schema.setsBack(table), found.get(), name);
        }
        checkMore(MappingKeys.constants(table), schema.constants(table), found.get(), name);
        checkMore(MappingKeys.copies(table), schema.copies(table), found.get(), name);
    }

    private void checkConditions(
            ShopTable table, String beginning, Map<String, String> conditions, TableMetadata found) {
        checkMore(beginning, conditions, found, schema.table(table));
        conditions.forEach((name, list) -> found.column(sql, name)
                .ifPresent(column -> checkWords(
                        table,
                        PREFIX + beginning + name,
                        column,
                        WordList.of(list).stream()
                                .filter(word -> !word.equals(MappingKeys.NULL) && !word.equals(MappingKeys.NOT_NULL))
                                .toList())));
    }

    private void checkMore(String beginning, Map<String, String> more, TableMetadata found, String name) {
        List<String> columns = found.columns().stream().map(Column::name).toList();
        for (String column : more.keySet()) {
            if (found.column(sql, column).isEmpty()) {
                findings.add(Finding.error(PREFIX + beginning + column, noColumn(name + "." + column, columns)));
            }
        }
    }

    /** What is copied from an order must be there. */
    private void checkCopies(ShopTable table) {
        TableMetadata orders = tables.get(ShopTable.ORDERS);
        schema.copies(table).forEach((column, from) -> {
            if (orders != null && orders.column(sql, from).isEmpty()) {
                List<String> columns =
                        orders.columns().stream().map(Column::name).toList();
                findings.add(Finding.error(
                        PREFIX + MappingKeys.copies(table) + column,
                        noColumn(schema.table(ShopTable.ORDERS) + "." + from, columns)));
            }
        });
    }

    private Message noTable(String name, List<String> there) {
        return near(name, there)
                .map(near -> Message.of("check.no-table-near", name, near))
                .orElseGet(() -> Message.of("check.no-table", name));
    }

    private Message noColumn(String name, List<String> there) {
        return near(name, there)
                .map(near -> Message.of("check.no-column-near", name, near))
                .orElseGet(() -> Message.of("check.no-column", name));
    }

    /** What a name was perhaps meant to be, as the configuration has to write it. */
    private Optional<String> near(String name, List<String> there) {
        String bare =
                name.substring(name.lastIndexOf('.') + 1).replace("\"", "").toLowerCase(Locale.ROOT);
        return there.stream()
                .filter(other -> EditDistance.between(bare, other.toLowerCase(Locale.ROOT)) <= EditDistance.NEAR
                        || other.toLowerCase(Locale.ROOT).contains(bare))
                .min(Comparator.comparingInt(other -> EditDistance.between(bare, other.toLowerCase(Locale.ROOT))))
                .map(sql.dialect()::written);
    }

    /** The column that is mapped and is there. */
    private Optional<Column> column(ShopTable table, String column) {
        String name = schema.column(table, column);
        return name.isEmpty() || !tables.containsKey(table)
                ? Optional.empty()
                : tables.get(table).column(sql, name);
    }

    /** What an insert leaves out must be able to do without. */
    private void checkInserts(ShopTable table) {
        List<String> filled = new ArrayList<>(schema.constants(table).keySet());
        filled.addAll(schema.copies(table).keySet());
        table.columns().stream()
                .filter(column -> !column.equals("id"))
                .map(column -> schema.column(table, column))
                .filter(name -> !name.isEmpty())
                .forEach(filled::add);
        for (Column column : tables.get(table).columns()) {
            boolean given = filled.stream().anyMatch(name -> TableMetadata.isSame(sql, name, column.name()));
            if (!given && !column.nullable() && !column.fills()) {
                String name = sql.dialect().written(column.name());
                findings.add(Finding.error(
                                key(table, ShopTable.TABLE),
                                Message.of("check.not-filled", schema.table(table) + "." + name))
                        .withRemedy(PREFIX + MappingKeys.constants(table) + name + " = "
                                + (column.isNumber() ? "0" : "…")));
            }
        }
        checkNullable(table, "sku_id", "check.sku-not-null");
        checkNullable(table, "operator_id", "check.operator-not-null");
    }

    private void checkNullable(ShopTable table, String column, String key) {
        column(table, column)
                .filter(found -> !found.nullable())
                .ifPresent(found -> findings.add(Finding.warning(
                        key(table, column),
                        Message.of(key, schema.table(table) + "." + schema.column(table, column)))));
    }

    private void checkStatusWords(ShopTable table, String column) {
        checkWords(
                table,
                column,
                Arrays.stream(OrderStatus.values())
                        .flatMap(status -> schema.words(status).stream())
                        .toList());
    }

    private void checkWords(ShopTable table, String column, List<String> words) {
        Optional<Column> found = column(table, column);
        if (found.isEmpty()) {
            return;
        }
        checkWords(table, key(table, column), found.get(), words);
    }

    /** Some servers take a word for 0 where they compare it with numbers. */
    private void checkWords(ShopTable table, String key, Column found, List<String> words) {
        String name = schema.table(table) + "." + sql.dialect().written(found.name());
        Optional<List<String>> known = sql.dialect().enumWords(sql, schema.table(table), found.name());
        if (known.isPresent()) {
            words.stream()
                    .filter(word -> !known.get().contains(word))
                    .forEach(word -> findings.add(Finding.error(
                            key, Message.of("check.no-enum-word", name, word, String.join(", ", known.get())))));
            return;
        }
        for (String word : words) {
            if (found.isNumber() && !word.matches("-?[0-9]+")) {
                findings.add(Finding.error(key, Message.of("check.no-number", name, word)));
            } else if (TEXTS.contains(found.type()) && word.length() > found.size()) {
                findings.add(Finding.error(key, Message.of("check.too-short", name, found.size(), word)));
            }
        }
    }

    private void checkLength(ShopTable table, String column, int length) {
        column(table, column)
                .filter(found -> TEXTS.contains(found.type()) && found.size() < length)
                .ifPresent(found -> findings.add(Finding.warning(
                        key(table, column),
                        Message.of(
                                "check.short",
                                schema.table(table) + "." + schema.column(table, column),
                                found.size(),
                                length))));
    }

    /** The program's own records hold whole numbers. */
    private void checkKeys(ShopTable table) {
        for (String column : table.columns()) {
            Optional<Column> found = ColumnTypes.isKey(table, column) ? column(table, column) : Optional.empty();
            found.filter(one -> !one.isNumber())
                    .ifPresent(one -> findings.add(Finding.error(
                            key(table, column), Message.of("check.no-key", key(table, column), one.typeName()))));
        }
    }

    /** Goods that an order holds in a column that is not mapped would never come back, and nobody would be told. */
    private void checkStock(ShopTable table) {
        for (OrderStatus status : List.of(OrderStatus.PENDING, OrderStatus.PAID)) {
            if (schema.lacksColumnOfHeld(table, status)) {
                findings.add(Finding.warning(
                        key(table, schema.has(table, "stock") ? "reserved" : "stock"),
                        Message.of("check.no-column-of-stock", status.word(), schema.table(table))));
            }
        }
    }

    private void checkTimes() {
        for (ShopTable table : tables.keySet()) {
            for (String column : table.columns()) {
                Optional<Column> found = ColumnTypes.isTime(column) ? column(table, column) : Optional.empty();
                found.filter(one -> !holdsTimes(one)).ifPresent(one -> noTime(table, column, one));
            }
        }
        if (column(ShopTable.ORDERS, "created_at").filter(this::holdsTimes).isPresent()) {
            OrderAges.doubt(database, schema)
                    .ifPresent(why -> findings.add(Finding.error(PREFIX + MappingKeys.TIME_ZONE, why)));
            if (areConditionsInOrder()) {
                checkNewest();
            }
        }
    }

    private boolean areConditionsInOrder() {
        return findings.stream()
                .noneMatch(finding -> finding.what().startsWith(PREFIX + MappingKeys.conditions(ShopTable.ORDERS)));
    }

    private boolean holdsTimes(Column column) {
        return TIMES.contains(column.type()) || ColumnTypes.isUnixTime(column.isNumber(), schema);
    }

    private void noTime(ShopTable table, String column, Column found) {
        String name = schema.table(table) + "." + schema.column(table, column);
        Finding finding = Finding.error(key(table, column), Message.of("check.no-time", name));
        findings.add(
                found.isNumber() ? finding.withRemedy(PREFIX + MappingKeys.TIME_FORMAT + " = unix-seconds") : finding);
    }

    /** Whoever set a wrong zone sees it by the age of the order that has just come in. */
    private void checkNewest() {
        TimeColumn column = schema.time("orders.created_at");
        Optional<Instant> newest = sql.first(schema.render(NEWEST), row -> column.atIfThere(row, "newest"))
                .flatMap(found -> found);
        Instant now = database.now();
        String key = key(ShopTable.ORDERS, "created_at");
        newest.ifPresent(time -> {
            if (time.isAfter(now.plus(AHEAD))) {
                findings.add(Finding.warning(key, Message.of("check.from-future", time, now, schema.zone())));
            } else if (!database.isEmbedded() && column.dependsOnZone()) {
                findings.add(Finding.note(
                        key,
                        Message.of(
                                "check.newest",
                                schema.clock().shown(time),
                                schema.zone(),
                                Duration.between(time, now))));
            }
        });
    }

    private void checkIndex(Search search) {
        List<String> names = Arrays.stream(search.columns())
                .map(column -> column(search.table(), column).map(Column::name).orElse(""))
                .toList();
        if (names.contains("")
                || tables.get(search.table()).isView()
                || tables.get(search.table()).hasIndexOn(names)) {
            return;
        }
        String columns = names.stream()
                .map(name -> schema.inSql(sql.dialect().written(name)))
                .collect(Collectors.joining(", "));
        String table = schema.inSql(schema.table(search.table()));
        findings.add(Finding.warning(
                        key(search.table(), search.columns()[0]), Message.of("check.no-index", table, columns))
                .withRemedy("CREATE INDEX "
                        + (database.dialect().indexWithoutLocks())
                        + Migrations.PREFIX + search.table().key() + "_" + String.join("_", search.columns()) + " ON "
                        + table + " ("
                        + columns + ");"));
    }
}
