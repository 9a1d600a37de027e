package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.StoredStatus;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * How the shop names its tables, columns and order states. Statements on the shop's tables are templates that are rendered
 * with these names once: <code>{orders}</code> and <code>{orders.number}</code> become names, <code>{orders.cancel_reason?}</code>
 * becomes {@code NULL} where the shop has no such column, <code>{status.pending}</code> the literal of the stored word, and of <code>[orders.cancel_reason ? text]</code> the text remains where
 * that column is mapped and nothing where it is not.
 *
 * <p>Names cannot be bound as parameters, so each is checked against a pattern that leaves no room for SQL.
 */
public final class ShopSchema {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final String STATUS = "status.";

    private final Map<String, String> names;
    private final Map<OrderStatus, String> words;
    private final Map<String, String> rendered = new ConcurrentHashMap<>();

    ShopSchema(Map<String, String> names, Map<OrderStatus, String> words) {
        names.forEach((key, name) -> {
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not a table or column name: " + key + " = " + name);
            }
        });
        this.names = Map.copyOf(names);
        this.words = new EnumMap<>(words);
    }

    /** The schema of a database that {@code ylh db init} creates. */
    public static ShopSchema byDefault() {
        Map<String, String> names = new LinkedHashMap<>();
        table(
                names,
                "orders",
                "orders",
                "id",
                "status",
                "haier_so_id",
                "haier_order_no",
                "haier_status",
                "haier_fail_msg");
        table(names, "orders", "orders", "cancel_reason", "cancelled_at", "created_at", "updated_at");
        names.put("orders.number", "order_number");
        table(names, "items", "order_items", "id", "order_id", "product_id", "sku_id", "quantity");
        table(names, "products", "products", "id", "name", "stock", "stock_source");
        table(names, "skus", "product_skus", "id", "sku_code", "stock");
        table(names, "history", "order_status_history", "id", "order_id", "from_status", "to_status");
        table(names, "history", "order_status_history", "operator", "note", "created_at");
        table(names, "inventory", "inventory_log", "id", "product_id", "sku_id", "order_id", "change_type", "quantity");
        table(names, "inventory", "inventory_log", "reason", "created_at");
        Map<OrderStatus, String> words = new EnumMap<>(OrderStatus.class);
        for (OrderStatus status : OrderStatus.values()) {
            words.put(status, status.word());
        }
        return new ShopSchema(names, words);
    }

    /**
     * A literal and not a parameter: the database then gives it the type of the column, which in some shops is a number, and
     * knows the value when it plans.
     */
    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static void table(Map<String, String> names, String key, String table, String... columns) {
        names.put(key, table);
        for (String column : columns) {
            names.put(key + "." + column, column);
        }
    }

    /** The word that the shop stores for a state. */
    String word(OrderStatus status) {
        return words.get(status);
    }

    StoredStatus status(String word) {
        Optional<OrderStatus> known = words.entrySet().stream()
                .filter(entry -> entry.getValue().equals(word))
                .map(Map.Entry::getKey)
                .findFirst();
        return new StoredStatus(word, known);
    }

    /** The value of {@code products.stock_source} for stock that is the shop's own. */
    String ownStock() {
        return "own";
    }

    /** The statement that a template stands for; each template is rendered once. */
    String render(String template) {
        return rendered.computeIfAbsent(template, this::fill);
    }

    private String fill(String template) {
        StringBuilder sql = new StringBuilder(template.length());
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at);
            if (c == '[') {
                int end = template.indexOf(']', at);
                sql.append(optionalPart(template.substring(at + 1, end)));
                at = end + 1;
            } else if (c == '{') {
                int end = template.indexOf('}', at);
                sql.append(name(template.substring(at + 1, end)));
                at = end + 1;
            } else {
                sql.append(c);
                at++;
            }
        }
        return sql.toString();
    }

    private String optionalPart(String part) {
        int mark = part.indexOf(" ? ");
        String column = part.substring(0, mark);
        return names.getOrDefault(column, "").isEmpty() ? "" : fill(part.substring(mark + 3));
    }

    private String name(String key) {
        if (key.startsWith(STATUS)) {
            return literal(
                    word(OrderStatus.ofWord(key.substring(STATUS.length())).orElseThrow()));
        }
        boolean optional = key.endsWith("?");
        String name = names.getOrDefault(optional ? key.substring(0, key.length() - 1) : key, "");
        if (!name.isEmpty()) {
            return name;
        }
        if (optional) {
            return "NULL";
        }
        throw new IllegalStateException("the shop's schema has no " + key);
    }
}
