package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Recorded;
import java.time.Instant;
import java.util.Optional;

/** A process that cancels one order after the other and prints the id of each when it is committed. */
final class CancelUntilKilled {
    private CancelUntilKilled() {}

    public static void main(String[] arguments) {
        ShopSchema schema = ShopSchema.byDefault();
        try (Database database = Database.open(new DatabaseAddress(arguments[0], "", "", false), Access.WRITE)) {
            CancelTransaction transaction =
                    new CancelTransaction(database, schema, StoreContract.RUN, checkpoint -> {});
            for (Order order : new Orders(database, schema).inState(OrderStatus.PAID, Integer.MAX_VALUE)) {
                if (transaction.write(entry(order)) instanceof Recorded) {
                    System.out.println("committed " + order.id() + ".");
                }
            }
        }
    }

    private static Entry entry(Order order) {
        Instant now = Instant.now();
        Optional<CancellationRequest> request =
                order.soId().map(soId -> new CancellationRequest(soId, "test", "TEST", now));
        return new Entry(order, "test", now, "kefu", "test", request, Optional.empty(), now);
    }
}
