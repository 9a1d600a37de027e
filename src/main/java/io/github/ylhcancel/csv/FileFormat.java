package io.github.ylhcancel.csv;

import io.github.ylhcancel.domain.LookupBy;
import java.util.Map;
import java.util.Set;

/**
 * What a user says of a file of orders.
 *
 * @param encoding a byte order mark in the file overrules it
 * @param hasHeader whether the first row names the columns; without it the first cell of each row is the order
 * @param columns which column holds what ({@link #MEANINGS}), by its name in the header, or by its number where there is none
 * @param by what its orders are; {@code AUTO} if nothing is said
 * @param outcomes of the rows of a file that this program has written only those with one of these; empty: all rows
 */
public record FileFormat(
        CsvEncoding encoding, boolean hasHeader, Map<String, String> columns, LookupBy by, Set<String> outcomes) {
    /** What a column can be said to hold. */
    public static final Set<String> MEANINGS = Set.of("order", "reason", "cancel_time", "source_system");

    /** Nothing is said but how the bytes become text. */
    public static FileFormat of(CsvEncoding encoding) {
        return new FileFormat(encoding, true, Map.of(), LookupBy.AUTO, Set.of());
    }
}
