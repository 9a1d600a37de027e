package io.github.ylhcancel.store;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.db.TableMetadata;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What of a shop is in a database. Where nobody says what a shop's tables are called, those are looked for that {@code ylh db init} makes;
 * a database with other tables belongs to a shop that the configuration does not know yet, or to something else, and a second, empty
 * shop beside it would be taken for the real one.
 *
 * @param there the tables of a shop that are there, by the names that they should have
 * @param missing those that are not
 * @param others whether there are tables of somebody else
 */
record ShopPresence(List<String> there, List<String> missing, boolean others) {
    /** With which PostgreSQL's own begin, also those that are no part of its catalog. */
    private static final String SERVERS = "pg_";

    static ShopPresence of(Database database, ShopSchema schema) {
        return database.readTogether(sql -> of(database, schema, sql));
    }

    private static ShopPresence of(Database database, ShopSchema schema, Sql sql) {
        List<String> names = TableMetadata.names(sql);
        List<String> there = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (ShopTable table : ShopTable.values()) {
            String name = schema.table(table);
            if (!name.isEmpty()) {
                boolean found = names.stream().anyMatch(other -> TableMetadata.isSame(sql, name, other));
                (found ? there : missing).add(name);
            }
        }
        List<String> all = database.dialect().isOneRoom(database.address()) ? names : TableMetadata.namesAnywhere(sql);
        boolean others = all.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !name.startsWith(Migrations.PREFIX) && !name.startsWith(SERVERS))
                .anyMatch(name -> !there.contains(name));
        return new ShopPresence(there, missing, others);
    }

    /**
     * Why the tables of {@code schema.preset = default} are not what is meant, if the configuration says that they are. Not asked of the
     * database that nobody chose, which is no shop's.
     */
    static Optional<Message> objection(Database database, ShopSchema schema) {
        if (!schema.isDefault()) {
            return Optional.empty();
        }
        ShopPresence found = of(database, schema);
        if (found.isHalf()) {
            return Optional.of(found.half(database));
        }
        return found.isForeign() && !database.address().embeddedDefault()
                ? Optional.of(Message.of("db.shop-of-others", database.address()))
                : Optional.empty();
    }

    /**
     * Before a shop is made, and before anybody is told to make one.
     *
     * @throws UserError if there is an objection
     */
    static void require(Database database, ShopSchema schema) {
        objection(database, schema).ifPresent(why -> {
            throw new UserError(ExitCode.USAGE, why);
        });
    }

    /** The same where a new shop is wanted beside whatever is there. */
    static void requireNotHalf(Database database, ShopSchema schema) {
        ShopPresence found = of(database, schema);
        if (found.isHalf()) {
            throw new UserError(ExitCode.USAGE, found.half(database));
        }
    }

    private boolean isForeign() {
        return there.isEmpty() && others;
    }

    private boolean isHalf() {
        return !there.isEmpty() && !missing.isEmpty();
    }

    private Message half(Database database) {
        return Message.of("db.half-a-shop", database.address(), String.join(", ", there), String.join(", ", missing));
    }
}
