package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the columns of a shop are of that hold points in time, keys, or what the configuration compares and sets: by their types in the
 * database, and by what the configuration says.
 */
final class ColumnTypes {
    /** A column of a time is called so. */
    private static final String ENDING = "_at";
    /** Those that hold the key of a row of the shop's. */
    private static final Set<String> KEYS =
            Set.of("id", "order_id", "product_id", "sku_id", "parent_id", "checkout_id");

    /** The driver takes some of them for truth values. */
    private static final Set<Integer> BITS = Set.of(Types.BIT, Types.BOOLEAN);
    /** Before the name of a column that may be of bits, among those that are looked at. */
    private static final String FLAG = "flag ";

    private final ShopSchema schema;
    private final boolean bitsMatter;
    private final Set<String> flags = new HashSet<>();
    private final Map<String, TimeColumn> times = new HashMap<>();
    private Optional<UserError> unusableKey = Optional.empty();

    private ColumnTypes(ShopSchema schema, boolean bitsMatter) {
        this.schema = schema;
        this.bitsMatter = bitsMatter;
    }

    static boolean isTime(String column) {
        return column.endsWith(ENDING);
    }

    /** Rows of the history are sorted by theirs, and nothing else. */
    static boolean isKey(ShopTable table, String column) {
        return KEYS.contains(column) && !(table == ShopTable.HISTORY && column.equals("id"));
    }

    private static boolean isKey(String key) {
        return KEYS.contains(key.substring(key.indexOf('.') + 1));
    }

    /**
     * In one question. What cannot be looked at is taken for a time of the shop's clock: if it has a zone after all, the server takes what is
     * written for a time of the session's, which has the same offset.
     */
    static ColumnTypes of(Database database, ShopSchema schema) {
        ColumnTypes types = new ColumnTypes(schema, database.dialect().comparesBitsWithNumbers());
        List<ShopTable> tables = Stream.of(ShopTable.values())
                .filter(table -> !types.columns(table).isEmpty())
                .toList();
        database.read(sql -> {
            boolean known = types.look(sql, tables);
            for (ShopTable table : known ? List.<ShopTable>of() : tables) {
                if (!types.look(sql, List.of(table))) {
                    types.ofTheClock(table);
                }
            }
            return types;
        });
        return types;
    }

    /** By table and column. */
    Map<String, TimeColumn> times() {
        return times;
    }

    /** Which columns that the configuration compares or sets are of bits, where the server cares: the keys of their lines. */
    Set<String> flags() {
        return flags;
    }

    /** Which column holds keys that are no whole numbers, if one does. */
    Optional<UserError> unusableKey() {
        return unusableKey;
    }

    /** Answers whether they could be looked at. */
    private boolean look(Sql sql, List<ShopTable> tables) {
        List<String> keys = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> from = new ArrayList<>();
        for (ShopTable table : tables) {
            String alias = "t" + from.size();
            from.add(schema.inSql(schema.table(table)) + " " + alias);
            columns(table).forEach((key, name) -> {
                keys.add(key);
                names.add(alias + "." + schema.inSql(name));
            });
        }
        String look = "SELECT " + String.join(", ", names) + " FROM " + String.join(", ", from) + " WHERE 1 = 0";
        Optional<List<Sql.ColumnType>> found = sql.typesIfThere(look);
        found.ifPresent(types -> {
            for (int i = 0; i < types.size(); i++) {
                take(keys.get(i), types.get(i), sql);
            }
        });
        return found.isPresent();
    }

    private void take(String key, Sql.ColumnType type, Sql sql) {
        if (key.startsWith(FLAG)) {
            if (BITS.contains(type.jdbc())) {
                flags.add(key.substring(FLAG.length()));
            }
        } else if (!isKey(key)) {
            times.put(key, time(type, sql));
        } else if (!type.isNumber() && unusableKey.isEmpty()) {
            unusableKey = Optional.of(UserError.usage("check.no-key", "schema." + key, type.name()));
        }
    }

    private void ofTheClock(ShopTable table) {
        TimeColumn local = new TimeColumn(TimeColumn.Form.LOCAL, schema.clock(), TimeColumn.MOST_DIGITS);
        columns(table).keySet().stream()
                .filter(key -> !isKey(key) && !key.startsWith(FLAG))
                .forEach(key -> times.put(key, local));
    }

    /** Whether a column counts seconds or milliseconds. */
    static boolean isUnixTime(boolean isNumber, ShopSchema schema) {
        return isNumber && schema.unixTime().isPresent();
    }

    /** The shop's names of them, by what a template or {@link ShopSchema#bindSets} calls them. */
    private Map<String, String> columns(ShopTable table) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (!schema.has(table)) {
            return columns;
        }
        table.columns().stream()
                .filter(column -> (isTime(column) || isKey(table, column)) && schema.has(table, column))
                .forEach(column -> columns.put(table.key() + "." + column, schema.column(table, column)));
        for (Map<String, String> sets : List.of(schema.sets(table), schema.setsBack(table))) {
            sets.entrySet().stream()
                    .filter(one -> one.getValue().equals(SetValue.NOW))
                    .forEach(one -> columns.put(MappingKeys.sets(table) + one.getKey(), one.getKey()));
            numbers(MappingKeys.sets(table), sets, columns);
        }
        numbers(MappingKeys.conditions(table), schema.conditions(table), columns);
        if (table == ShopTable.ORDERS) {
            numbers(MappingKeys.cancellable(), schema.cancellable(), columns);
            numbers(ShopSchema.PAID_FLAG, schema.paidFlag(), columns);
        }
        return columns;
    }

    /** Those that are compared with numbers alone, or get one. */
    private void numbers(String beginning, Map<String, String> lines, Map<String, String> columns) {
        lines.forEach((column, words) -> {
            boolean isNumbers = WordList.of(words).stream()
                    .allMatch(word -> word.matches("[0-9]+")
                            || word.equals(MappingKeys.NULL)
                            || word.equals(MappingKeys.NOT_NULL));
            if (bitsMatter && isNumbers) {
                columns.put(FLAG + beginning + column, column);
            }
        });
    }

    private TimeColumn time(Sql.ColumnType type, Sql sql) {
        if (isUnixTime(type.isNumber(), schema)) {
            return new TimeColumn(schema.unixTime().get(), schema.clock(), 0);
        }
        boolean holdsInstants = sql.dialect().holdsInstants(type.name());
        return new TimeColumn(
                holdsInstants ? TimeColumn.Form.SERVER : TimeColumn.Form.LOCAL, schema.clock(), type.digits());
    }
}
