package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.LookupBy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which cell of a row means what. */
final class HeaderRow {
    /** Where this program writes what became of an order. */
    private static final String OUTCOME = "outcome";
    /** Of several columns of orders this one is meant. */
    private static final String PLAINLY = "order";

    private final long line;
    private final List<String> names;
    private final Map<OptionalColumn, Integer> optional = new EnumMap<>(OptionalColumn.class);
    private final List<String> ignored = new ArrayList<>();
    private OrderColumn orderColumn = OrderColumn.ANY;
    private int order = -1;
    private int outcome = -1;

    /**
     * @param names what the first row holds; without a header the numbers of its cells
     * @throws CsvProblem if it is not clear which column holds the orders, or one of another kind is there twice
     */
    HeaderRow(long line, List<String> names, FileFormat format) {
        this.line = line;
        this.names = List.copyOf(names);
        new TreeMap<>(format.columns()).forEach(this::placeAsSaid);
        Set<OptionalColumn> said = Set.copyOf(optional.keySet());
        if (order < 0) {
            placeOrders(format);
        }
        for (int cell = 0; cell < names.size() && format.hasHeader(); cell++) {
            placeOther(cell, column(cell), said);
        }
        if (!format.outcomes().isEmpty() && outcome < 0) {
            throw CsvProblem.at(line, Message.of("csv.no-outcomes", shownNames()));
        }
    }

    private String column(int cell) {
        return CellText.columnName(names.get(cell));
    }

    private String shownNames() {
        return CellText.shown(String.join(", ", names));
    }

    private void placeAsSaid(String meaning, String name) {
        List<Integer> exactly = cells(cell -> CellText.trim(names.get(cell)).equals(name));
        String compared = CellText.columnName(name);
        List<Integer> found = exactly.isEmpty() ? cells(cell -> column(cell).equals(compared)) : exactly;
        if (found.isEmpty()) {
            throw CsvProblem.at(line, Message.of("csv.no-such-column", CellText.shown(name), shownNames()));
        }
        if (found.size() > 1) {
            throw twice(found.get(0), found.get(1));
        }
        int cell = found.get(0);
        Optional<OptionalColumn> other = OptionalColumn.meaning(meaning);
        if (other.isPresent()) {
            optional.put(other.get(), cell);
        } else {
            order = cell;
            orderColumn = OrderColumn.named(column(cell)).orElse(OrderColumn.ANY);
        }
    }

    private void placeOrders(FileFormat format) {
        if (!format.hasHeader()) {
            order = 0;
            return;
        }
        List<Integer> fitting = cells(cell ->
                !optional.containsValue(cell) && OrderColumn.named(column(cell)).isPresent());
        List<Integer> plain =
                fitting.stream().filter(cell -> column(cell).equals(PLAINLY)).toList();
        List<Integer> unclear = cells(cell -> OrderColumn.isUnclear(column(cell)));
        if (fitting.size() > 1 && plain.size() != 1) {
            throw CsvProblem.at(
                    line,
                    Message.of(
                            "csv.header-two-orders",
                            fitting.stream().map(cell -> '"' + name(cell) + '"').collect(Collectors.joining(", "))));
        }
        if (fitting.isEmpty() && (unclear.size() != 1 || format.by() == LookupBy.AUTO)) {
            throw unclear.isEmpty()
                    ? CsvProblem.at(line, Message.of("csv.header-without-order", shownNames(), OrderColumn.allNames()))
                    : CsvProblem.at(line, Message.of("csv.header-unclear", name(unclear.get(0))));
        }
        order = (fitting.isEmpty() ? unclear : fitting.size() == 1 ? fitting : plain).get(0);
        orderColumn = OrderColumn.named(column(order)).orElse(OrderColumn.ANY);
    }

    private void placeOther(int cell, String name, Set<OptionalColumn> said) {
        Optional<OptionalColumn> other = OptionalColumn.named(name).filter(column -> !said.contains(column));
        if (isUsed(cell)) {
            return;
        }
        if (name.equals(OUTCOME) && outcome < 0) {
            outcome = cell;
        }
        if (other.isPresent()) {
            Integer before = optional.putIfAbsent(other.get(), cell);
            if (before != null) {
                throw twice(before, cell);
            }
        } else if (!names.get(cell).isEmpty()) {
            ignored.add(CellText.shown(names.get(cell)));
        }
    }

    private CsvProblem twice(int first, int second) {
        return CsvProblem.at(line, Message.of("csv.header-column-twice", name(first), name(second)));
    }

    private List<Integer> cells(IntPredicate which) {
        return IntStream.range(0, names.size()).filter(which).boxed().toList();
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

    /** Where a file that this program has written says what became of an order. */
    Optional<Integer> outcome() {
        return outcome < 0 ? Optional.empty() : Optional.of(outcome);
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
