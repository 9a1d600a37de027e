package io.github.ylhcancel.schema;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which columns that the configuration names are of bits, where a server cares. */
final class FlagColumns {
    /** The driver takes some of them for truth values. */
    private static final Set<Integer> BITS = Set.of(Types.BIT, Types.BOOLEAN);

    private FlagColumns() {}

    static Set<String> of(Database database, ShopSchema schema) {
        Set<String> flags = new HashSet<>();
        if (!database.dialect().comparesBitsWithNumbers()) {
            return flags;
        }
        for (ShopTable table : ShopTable.values()) {
            if (table.takesConditions()) {
                flags.addAll(among(database, schema, table, MappingKeys.conditions(table), schema.conditions(table)));
            }
        }
        flags.addAll(among(database, schema, ShopTable.ORDERS, MappingKeys.cancellable(), schema.cancellable()));
        flags.addAll(among(database, schema, ShopTable.ORDERS, ShopSchema.PAID_FLAG, schema.paidFlag()));
        for (ShopTable table : ShopTable.values()) {
            if (table.takesSets()) {
                flags.addAll(among(database, schema, table, MappingKeys.sets(table), schema.sets(table)));
            }
            if (table.takesSetsBack()) {
                flags.addAll(among(database, schema, table, MappingKeys.sets(table), schema.setsBack(table)));
            }
        }
        return flags;
    }

    private static Set<String> among(
            Database database, ShopSchema schema, ShopTable table, String beginning, Map<String, String> conditions) {
        Set<String> flags = new HashSet<>();
        conditions.forEach((column, words) -> {
            if (isNumbers(words) && isOfBits(database, schema.inSql(schema.table(table)), schema.inSql(column))) {
                flags.add(beginning + column);
            }
        });
        return flags;
    }

    private static boolean isNumbers(String list) {
        return WordList.of(list).stream()
                .allMatch(word ->
                        word.matches("[0-9]+") || word.equals(MappingKeys.NULL) || word.equals(MappingKeys.NOT_NULL));
    }

    private static boolean isOfBits(Database database, String table, String column) {
        String look = "SELECT " + column + " FROM " + table + " WHERE 1 = 0";
        Optional<List<Sql.ColumnType>> types = database.read(sql -> sql.typesIfThere(look));
        return types.map(found -> found.get(0).jdbc()).filter(BITS::contains).isPresent();
    }
}
