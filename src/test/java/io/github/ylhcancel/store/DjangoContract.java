package io.github.ylhcancel.store;

import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelPreview;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.cancel.Telling;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.testing.TestAccess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The specification's own shop, {@code schema.preset=django}: product 1 is the shop's own and has two SKUs, product 2 is its own, product 3
 * the supplier's.
 */
@ExtendWith(OddTimeZone.class)
abstract class DjangoContract {
    static final String REASON = "超时未支付";

    @TempDir
    Path folder;

    ShopSchema schema = ShopSchema.of("django", Map.of("operator.zhang", "17", "operator.nobody", "404"));
    TestDatabases databases;
    DatabaseAddress address;
    Database database;
    DjangoRows shop;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        databases = databases();
        shop = DjangoRows.in(databases);
        address = shop.address();
        database = Database.open(address, Access.WRITE);
        shop.product(1, "local", 100, 10);
        shop.product(2, "local", 200, 20);
        shop.product(3, "haier", 300, 30);
        shop.sku(11, 1, 110);
        shop.sku(12, 1, 120);
    }

    @AfterEach
    void close() {
        shop.close();
        database.close();
        databases.close();
    }

    CancelResult cancel(String number) {
        return cancel(number, "kefu");
    }

    CancelResult cancel(String number, String operator) {
        return cancel(database, request(number, operator), Optional.empty());
    }

    CancelResult preview(String number) {
        return preview(request(number, "kefu"), Optional.empty());
    }

    CancelResult cancel(Database on, CancelRequest request, Optional<OrderSnapshot> seen) {
        return cancelling(on).cancel(List.of(new CancelItem(request, seen))).get(0);
    }

    CancelResult preview(CancelRequest request, Optional<OrderSnapshot> seen) {
        return cancelling(database)
                .preview(List.of(new CancelItem(request, seen)))
                .get(0);
    }

    CancelOrders cancelling(Database on) {
        Orders orders = new Orders(on, schema);
        Cancellations cancellations = new Cancellations(on);
        return new CancelOrders(
                orders,
                cancellations,
                new CancelTransaction(
                        on,
                        schema,
                        StoreContract.RUN,
                        Optional.of(TestAccess.ACCOUNT),
                        Cancelling.nextWorker(),
                        true,
                        checkpoint -> {}),
                new CancelPreview(orders, new UnpaidOrders(on, schema), cancellations, new Transitions(on), true),
                Telling.later(cancellations),
                Clock.fixed(StoreContract.NOW, ZoneOffset.UTC),
                true,
                checkpoint -> {});
    }

    static CancelRequest request(String number, String operator) {
        return new CancelRequest(
                number,
                LookupBy.NUMBER,
                Optional.of(REASON),
                Optional.of("TEST"),
                Optional.empty(),
                Optional.empty(),
                operator);
    }

    Order order(String number) {
        return new Orders(database, schema).find(number, LookupBy.NUMBER).get(0);
    }

    /** The stocks of product 1, its two SKUs, product 2 and product 3. */
    String stocks() {
        List<String> products = rows("SELECT stock FROM catalog_product ORDER BY id");
        List<String> skus = rows("SELECT stock FROM catalog_productsku ORDER BY id");
        return String.join(" ", products.get(0), skus.get(0), skus.get(1), products.get(1), products.get(2));
    }

    String sales() {
        return String.join(" ", rows("SELECT sales_count FROM catalog_product ORDER BY id"));
    }

    List<String> rows(String sql) {
        return shop.rows().rows(sql);
    }
}
