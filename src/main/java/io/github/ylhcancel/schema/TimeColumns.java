package io.github.ylhcancel.schema;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How the columns of a shop hold points in time: by their types in the database, and by what the configuration says. */
final class TimeColumns {
    /** The types of numbers. */
    static final Set<Integer> NUMBERS =
            Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.DECIMAL, Types.NUMERIC);

    /** A column of a time is called so. */
    private static final String ENDING = "_at";

    private TimeColumns() {}

    static boolean isOne(String column) {
        return column.endsWith(ENDING);
    }

    /**
     * By table and column, in one question. What cannot be looked at is taken for a time of the shop's clock: if it has a zone after all, the
     * server takes what is written for a time of the session's, which has the same offset.
     */
    static Map<String, TimeColumn> of(Database database, ShopSchema schema) {
        List<ShopTable> tables = Stream.of(ShopTable.values())
                .filter(table -> !columns(schema, table).isEmpty())
                .toList();
        return database.read(sql -> of(sql, schema, tables).orElseGet(() -> {
            Map<String, TimeColumn> found = new HashMap<>();
            tables.forEach(
                    table -> found.putAll(of(sql, schema, List.of(table)).orElseGet(() -> ofTheClock(schema, table))));
            return found;
        }));
    }

    private static Optional<Map<String, TimeColumn>> of(Sql sql, ShopSchema schema, List<ShopTable> tables) {
        List<String> keys = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> from = new ArrayList<>();
        for (ShopTable table : tables) {
            String alias = "t" + from.size();
            from.add(schema.table(table) + " " + alias);
            columns(schema, table).forEach((key, name) -> {
                keys.add(key);
                names.add(alias + "." + name);
            });
        }
        String look = "SELECT " + String.join(", ", names) + " FROM " + String.join(", ", from) + " WHERE 1 = 0";
        return sql.typesIfThere(look).map(types -> {
            Map<String, TimeColumn> found = new HashMap<>();
            for (int i = 0; i < types.size(); i++) {
                found.put(keys.get(i), of(types.get(i), sql, schema));
            }
            return found;
        });
    }

    private static Map<String, TimeColumn> ofTheClock(ShopSchema schema, ShopTable table) {
        TimeColumn local = new TimeColumn(TimeColumn.Form.LOCAL, schema.clock(), TimeColumn.MOST_DIGITS);
        Map<String, TimeColumn> found = new HashMap<>();
        columns(schema, table).keySet().forEach(key -> found.put(key, local));
        return found;
    }

    /** Whether a column of that type counts seconds or milliseconds. */
    static boolean isUnixTime(int type, ShopSchema schema) {
        return NUMBERS.contains(type) && schema.unixTime().isPresent();
    }

    /** The shop's names of them, by what a template or {@link ShopSchema#bindSets} calls them. */
    private static Map<String, String> columns(ShopSchema schema, ShopTable table) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (!schema.has(table)) {
            return columns;
        }
        table.columns().stream()
                .filter(column -> isOne(column) && schema.has(table, column))
                .forEach(column -> columns.put(table.key() + "." + column, schema.column(table, column)));
        for (Map<String, String> sets : List.of(schema.sets(table), schema.setsBack(table))) {
            sets.entrySet().stream()
                    .filter(one -> one.getValue().equals(SetValue.NOW))
                    .forEach(one -> columns.put(MappingKeys.sets(table) + one.getKey(), one.getKey()));
        }
        return columns;
    }

    private static TimeColumn of(Sql.ColumnType type, Sql sql, ShopSchema schema) {
        if (isUnixTime(type.jdbc(), schema)) {
            return new TimeColumn(schema.unixTime().get(), schema.clock(), 0);
        }
        boolean holdsInstants = sql.dialect().holdsInstants(type.name());
        return new TimeColumn(
                holdsInstants ? TimeColumn.Form.SERVER : TimeColumn.Form.LOCAL, schema.clock(), type.digits());
    }
}
