package io.github.ylhcancel.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a shop that the tool works with, and their columns, under the names by which a configuration maps them
 * ({@code schema.orders.table}, {@code schema.orders.number}). A column with a question mark may be missing in a shop.
 */
public enum ShopTable {
    ORDERS(
            true,
            "id",
            "number",
            "status",
            "haier_so_id?",
            "haier_order_no?",
            "haier_status?",
            "haier_fail_msg?",
            "cancel_reason?",
            "cancelled_at?",
            "created_at",
            "updated_at?",
            "product_id?",
            "quantity?",
            "parent_id?",
            "checkout_id?",
            "paid-flag?"),
    ITEMS(true, "id", "order_id", "product_id", "sku_id?", "quantity", "receive_qty?", "return_qty?", "reject_qty?"),
    PRODUCTS(true, "id", "name", "stock?", "reserved?", "stock_source?", "sales_count?", "code?"),
    SKUS(false, "id", "sku_code?", "stock?", "reserved?"),
    HISTORY(false, "id?", "order_id", "from_status?", "to_status?", "operator?", "operator_id?", "note?", "created_at"),
    INVENTORY(false, "product_id", "sku_id?", "order_id?", "change_type?", "quantity", "reason?", "created_at"),
    PAYMENTS(false, "id", "order_id", "status", "checkout_id?"),
    REFUNDS(false, "order_id", "status?");

    /** The key that names the table itself. */
    public static final String TABLE = "table";

    private final boolean mandatory;
    private final Map<String, Boolean> columns = new LinkedHashMap<>();

    ShopTable(boolean mandatory, String... columns) {
        this.mandatory = mandatory;
        for (String column : columns) {
            boolean optional = column.endsWith("?");
            this.columns.put(optional ? column.substring(0, column.length() - 1) : column, !optional);
        }
    }

    /** The name under which it is mapped. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ShopTable> ofKey(String key) {
        return List.of(values()).stream()
                .filter(table -> table.key().equals(key))
                .findFirst();
    }

    /** Whether no shop can do without it. */
    public boolean isMandatory() {
        return mandatory;
    }

    public Set<String> columns() {
        return columns.keySet();
    }

    /** Whether a shop that has the table must have the column. */
    public boolean isMandatory(String column) {
        return columns.getOrDefault(column, false);
    }

    /** Whether a shop may have rows in it that are not meant, such as those that somebody deleted. */
    public boolean takesConditions() {
        return this == ORDERS || this == ITEMS || this == PRODUCTS || this == PAYMENTS;
    }

    /** Whether columns that the tool does not know may be filled when an order is cancelled, or its stock is changed. */
    public boolean takesSets() {
        return this == ORDERS || this == ITEMS || this == PRODUCTS || this == SKUS || this == PAYMENTS;
    }

    /** The same when it is put back; what becomes of a stock is the same both ways. */
    public boolean takesSetsBack() {
        return this == ORDERS || this == ITEMS;
    }

    /** Whether rows are inserted, so that columns which the tool does not know may need a constant. */
    public boolean takesConstants() {
        return this == HISTORY || this == INVENTORY;
    }
}
