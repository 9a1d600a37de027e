package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import java.util.Optional;

/**
 * Whether the program can know how old an order is. On a server a column of times without a zone holds whatever clock the shop goes by;
 * taken for UTC, orders that were made a minute ago would be hours old. Nothing is guessed from the times that are there: the
 * configuration says it. An embedded database is written by this program alone, in UTC.
 */
public final class OrderAges {
    private static final String CREATED_AT = "created_at";

    private OrderAges() {}

    /**
     * For whatever goes by the age of orders, before it reads any. Costs nothing where the configuration has said it.
     *
     * @throws UserError if it cannot be known
     */
    public static void require(Database database, ShopSchema schema) {
        doubt(database, schema).ifPresent(why -> {
            throw new UserError(ExitCode.USAGE, why);
        });
    }

    public static Optional<Message> doubt(Database database, ShopSchema schema) {
        if (database.isEmbedded() || schema.saysTimeZone()) {
            return Optional.empty();
        }
        schema.meet(database);
        return !schema.time("orders.created_at").dependsOnZone()
                ? Optional.empty()
                : Optional.of(Message.of(
                        "db.no-time-zone",
                        schema.table(ShopTable.ORDERS) + "." + schema.column(ShopTable.ORDERS, CREATED_AT),
                        database.address()));
    }
}
