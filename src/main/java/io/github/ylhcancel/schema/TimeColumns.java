package io.github.ylhcancel.schema;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How the columns of a shop hold points in time: by their types in the database, and by what the configuration says. */
final class TimeColumns {
    static final Set<Integer> NUMBERS =
            Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.DECIMAL, Types.NUMERIC);

    /** A column of a time is called so. */
    private static final String ENDING = "_at";

    private TimeColumns() {}

    static boolean isOne(String column) {
        return column.endsWith(ENDING);
    }

    /** By table and column, in one question; where a table is not there the statement that needs it will say so. */
    static Map<String, TimeColumn> of(Database database, ShopSchema schema) {
        List<ShopTable> tables = Stream.of(ShopTable.values())
                .filter(table -> !columns(schema, table).isEmpty())
                .toList();
        return database.read(sql -> of(sql, schema, tables).orElseGet(() -> {
            Map<String, TimeColumn> found = new HashMap<>();
            tables.forEach(table -> of(sql, schema, List.of(table)).ifPresent(found::putAll));
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
            columns(schema, table).forEach(column -> {
                keys.add(table.key() + "." + column);
                names.add(alias + "." + schema.column(table, column));
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

    private static List<String> columns(ShopSchema schema, ShopTable table) {
        return table.columns().stream()
                .filter(column -> isOne(column) && schema.has(table, column))
                .toList();
    }

    private static TimeColumn of(Sql.ColumnType type, Sql sql, ShopSchema schema) {
        if (NUMBERS.contains(type.jdbc()) && schema.unixTime().isPresent()) {
            return new TimeColumn(schema.unixTime().get(), schema.clock(), 0);
        }
        boolean holdsInstants = sql.dialect().holdsInstants(type.name());
        return new TimeColumn(
                holdsInstants ? TimeColumn.Form.SERVER : TimeColumn.Form.LOCAL, schema.clock(), type.digits());
    }
}
