package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import java.util.Optional;

/** One row of an order file. */
public sealed interface Row {
    /** The physical line on which the row begins; the file's first line is 1. */
    long line();

    /**
     * A row that can be used. The cells are trimmed; {@code order} is never empty, the others are absent when the column or the
     * text is missing. A reason may hold line breaks.
     */
    record OrderRow(
            long line,
            String order,
            Optional<String> reason,
            Optional<String> cancelTime,
            Optional<String> sourceSystem)
            implements Row {}

    /**
     * A row that cannot be used; the rows around it can.
     *
     * @param what what is wrong with it and what to do
     * @param text the cell (or the start of the row) that is wrong, short and safe to print on one line; may be empty
     */
    record BadRow(long line, Message what, String text) implements Row {}
}
