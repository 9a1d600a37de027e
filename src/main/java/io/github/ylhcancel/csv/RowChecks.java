package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.csv.Row.BadRow;
import io.github.ylhcancel.csv.Row.OrderRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides whether the cells under a header are an order that one may act on. Cells of ignored columns may hold anything. */
final class RowChecks {
    static final int MAX_ORDER_LENGTH = 100;

    /** {@code 1.23E+17}, {@code 1,23E+17}, {@code 1E+17}, but not the order number {@code 12E34}. */
    private static final Pattern ROUNDED = Pattern.compile("\\d+([.,]\\d+[Ee]\\+?|[Ee]\\+)\\d+");

    /** {@code ="0012"}: how shops export a number so that a spreadsheet leaves it alone. */
    private static final Pattern TEXT_FORMULA = Pattern.compile("=\"([^\"]*)\"");

    private final HeaderRow header;

    RowChecks(HeaderRow header) {
        this.header = header;
    }

    Row row(long line, List<String> cells) {
        if (cells.size() != header.size()) {
            return wrongSize(line, cells);
        }
        String order = withoutTextFormula(cells.get(header.order()));
        return orderFault(order)
                .<Row>map(what -> new BadRow(line, what, CellText.shown(order)))
                .or(() -> damagedCell(line, cells))
                .orElseGet(() -> orderRow(line, order, cells));
    }

    private Row wrongSize(long line, List<String> cells) {
        String key = cells.size() > header.size() ? "csv.cells-too-many" : "csv.cells-too-few";
        return new BadRow(
                line, Message.of(key, cells.size(), header.size()), CellText.shownOfRow(String.join(", ", cells)));
    }

    private static String withoutTextFormula(String order) {
        Matcher matcher = TEXT_FORMULA.matcher(order);
        return matcher.matches() ? CellText.trim(matcher.group(1)) : order;
    }

    private Optional<Message> orderFault(String order) {
        if (order.isEmpty()) {
            return Optional.of(Message.of("csv.order-missing", header.name(header.order())));
        }
        if (ROUNDED.matcher(order).matches()) {
            return Optional.of(Message.of("csv.order-rounded"));
        }
        OptionalInt invisible = CellText.firstInvisible(order);
        if (invisible.isPresent()) {
            return Optional.of(hiddenCharacter(header.order(), invisible.getAsInt()));
        }
        return order.codePointCount(0, order.length()) > MAX_ORDER_LENGTH
                ? Optional.of(Message.of("csv.order-too-long", MAX_ORDER_LENGTH))
                : Optional.empty();
    }

    private Optional<Row> damagedCell(long line, List<String> cells) {
        for (int cell = 0; cell < cells.size(); cell++) {
            Optional<Message> fault = header.isUsed(cell) ? fault(cell, cells.get(cell)) : Optional.empty();
            if (fault.isPresent()) {
                return Optional.of(new BadRow(line, fault.get(), CellText.shownOfRow(cells.get(cell))));
            }
        }
        return Optional.empty();
    }

    private Optional<Message> fault(int cell, String text) {
        if (text.indexOf('\uFFFD') >= 0) {
            return Optional.of(Message.of("csv.cell-lost-character", header.name(cell)));
        }
        OptionalInt control = CellText.firstControl(text);
        return control.isPresent() ? Optional.of(hiddenCharacter(cell, control.getAsInt())) : Optional.empty();
    }

    private Message hiddenCharacter(int cell, int character) {
        return Message.of("csv.cell-hidden-character", header.name(cell), String.format("U+%04X", character));
    }

    private OrderRow orderRow(long line, String order, List<String> cells) {
        return new OrderRow(
                line,
                order,
                text(OptionalColumn.REASON, cells),
                text(OptionalColumn.CANCEL_TIME, cells),
                text(OptionalColumn.SOURCE_SYSTEM, cells));
    }

    private Optional<String> text(OptionalColumn column, List<String> cells) {
        return header.cell(column).map(cells::get).filter(text -> !text.isEmpty());
    }
}
