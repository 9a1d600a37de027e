package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shop that {@code db init --sample} makes up. */
abstract class SampleShopContract extends StoreContract {
    private static final long SEED = 42;
    private static final String A_DAY_AGO = "'" + Times.column(NOW.minusSeconds(24 * 3600)) + "'";

    /** Its keys are compared with those of another. */
    @Override
    DatabaseAddress shopOf(TestDatabases from) {
        return from.unusedShop();
    }

    @Test
    void makesTheSameShopOfTheSameSeed() {
        Map<String, List<String>> first = sample(300, SEED, NOW);
        assertThat(otherSample(300, SEED)).isEqualTo(first);
        assertThat(otherSample(300, SEED + 1)).isNotEqualTo(first);
    }

    @Test
    void movesOnlyTheDatesAlongWithNow() {
        Map<String, List<String>> first = sample(50, SEED, NOW);
        List<String> ages = ages(shop, NOW);
        DatabaseAddress other = databases.unusedShop();
        Instant later = NOW.plusSeconds(86_400 * 365);
        try (Database open = Database.open(other, Access.WRITE);
                ShopRows rows = new ShopRows(other)) {
            new SampleShop(open, schema, SEED, later).write(50);
            assertThat(rows.everything()).isNotEqualTo(first).containsEntry("order_items", first.get("order_items"));
            assertThat(ages(rows, later)).isEqualTo(ages);
        }
    }

    /** How old each order is, in seconds. */
    private static List<String> ages(ShopRows rows, Instant now) {
        return rows.rows("SELECT created_at FROM orders ORDER BY id").stream()
                .map(text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC))
                .map(created -> Duration.between(created, now).toString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 1001, 2500})
    void makesAsManyOrdersAsAskedFor(int count) {
        sample(count, SEED, NOW);

        assertThat(shop.number("SELECT COUNT(*) FROM orders")).isEqualTo(count);
        assertThat(shop.number("SELECT COUNT(DISTINCT order_number) FROM orders"))
                .isEqualTo(count);
        assertThat(shop.number("SELECT COUNT(DISTINCT order_id) FROM order_items"))
                .isEqualTo(count);
    }

    @Test
    void hasOldAndYoungUnpaidOrdersAlsoWhenItIsSmall() {
        sample(7, SEED, NOW);

        assertThat(count("status = 'pending' AND created_at < " + A_DAY_AGO)).isPositive();
        assertThat(count("status = 'pending' AND created_at > " + A_DAY_AGO)).isPositive();
        assertThat(count("status = 'paid' AND haier_so_id IS NOT NULL")).isPositive();
    }

    @Test
    void hasTwoFifthsPendingTwoFifthsPaidAndSomeOfEachOtherState() {
        sample(400, SEED, NOW);

        assertThat(count("status = 'pending'")).isEqualTo(160);
        assertThat(count("status = 'paid'")).isEqualTo(160);
        for (String status : List.of("shipped", "completed", "refunded", "cancelled")) {
            assertThat(count("status = '" + status + "'")).as(status).isEqualTo(20);
        }
    }

    @Test
    void hasHalfOfThePendingOrdersOlderThanADay() {
        sample(400, SEED, NOW);

        assertThat(count("status = 'pending' AND created_at < " + A_DAY_AGO)).isEqualTo(80);
        assertThat(count("created_at > '" + Times.column(NOW) + "' OR updated_at > '" + Times.column(NOW) + "'"))
                .isZero();
        assertThat(count("updated_at < created_at")).isZero();
    }

    @Test
    void hasASoIdOnMostPaidOrdersAndOnNoUnpaidOne() {
        sample(400, SEED, NOW);

        assertThat(count("status = 'paid' AND haier_so_id IS NOT NULL")).isBetween(112L, 155L);
        assertThat(count("status = 'pending' AND haier_so_id IS NOT NULL"))
                .as("paid on delivery")
                .isEqualTo(2);
        assertThat(shop.number("SELECT COUNT(haier_so_id) - COUNT(DISTINCT haier_so_id) FROM orders"))
                .isZero();
    }

    @Test
    void hasOneToThreeLinesOfEveryKind() {
        sample(400, SEED, NOW);

        assertThat(shop.rows("SELECT DISTINCT COUNT(*) AS n FROM order_items GROUP BY order_id ORDER BY n"))
                .containsExactly("1", "2", "3");
        for (String kind : List.of("'own'", "'supplier'")) {
            for (String sku : List.of("IS NULL", "IS NOT NULL")) {
                assertThat(shop.number("SELECT COUNT(*) FROM order_items i JOIN products p ON p.id = i.product_id"
                                + " WHERE p.stock_source = " + kind + " AND i.sku_id " + sku))
                        .as(kind + " " + sku)
                        .isGreaterThan(20);
            }
        }
        assertThat(shop.number("SELECT COUNT(*) FROM order_items i JOIN product_skus s ON s.id = i.sku_id"
                        + " WHERE s.product_id <> i.product_id"))
                .isZero();
    }

    @Test
    void hasNoNegativeStock() {
        sample(7, SEED, NOW);

        assertThat(shop.number("SELECT COUNT(*) FROM products WHERE stock < 0")).isZero();
        assertThat(shop.number("SELECT COUNT(*) FROM product_skus WHERE stock < 0"))
                .isZero();
    }

    @Test
    void saysHowEachOrderCameToItsState() {
        sample(200, SEED, NOW);

        assertThat(count("status <> 'pending' AND NOT EXISTS (SELECT 1 FROM order_status_history h"
                        + " WHERE h.order_id = orders.id AND h.to_status = orders.status"
                        + " AND h.created_at = orders.updated_at)"))
                .isZero();
        assertThat(count("(status = 'cancelled') <> (cancelled_at IS NOT NULL)"))
                .isZero();
    }

    @Test
    void leavesTheToolsTablesEmpty() {
        assertThat(sample(50, SEED, NOW))
                .containsEntry("ylh_cancellation", List.of())
                .containsEntry("ylh_stock_ledger", List.of())
                .containsEntry("ylh_call", List.of());
    }

    @Test
    void letsTheShopGoOnWithItsNextNumbers() {
        sample(30, SEED, NOW);
        long products = shop.number("SELECT MAX(id) FROM products");
        long skus = shop.number("SELECT MAX(id) FROM product_skus");

        shop.execute(
                "INSERT INTO products (name, stock_source, stock) VALUES ('新品', 'own', 1)",
                "INSERT INTO product_skus (product_id, sku_code, stock) VALUES (1, 'NEW', 1)",
                "INSERT INTO orders (order_number, status, created_at, updated_at)"
                        + " VALUES ('PO-NEW', 'pending', '2026-03-08 02:30:00', '2026-03-08 02:30:00')",
                "INSERT INTO order_items (order_id, product_id, quantity) VALUES (31, 1, 1)");

        assertThat(shop.number("SELECT id FROM products WHERE name = '新品'")).isEqualTo(products + 1);
        assertThat(shop.number("SELECT id FROM product_skus WHERE sku_code = 'NEW'"))
                .isEqualTo(skus + 1);
        assertThat(shop.number("SELECT id FROM orders WHERE order_number = 'PO-NEW'"))
                .isEqualTo(31);
    }

    @Test
    void hasOrdersThatCanBeCancelled() {
        sample(20, SEED, NOW);
        Cancelling transaction = new Cancelling(database, schema, true, checkpoint -> {});

        for (String id : shop.rows("SELECT id FROM orders WHERE status IN ('pending', 'paid')")) {
            assertThat(transaction.write(OneOrderContract.entry(order(Long.parseLong(id)))))
                    .isInstanceOf(Cancelled.class);
        }
    }

    private Map<String, List<String>> sample(int count, long seed, Instant now) {
        assertThat(new SampleShop(database, schema, seed, now).write(count)).isEqualTo(count);
        return shop.everything();
    }

    private Map<String, List<String>> otherSample(int count, long seed) {
        DatabaseAddress other = databases.unusedShop();
        try (Database open = Database.open(other, Access.WRITE);
                ShopRows rows = new ShopRows(other)) {
            new SampleShop(open, schema, seed, NOW).write(count);
            return rows.everything();
        }
    }

    private long count(String condition) {
        return shop.number("SELECT COUNT(*) FROM orders WHERE " + condition);
    }
}
