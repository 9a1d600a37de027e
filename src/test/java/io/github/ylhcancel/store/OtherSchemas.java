package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.OrderStatus;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schemas that differ from the default one. */
final class OtherSchemas {
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "orders",
                    List.of(
                            "id",
                            "number",
                            "status",
                            "haier_so_id",
                            "haier_order_no",
                            "haier_status",
                            "haier_fail_msg",
                            "cancel_reason",
                            "cancelled_at",
                            "created_at",
                            "updated_at"),
            "items", List.of("id", "order_id", "product_id", "sku_id", "quantity"),
            "products", List.of("id", "name", "stock", "stock_source"),
            "skus", List.of("id", "sku_code", "stock"),
            "history", List.of("id", "order_id", "from_status", "to_status", "operator", "note", "created_at"),
            "inventory",
                    List.of(
                            "id",
                            "product_id",
                            "sku_id",
                            "order_id",
                            "change_type",
                            "quantity",
                            "reason",
                            "created_at"));

    private OtherSchemas() {}

    /** The default schema, but for these names; an empty name means that the shop has no such column. */
    static ShopSchema with(Map<String, String> changes) {
        Map<OrderStatus, String> words = new EnumMap<>(OrderStatus.class);
        for (OrderStatus status : OrderStatus.values()) {
            words.put(status, status.word());
        }
        return with(changes, words);
    }

    static ShopSchema with(Map<String, String> changes, Map<OrderStatus, String> words) {
        Map<String, String> names = new LinkedHashMap<>();
        COLUMNS.forEach((table, columns) -> {
            names.put(table, ShopSchema.byDefault().render("{" + table + "}"));
            columns.forEach(column ->
                    names.put(table + "." + column, ShopSchema.byDefault().render("{" + table + "." + column + "}")));
        });
        names.putAll(changes);
        return new ShopSchema(names, words);
    }
}
