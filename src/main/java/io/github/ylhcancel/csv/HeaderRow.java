package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which cell of a row means what. */
final class HeaderRow {
    private final long line;
    private final List<String> names;
    private final Map<OptionalColumn, Integer> optional = new EnumMap<>(OptionalColumn.class);
    private final List<String> ignored = new ArrayList<>();
    private OrderColumn orderColumn;
    private int order;

    /** @throws CsvProblem if there is not exactly one column of orders, or one of another kind twice */
    HeaderRow(long line, List<String> names) {
        this.line = line;
        this.names = List.copyOf(names);
        for (int cell = 0; cell < names.size(); cell++) {
            place(cell, CellText.columnName(names.get(cell)));
        }
        if (orderColumn == null) {
            throw CsvProblem.at(
                    line,
                    Message.of(
                            "csv.header-without-order",
                            CellText.shown(String.join(", ", names)),
                            OrderColumn.allNames()));
        }
    }

    private void place(int cell, String name) {
        Optional<OrderColumn> orders = OrderColumn.named(name);
        Optional<OptionalColumn> other = OptionalColumn.named(name);
        if (orders.isPresent()) {
            placeOrders(cell, orders.get());
        } else if (other.isPresent()) {
            Integer before = optional.putIfAbsent(other.get(), cell);
            if (before != null) {
                throw twice("csv.header-column-twice", before, cell);
            }
        } else if (!name.isEmpty()) {
            ignored.add(CellText.shown(names.get(cell)));
        }
    }

    private void placeOrders(int cell, OrderColumn kind) {
        if (orderColumn != null) {
            throw twice("csv.header-two-orders", order, cell);
        }
        orderColumn = kind;
        order = cell;
    }

    private CsvProblem twice(String key, int first, int second) {
        return CsvProblem.at(line, Message.of(key, name(first), name(second)));
    }

    int size() {
        return names.size();
    }

    /** The name of a column as the file has it. */
    String name(int cell) {
        return CellText.shown(names.get(cell));
    }

    OrderColumn orderColumn() {
        return orderColumn;
    }

    int order() {
        return order;
    }

    Optional<Integer> cell(OptionalColumn column) {
        return Optional.ofNullable(optional.get(column));
    }

    boolean isUsed(int cell) {
        return cell == order || optional.containsValue(cell);
    }

    List<String> ignored() {
        return List.copyOf(ignored);
    }
}
