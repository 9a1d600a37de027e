package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import java.util.Optional;

/** A process that cancels one order after the other and prints the id of each when it is committed. */
final class CancelUntilKilled {
    private CancelUntilKilled() {}

    public static void main(String[] arguments) {
        ShopSchema schema = ShopSchema.byDefault();
        try (Database database = Database.open(new DatabaseAddress(arguments[0], "", "", false), Access.WRITE)) {
            Cancelling transaction = new Cancelling(database, schema, true, checkpoint -> {});
            for (Order order : new Orders(database, schema).inState(OrderStatus.PAID, Integer.MAX_VALUE)) {
                if (transaction.write(entry(order)) instanceof Cancelled) {
                    System.out.println("committed " + order.id() + ".");
                }
            }
        }
    }

    private static Entry entry(Order order) {
        CancelRequest request = new CancelRequest(
                order.number(),
                LookupBy.NUMBER,
                Optional.of("test"),
                Optional.of("TEST"),
                Optional.empty(),
                Optional.empty(),
                "kefu");
        return new Entry(order.id(), request, Optional.empty());
    }
}
