package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.csv.Row.BadRow;
import io.github.ylhcancel.csv.Row.OrderRow;
import java.util.ArrayList;
import java.util.Collections;
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

    /**
     * Spreadsheets leave out cells at the end of a row that are empty.
     *
     * @param endsLine whether the row is whole for certain
     */
    Row row(long line, List<String> found, boolean endsLine) {
        List<String> cells = found.size() < header.size() ? filledUp(found) : found;
        String order = plainOrder(cells.get(header.order()));
        if (found.size() < header.size() && !endsLine) {
            return new BadRow(line, Message.of("csv.row-cut"), CellText.shown(order));
        }
        if (found.size() > header.size()) {
            return new BadRow(
                    line, Message.of("csv.cells-too-many", found.size(), header.size()), CellText.shown(order));
        }
        return orderFault(order)
                .<Row>map(what -> new BadRow(line, what, CellText.shown(order)))
                .or(() -> damagedCell(line, cells))
                .orElseGet(() -> orderRow(line, order, cells));
    }

    private List<String> filledUp(List<String> found) {
        List<String> cells = new ArrayList<>(found);
        cells.addAll(Collections.nCopies(header.size() - found.size(), ""));
        return cells;
    }

    /** Without what keeps a spreadsheet from taking it for a number, and in ordinary width. */
    private static String plainOrder(String cell) {
        Matcher matcher = TEXT_FORMULA.matcher(cell);
        String order = CellText.ordinaryWidth(matcher.matches() ? matcher.group(1) : cell);
        return CellText.trim(order.startsWith("'") ? order.substring(1) : order);
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

    /** What this program has written it has guarded. */
    private String unguarded(String text) {
        return header.outcome().isPresent() ? SpreadsheetCell.unguarded(text) : text;
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
        return header.cell(column).map(cells::get).map(this::unguarded).filter(text -> !text.isEmpty());
    }
}
