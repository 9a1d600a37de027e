package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the shop's tables and the tool's own have transactions. What is undone in one that has none (MyISAM, say) stays: orders
 * would be cancelled there, with nothing in the queue, and YLH would never hear of them.
 */
public final class TableEngines {
    /**
     * A table on which not everything holds.
     *
     * @param engine what it is instead, in the database's own word
     * @param transactions whether what is undone there is undone; if so, it does not survive a crash
     */
    private record Doubtful(String name, String engine, boolean transactions, Optional<String> remedy) {
        Finding finding() {
            Finding bare = transactions
                    ? Finding.warning(name, Message.of("check.not-logged", name, engine))
                    : Finding.error(name, Message.of("check.no-transactions", name, engine));
            return remedy.map(bare::withRemedy).orElse(bare);
        }
    }

    private TableEngines() {}

    /**
     * For whatever changes the shop's tables, or says what it would change, before it does. One question.
     *
     * @throws UserError if one of the tables has no transactions
     */
    public static void require(Database database, ShopSchema schema) {
        String without = doubtful(database, schema).stream()
                .filter(table -> !table.transactions())
                .map(table -> table.name() + " (" + table.engine() + ")")
                .collect(Collectors.joining(", "));
        if (!without.isEmpty()) {
            throw UserError.usage("db.no-transactions", database.address(), without);
        }
    }

    static List<Finding> findings(Database database, ShopSchema schema) {
        return doubtful(database, schema).stream().map(Doubtful::finding).toList();
    }

    private static List<Doubtful> doubtful(Database database, ShopSchema schema) {
        List<String> tables = Arrays.stream(ShopTable.values())
                .map(schema::table)
                .filter(name -> !name.isEmpty())
                .toList();
        return database.dialect()
                .doubtfulTables(tables)
                .map(select -> database.read(sql -> sql.list(
                        select,
                        row -> new Doubtful(
                                row.text("name"),
                                row.text("engine"),
                                row.flag("transactions"),
                                row.optionalText("remedy")))))
                .orElse(List.of());
    }
}
