package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelPreview;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.cancel.Telling;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/**
 * A shop with as many orders as a file has. Products 1 and 2 are its own, product 3 the supplier's; product n has 1000 n in stock, SKU n
 * 100 n, both of product 2.
 */
abstract class SetsContract extends StoreContract {
    private static final String OURS = " run_id = '" + RUN + "' ";

    @BeforeEach
    void fillShop() {
        shop.product(1, "冰箱 A-1", "own", 1000);
        shop.product(2, "洗衣机 B-2", "own", 2000);
        shop.product(3, "空调 C-3", "supplier", 3000);
        shop.sku(1, 2, "B-2-WHITE", 100);
        shop.sku(2, 2, "B-2-GREY", 200);
    }

    /** Pending orders from {@code first} to {@code last}, each with one of product 1. */
    void pending(long first, long last) {
        shop.execute(
                "INSERT INTO orders (id, order_number, status, created_at, updated_at) VALUES "
                        + LongStream.rangeClosed(first, last)
                                .mapToObj(id -> "(" + id + ", 'PO" + id
                                        + "', 'pending', '2026-02-01 08:00:00', '2026-02-01 08:00:00')")
                                .collect(Collectors.joining(", ")),
                "INSERT INTO order_items (id, order_id, product_id, quantity) VALUES "
                        + LongStream.rangeClosed(first, last)
                                .mapToObj(id -> "(" + id + ", " + id + ", 1, 1)")
                                .collect(Collectors.joining(", ")));
    }

    CancelOrders cancelling(ShopSchema in) {
        return cancelling(database, in);
    }

    static CancelOrders cancelling(Database on, ShopSchema in) {
        Orders orders = new Orders(on, in);
        Cancellations cancellations = new Cancellations(on);
        return new CancelOrders(
                orders,
                cancellations,
                new CancelTransaction(
                        on, in, RUN, Optional.of(TestAccess.ACCOUNT), Cancelling.nextWorker(), true, checkpoint -> {}),
                new CancelPreview(orders, new UnpaidOrders(on, in), cancellations, new Transitions(on), true),
                Telling.later(cancellations),
                Clock.fixed(NOW, ZoneOffset.UTC),
                true,
                checkpoint -> {});
    }

    static CancelItem item(String reference) {
        return item(reference, LookupBy.AUTO, "客户要求取消");
    }

    static CancelItem item(String reference, LookupBy by, String reason) {
        return CancelItem.of(new CancelRequest(
                reference, by, Optional.of(reason), Optional.of("TEST"), Optional.empty(), Optional.empty(), "kefu"));
    }

    /** The orders with these keys by number. */
    static List<CancelItem> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(id -> item("PO" + id))
                .toList();
    }

    static List<Outcome> outcomes(List<CancelResult> results) {
        return results.stream().map(CancelResult::outcome).toList();
    }

    /** Each of the orders, and no other, was cancelled once and has all that belongs to it. */
    void assertCancelledOnce(Collection<Long> orders) {
        List<String> keys = orders.stream().sorted().map(String::valueOf).toList();
        assertThat(rows("SELECT order_key FROM ylh_transition WHERE" + OURS + "ORDER BY order_key"))
                .isEqualTo(keys);
        assertThat(rows("SELECT order_id FROM order_status_history ORDER BY order_id"))
                .isEqualTo(keys);
        assertThat(rows("SELECT id FROM orders WHERE status = 'cancelled' AND cancel_reason IS NOT NULL ORDER BY id"))
                .isEqualTo(keys);
        assertLedgerIsOfTheItems();
        assertThat(rows("SELECT order_id, product_id, sku_id, quantity FROM inventory_log ORDER BY 1, 2, 3, 4"))
                .isEqualTo(rows("""
                        SELECT order_key, product_key, CASE WHEN stock_kind = 'sku' THEN stock_key END, SUM(quantity)
                          FROM ylh_stock_ledger
                         GROUP BY order_key, product_key, stock_kind, stock_key
                         ORDER BY 1, 2, 3, 4
                        """));
        assertThat(rows("SELECT order_id, cancellation_no, so_id, from_status, cancel_reason, cancel_time"
                        + " FROM ylh_cancellation WHERE" + OURS + "ORDER BY order_id"))
                .isEqualTo(rows("""
                        SELECT t.order_key, t.cancellation_no, o.haier_so_id, t.from_status, t.reason, t.cancel_time
                          FROM ylh_transition t JOIN orders o ON o.id = t.order_key
                         WHERE t.run_id = '%s' AND o.haier_so_id IS NOT NULL
                         ORDER BY t.order_key
                        """.formatted(RUN)));
    }

    private void assertLedgerIsOfTheItems() {
        assertThat(
                        rows(
                                "SELECT order_key, line_key, cancellation_no, quantity FROM ylh_stock_ledger ORDER BY line_key"))
                .isEqualTo(rows("""
                        SELECT i.order_id, i.id, t.cancellation_no, i.quantity
                          FROM order_items i
                          JOIN products p ON p.id = i.product_id AND p.stock_source = 'own'
                          JOIN ylh_transition t ON t.order_key = i.order_id AND t.run_id = '%s'
                         ORDER BY i.id
                        """.formatted(RUN)));
    }

    /** Nobody but the tool has touched the stock since the shop was filled. */
    void assertStockIsThatOfTheLedger() {
        assertThat(stockOfTheLedger("products", "product", 1000)).isEmpty();
        assertThat(stockOfTheLedger("product_skus", "sku", 100)).isEmpty();
    }

    private List<String> stockOfTheLedger(String table, String kind, int each) {
        return rows("SELECT id, stock FROM " + table + " s WHERE stock <> id * " + each
                + " + COALESCE((SELECT SUM(quantity) FROM ylh_stock_ledger l WHERE l.stock_kind = '" + kind
                + "' AND l.stock_key = s.id), 0)");
    }

    List<String> rows(String sql) {
        return shop.rows(sql);
    }

    static <T> List<List<T>> parts(List<T> all, int size) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return parts;
    }
}
