package io.github.ylhcancel.schema;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which columns of a shop's conditions are of bits, where a server cares. */
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
            Map<String, String> conditions = table.takesConditions() ? schema.conditions(table) : Map.of();
            for (Map.Entry<String, String> condition : conditions.entrySet()) {
                if (isNumbers(condition.getValue()) && isOfBits(database, schema.table(table), condition.getKey())) {
                    flags.add(MappingKeys.conditions(table) + condition.getKey());
                }
            }
        }
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
