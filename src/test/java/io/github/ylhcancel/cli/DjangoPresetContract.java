package io.github.ylhcancel.cli;

import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.store.DjangoRows;
import io.github.ylhcancel.testing.TestShop;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/**
 * The specification's own shop. What its code does is that of {@code backend/orders/state_machine.py}, lines 96 to 154, and of
 * {@code backend/orders/management/commands/cancel_unpaid_orders.py}, lines 41 to 117, as the specification tells it; that payments which
 * nobody has begun are closed is what the shop lacks.
 */
abstract class DjangoPresetContract extends PresetContract {
    private static final int PRODUCTS = 6;
    private static final String OPERATOR = "17";

    private DjangoRows made;

    @Override
    TestShop shop() {
        TestShop shop = super.shop();
        made = DjangoRows.create(shop.address());
        return shop;
    }

    @AfterEach
    final void closeRows() {
        made.close();
    }

    @Override
    String preset() {
        return "django";
    }

    @Override
    ZoneId zone() {
        return ZoneOffset.UTC;
    }

    @Override
    List<String> configuration() {
        return List.of("schema.operator.tester = " + OPERATOR);
    }

    @Override
    List<String> tables() {
        return List.of(
                "orders_order",
                "orders_orderitem",
                "orders_orderstatushistory",
                "orders_payment",
                "catalog_product",
                "catalog_productsku",
                "catalog_inventorylog");
    }

    @Override
    String orders() {
        return "orders_order";
    }

    @Override
    String numberColumn() {
        return "order_number";
    }

    @Override
    String statusColumn() {
        return "status";
    }

    @Override
    String timeColumn() {
        return "created_at";
    }

    /** It deletes none. */
    @Override
    String deletedColumn() {
        return "";
    }

    @Override
    boolean isFree(Rows rows, Map<String, String> order) {
        return rows.of("orders_payment", "order_id", order.get("id")).stream()
                .allMatch(payment -> payment.get("status").equals("init"));
    }

    @Override
    List<String> states() {
        return List.of("pending", "paid", "shipped", "completed", "refunded", "cancelled", "returning");
    }

    @Override
    List<String> definitions() {
        return List.of();
    }

    /** Every third is the supplier's, and every second has an SKU. */
    @Override
    List<String> articles() {
        for (int product = 1; product <= PRODUCTS; product++) {
            made.product(product, product % 3 == 0 ? "haier" : "local", 5000, 40);
            if (product % 2 == 0) {
                made.sku(10L * product, product, 3000);
            }
        }
        return List.of();
    }

    @Override
    List<String> order(int id, String state, boolean deleted, String at) {
        String time = at + (shop.address().dialect() == Dialect.POSTGRESQL ? "+00" : "");
        boolean isOld = id % 10 == 7;
        List<Object> more = new ArrayList<>(List.of("created_at", time, "updated_at", time, "note", "invented"));
        if (isOld) {
            more.addAll(List.of("product_id", 1, "quantity", 2));
        }
        made.order(id, state, more.toArray());
        int first = random.nextInt(PRODUCTS);
        for (int line = 0; line <= id % 3 && !isOld; line++) {
            int product = 1 + (first + line * 5) % PRODUCTS;
            Long sku = product % 2 == 0 ? 10L * product : null;
            made.item(10L * id + line, id, product, sku, 1 + random.nextInt(4));
        }
        if (state.equals("pending")) {
            payment(id, id % 13 == 0 ? "processing" : id % 17 == 0 ? "succeeded" : "init");
        } else if (!state.equals("cancelled")) {
            payment(id, "succeeded");
        }
        return List.of();
    }

    private void payment(int order, String status) {
        if (order % 2 == 0) {
            made.payment(order, order, status);
        }
    }

    @Override
    void cancel(Rows rows, String id, String reason) {
        Map<String, String> order = rows.row("orders_order", id);
        order.put("status", "cancelled");
        order.put("cancel_reason", reason);
        order.put("cancelled_at", NOW);
        order.put("updated_at", NOW);
        history(rows, id, "pending", "cancelled", reason, OPERATOR);
        closePayments(rows, id);
        stock(rows, id, "release", "order_cancelled");
    }

    @Override
    void expire(Rows rows, String id) {
        cancel(rows, id, "超时未支付");
    }

    @Override
    void putBack(Rows before, Rows rows, String id) {
        putBack(rows, id, "undo: 误操作", OPERATOR);
    }

    @Override
    void refused(Rows before, Rows rows, String id) {
        putBack(rows, id, "compensate", OPERATOR);
        rows.row("orders_order", id).put("haier_status", "cancel_failed");
    }

    /** Its payment stays closed: whoever wants the order after all begins another. */
    private void putBack(Rows rows, String id, String note, String operator) {
        rows.row("orders_order", id).put("updated_at", NOW);
        history(rows, id, "pending", "cancelled", "不要了", OPERATOR);
        history(rows, id, "cancelled", "pending", note, operator);
        closePayments(rows, id);
        log(rows, id, "release", "order_cancelled");
        log(rows, id, "lock", "order_restored");
    }

    private static void history(Rows rows, String id, String from, String to, String note, String operator) {
        rows.write(
                "orders_orderstatushistory",
                "order_id",
                id,
                "from_status",
                from,
                "to_status",
                to,
                "note",
                note,
                "operator_id",
                operator,
                "created_at",
                NOW);
    }

    private static void closePayments(Rows rows, String id) {
        rows.of("orders_payment", "order_id", id).forEach(payment -> {
            payment.put("status", "expired");
            payment.put("updated_at", NOW);
        });
    }

    private static void stock(Rows rows, String id, String kind, String reason) {
        for (Line line : lines(rows, id)) {
            boolean isOfSku = line.sku() != null;
            rows.add(
                    isOfSku ? "catalog_productsku" : "catalog_product",
                    isOfSku ? line.sku() : line.product(),
                    "stock",
                    Integer.parseInt(line.quantity()));
        }
        log(rows, id, kind, reason);
    }

    private static void log(Rows rows, String id, String kind, String reason) {
        for (Line line : lines(rows, id)) {
            rows.write(
                    "catalog_inventorylog",
                    "product_id",
                    line.product(),
                    "sku_id",
                    line.sku(),
                    "change_type",
                    kind,
                    "quantity",
                    line.quantity(),
                    "reason",
                    reason,
                    "created_at",
                    NOW);
        }
    }

    /** What an order holds of the shop's own stock. */
    private record Line(String product, String sku, String quantity) {}

    /** An old order has none, and says itself what it is of. */
    private static List<Line> lines(Rows rows, String id) {
        Map<String, String> order = rows.row("orders_order", id);
        List<Map<String, String>> items = rows.of("orders_orderitem", "order_id", id);
        List<Line> lines = items.isEmpty()
                ? List.of(new Line(order.get("product_id"), null, order.get("quantity")))
                : items.stream()
                        .map(item -> new Line(item.get("product_id"), item.get("sku_id"), item.get("quantity")))
                        .toList();
        return lines.stream()
                .filter(line -> rows.row("catalog_product", line.product())
                        .get("source")
                        .equals("local"))
                .toList();
    }
}
