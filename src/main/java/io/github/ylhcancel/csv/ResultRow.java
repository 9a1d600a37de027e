package io.github.ylhcancel.csv;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What became of one row of the order file, in the words of the other output formats; null and empty are both an empty cell. */
public record ResultRow(
        String line,
        String order,
        String soId,
        String outcome,
        String from,
        String to,
        String sync,
        String money,
        String message) {
    static final List<String> COLUMNS =
            List.of("line", "order", "so_id", "outcome", "from", "to", "sync", "money", "message");

    List<String> cells() {
        return Stream.of(line, order, soId, outcome, from, to, sync, money, message)
                .map(cell -> SpreadsheetCell.harmless(Objects.requireNonNullElse(cell, "")))
                .toList();
    }
}
