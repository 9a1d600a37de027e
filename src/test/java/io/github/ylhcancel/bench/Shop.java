package io.github.ylhcancel.bench;

import java.util.Map;

/** The schemas that are measured, and how each names what both have. */
enum Shop {
    DEFAULT(Map.of(
            "orders", "orders",
            "items", "order_items",
            "products", "products",
            "skus", "product_skus",
            "history", "order_status_history",
            "log", "inventory_log",
            "source", "stock_source",
            "own", "'own'")),
    DJANGO(Map.of(
            "orders", "orders_order",
            "items", "orders_orderitem",
            "products", "catalog_product",
            "skus", "catalog_productsku",
            "history", "orders_orderstatushistory",
            "log", "catalog_inventorylog",
            "source", "source",
            "own", "'local'"));

    private final Map<String, String> names;

    Shop(Map<String, String> names) {
        this.names = names;
    }

    static Shop of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }

    /** As the program's configuration calls it. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The statement with this schema's names in place of {@code {orders}} and the like. */
    String sql(String template) {
        String sql = template;
        for (Map.Entry<String, String> name : names.entrySet()) {
            sql = sql.replace("{" + name.getKey() + "}", name.getValue());
        }
        return sql;
    }
}
