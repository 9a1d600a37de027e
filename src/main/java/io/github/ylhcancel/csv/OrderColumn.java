package io.github.ylhcancel.csv;

import io.github.ylhcancel.domain.LookupBy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the header says about the orders below it. */
public enum OrderColumn {
    /** A number, a so-id or an id: whichever it turns out to be. */
    ANY("order"),
    /** The shop's order numbers. */
    NUMBER("order_number", "订单号"),
    /** The supplier's sub-order numbers. */
    SO_ID("so_id", "子订单号");

    private final List<String> names;

    OrderColumn(String... names) {
        this.names = List.of(names);
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
        return Arrays.stream(values()).flatMap(column -> column.names.stream()).collect(Collectors.joining(", "));
    }
}
