package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.OrderStatus;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The shops whose tables are known without configuration. What is not listed, such a shop has not. */
enum SchemaPreset {
    /** The shop of {@code shop.sql}. */
    DEFAULT {
        @Override
        Map<String, String> mapping() {
            Map<String, String> mapping = new HashMap<>();
            put(mapping, ShopTable.ORDERS, "orders", "id", "status", "haier_so_id", "haier_order_no", "haier_status");
            put(mapping, ShopTable.ORDERS, "orders", "haier_fail_msg", "cancel_reason", "cancelled_at", "created_at");
            put(mapping, ShopTable.ORDERS, "orders", "updated_at", "number=order_number");
            put(mapping, ShopTable.ITEMS, "order_items", "id", "order_id", "product_id", "sku_id", "quantity");
            put(mapping, ShopTable.PRODUCTS, "products", "id", "name", "stock", "stock_source");
            put(mapping, ShopTable.SKUS, "product_skus", "id", "sku_code", "stock");
            put(mapping, ShopTable.HISTORY, "order_status_history", "id", "order_id", "from_status", "to_status");
            put(mapping, ShopTable.HISTORY, "order_status_history", "operator", "note", "created_at");
            put(mapping, ShopTable.INVENTORY, "inventory_log", "product_id", "sku_id", "order_id", "change_type");
            put(mapping, ShopTable.INVENTORY, "inventory_log", "quantity", "reason", "created_at");
            words(mapping, "own");
            mapping.put(MappingKeys.VALUE + ShopValue.TAKE.key(), "take");
            return mapping;
        }
    },
    /** The shop of the specification, as its migrations create it. */
    DJANGO {
        @Override
        Map<String, String> mapping() {
            Map<String, String> mapping = new HashMap<>();
            put(mapping, ShopTable.ORDERS, "orders_order", "id", "status", "haier_so_id", "haier_order_no");
            put(mapping, ShopTable.ORDERS, "orders_order", "haier_status", "haier_fail_msg", "cancel_reason");
            put(mapping, ShopTable.ORDERS, "orders_order", "cancelled_at", "created_at", "updated_at", "product_id");
            put(mapping, ShopTable.ORDERS, "orders_order", "quantity", "number=order_number");
            put(mapping, ShopTable.ORDERS, "orders_order", "parent_id=parent_order_id");
            put(mapping, ShopTable.ORDERS, "orders_order", "checkout_id=checkout_order_id");
            put(mapping, ShopTable.ITEMS, "orders_orderitem", "id", "order_id", "product_id", "sku_id", "quantity");
            put(mapping, ShopTable.ITEMS, "orders_orderitem", "receive_qty", "return_qty", "reject_qty");
            put(mapping, ShopTable.PRODUCTS, "catalog_product", "id", "name", "stock", "stock_source=source");
            put(mapping, ShopTable.PRODUCTS, "catalog_product", "sales_count", "code=product_code");
            put(mapping, ShopTable.SKUS, "catalog_productsku", "id", "sku_code", "stock");
            put(mapping, ShopTable.HISTORY, "orders_orderstatushistory", "id", "order_id", "from_status");
            put(mapping, ShopTable.HISTORY, "orders_orderstatushistory", "to_status", "operator_id", "note");
            put(mapping, ShopTable.HISTORY, "orders_orderstatushistory", "created_at");
            put(mapping, ShopTable.INVENTORY, "catalog_inventorylog", "product_id", "sku_id", "change_type");
            put(mapping, ShopTable.INVENTORY, "catalog_inventorylog", "quantity", "reason", "created_at");
            put(mapping, ShopTable.PAYMENTS, "orders_payment", "id", "order_id", "status");
            put(mapping, ShopTable.PAYMENTS, "orders_payment", "checkout_id=checkout_order_id");
            words(mapping, "local");
            mapping.put(MappingKeys.VALUE + ShopValue.TAKE.key(), "lock");
            mapping.put(MappingKeys.VALUE + ShopValue.SUPPLIER_TOLD.key(), "cancel_pending");
            // Such a shop writes UTC, also where its columns have no zone.
            mapping.put(MappingKeys.TIME_ZONE, "UTC");
            return mapping;
        }
    };

    /** By the keys of {@link MappingKeys}. */
    abstract Map<String, String> mapping();

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SchemaPreset ofWord(String word) {
        for (SchemaPreset preset : values()) {
            if (preset.word().equals(word)) {
                return preset;
            }
        }
        throw UserError.usage("mapping.no-preset", word);
    }

    /**
     * @param columns each {@code key}, where the shop's name is the same, or {@code key=name}
     */
    private static void put(Map<String, String> mapping, ShopTable table, String name, String... columns) {
        mapping.put(table.key() + "." + ShopTable.TABLE, name);
        for (String column : columns) {
            int equals = column.indexOf('=');
            String key = equals < 0 ? column : column.substring(0, equals);
            mapping.put(table.key() + "." + key, column.substring(equals + 1));
        }
    }

    private static void words(Map<String, String> mapping, String ownStock) {
        for (OrderStatus status : OrderStatus.values()) {
            mapping.put(MappingKeys.STATUS + status.word(), status.word());
        }
        mapping.put(MappingKeys.VALUE + ShopValue.OWN_STOCK.key(), ownStock);
        mapping.put(MappingKeys.VALUE + ShopValue.RELEASE.key(), "release");
        mapping.put(MappingKeys.VALUE + ShopValue.ORDER_CANCELLED.key(), "order_cancelled");
        mapping.put(MappingKeys.VALUE + ShopValue.ORDER_RESTORED.key(), "order_restored");
        mapping.put(MappingKeys.VALUE + ShopValue.PAYMENT_SUCCEEDED.key(), "succeeded");
        mapping.put(MappingKeys.VALUE + ShopValue.SUPPLIER_REFUSED.key(), "cancel_failed");
        mapping.put(MappingKeys.VALUE + ShopValue.SUPPLIER_CONFIRMED.key(), "confirmed");
        mapping.put(MappingKeys.VALUE + ShopValue.SUPPLIER_FAILED.key(), "failed");
        mapping.put(MappingKeys.VALUE + ShopValue.SUPPLIER_OUT_OF_STOCK.key(), "out_of_stock");
    }
}
