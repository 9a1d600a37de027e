package io.github.ylhcancel.store;

import io.github.ylhcancel.db.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * Pays for orders in the ways in which shops do it, each time in another: the order's row first, or the payment's, or the payment
 * in a transaction of its own and the order later. Sees an order that is not pending any more, and then pays nothing. In between it
 * buys something, which takes stock, and takes the rows in any order.
 */
final class Customer implements Callable<Void> {
    private static final int TRIES = 50;
    private static final int PRODUCTS = 4;
    private static final int MOST_LATER = 20;

    private final DatabaseAddress address;
    private final SweepRace.Tables tables;
    private final List<SweepRace.Purchase> wishes;
    private final Pace pace;
    private final Random random;
    private final TreeSet<Long> paid = new TreeSet<>();
    private final Map<Long, Integer> bought = new HashMap<>();
    private final Queue<List<Long>> later = new ArrayDeque<>();
    private int late;
    private int triesAgain;
    private Connection connection;

    Customer(
            DatabaseAddress address,
            SweepRace.Tables tables,
            List<SweepRace.Purchase> wishes,
            Pace pace,
            Random random) {
        this.address = address;
        this.tables = tables;
        this.wishes = wishes;
        this.pace = pace;
        this.random = random;
    }

    TreeSet<Long> paid() {
        return paid;
    }

    Map<Long, Integer> bought() {
        return bought;
    }

    int late() {
        return late;
    }

    int triesAgain() {
        return triesAgain;
    }

    private interface Work {
        /** Answers whether it is to be kept. */
        boolean isDone() throws SQLException;
    }

    @Override
    public Void call() throws SQLException {
        try (Connection open = DriverManager.getConnection(address.url(), address.username(), address.password())) {
            connection = open;
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            for (SweepRace.Purchase wish : wishes) {
                pay(wish.orders());
                if (random.nextInt(4) == 0) {
                    buy();
                }
                if (later.size() > MOST_LATER) {
                    setPaid();
                }
                pace.served();
            }
            while (!later.isEmpty()) {
                setPaid();
            }
        }
        return null;
    }

    private void pay(List<Long> orders) throws SQLException {
        int way = random.nextInt(tables.payments() == null ? 2 : 5);
        boolean done = inTransaction(() -> switch (way) {
            case 0 -> areLockedAndPending(orders) && setPaid(orders) && succeeds(orders);
            case 1 -> setPaid(orders) && succeeds(orders);
            case 2 -> succeeds(orders) && setPaid(orders);
            default -> succeeds(orders) && arePending(orders);
        });
        if (!done) {
            late++;
            return;
        }
        paid.addAll(orders);
        if (way > 2) {
            later.add(orders);
        }
    }

    /** What the shop hears of a payment that its bank has taken long since. */
    private void setPaid() throws SQLException {
        List<Long> orders = later.remove();
        if (!inTransaction(() -> setPaid(orders))) {
            throw new AssertionError(orders + " are paid for, and not pending any more");
        }
    }

    private void buy() throws SQLException {
        List<Long> rows = List.of(1L + random.nextInt(PRODUCTS), 1L + random.nextInt(PRODUCTS));
        if (inTransaction(() -> {
            for (long row : rows) {
                update("UPDATE " + tables.products() + " SET stock = stock - 1 WHERE id = ?", row);
            }
            return true;
        })) {
            rows.forEach(row -> bought.merge(row, 1, Integer::sum));
        }
    }

    private boolean areLockedAndPending(List<Long> orders) throws SQLException {
        return arePending(orders, " FOR UPDATE");
    }

    private boolean arePending(List<Long> orders) throws SQLException {
        return arePending(orders, "");
    }

    private boolean arePending(List<Long> orders, String lock) throws SQLException {
        for (long order : orders) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT status FROM " + tables.orders() + " WHERE id = ?" + lock)) {
                statement.setLong(1, order);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next() || !row.getString(1).equals("pending")) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean setPaid(List<Long> orders) throws SQLException {
        for (long order : orders) {
            if (update("UPDATE " + tables.orders() + " SET status = 'paid' WHERE id = ? AND status = 'pending'", order)
                    == 0) {
                return false;
            }
        }
        return true;
    }

    /** One payment for all of them. */
    private boolean succeeds(List<Long> orders) throws SQLException {
        return tables.payments() == null
                || update(
                                "UPDATE " + tables.payments()
                                        + " SET status = 'succeeded' WHERE order_id = ? AND status = 'init'",
                                orders.get(0))
                        == 1;
    }

    private int update(String sql, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            return statement.executeUpdate();
        }
    }

    private boolean inTransaction(Work work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean done = work.isDone();
                if (done) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                return done;
            } catch (SQLException e) {
                connection.rollback();
                if (attempt == TRIES || !address.dialect().isTransient(e)) {
                    throw e;
                }
                triesAgain++;
            }
        }
    }
}
