package io.github.ylhcancel.csv;

import io.github.ylhcancel.domain.LookupBy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the header says about the orders below it. */
public enum OrderColumn {
    /** A number or a so-id, whichever it turns out to be, or what the user says. */
    ANY("order", "order", "订单"),
    /** The shop's order numbers. */
    NUMBER(
            "order_number, 订单号",
            "ordernumber",
            "orderno",
            "ordersn",
            "订单号",
            "订单编号",
            "订单id",
            "订单编码",
            "单号",
            "商城订单号",
            "平台订单号",
            "訂單號",
            "訂單編號",
            "單號"),
    /** The supplier's sub-order numbers. */
    SO_ID("so_id, 子订单号", "soid", "so", "sono", "so号", "haiersoid", "子订单号", "子订单编号", "子訂單號", "子訂單編號", "子單號");

    /** Keys of rows as well as numbers of orders are called so, and one taken for the other cancels another order. */
    private static final Set<String> UNCLEAR = Set.of("id", "orderid", "number");

    private final String shown;
    private final List<String> names;

    /**
     * @param shown the names that a message tells
     * @param names as {@link CellText#columnName} compares them
     */
    OrderColumn(String shown, String... names) {
        this.shown = shown;
        this.names = List.of(names);
    }

    static boolean isUnclear(String name) {
        return UNCLEAR.contains(name);
    }

    static Optional<OrderColumn> named(String name) {
        return Arrays.stream(values())
                .filter(column -> column.names.contains(name))
                .findFirst();
    }

    /**
     * What its cells are looked up by: a column that says what it holds wins.
     *
     * @param chosen by the user
     */
    public LookupBy by(LookupBy chosen) {
        return switch (this) {
            case ANY -> chosen;
            case NUMBER -> LookupBy.NUMBER;
            case SO_ID -> LookupBy.SO_ID;
        };
    }

    static String allNames() {
        return Arrays.stream(values()).map(column -> column.shown).collect(Collectors.joining(", "));
    }
}
