package io.github.ylhcancel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How an order is cancelled in the database is said once, for one order as for a thousand: each of these tables has one statement that
 * writes it, and one more that puts an order back. Another one would be a second engine, and the two would come to differ.
 */
class StatementsTest {
    private static final Path PROGRAM = Path.of("src/main/java");
    /** Writes a shop to play with, and cancels nothing. */
    private static final String SAMPLE_DATA = "SampleShop";
    /** It has the server explain statements, of whatever table, to see which rights are missing, and runs none. */
    private static final String ONLY_EXPLAINED = "ServerCheck";

    private static final Pattern LITERAL = Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"");
    private static final Pattern WRITE = Pattern.compile(
            "\\b(?:(INSERT\\s+INTO|REPLACE\\s+INTO|MERGE\\s+INTO)|(?<!FOR )(?<!KEY )(UPDATE))\\s+([^\\s\"(]*)");

    private static final List<String> INSERTED =
            List.of("{history}", "{inventory}", "ylh_stock_ledger", "ylh_cancellation", "ylh_transition");
    private static final List<String> UPDATED = List.of("{orders}", "{items}", "{products}", "{skus}", "{payments}");

    /**
     * A statement that writes.
     *
     * @param table as the text names it; empty if it comes from elsewhere
     */
    private record Write(String file, String verb, String table) {
        @Override
        public String toString() {
            return file + ": " + verb + " " + table;
        }
    }

    @Test
    void whatACancellationInsertsIsInsertedInOnePlace() {
        assertThat(writes("INSERT INTO", INSERTED))
                .containsExactlyInAnyOrder(
                        "StatusHistory: INSERT INTO {history}",
                        "StatusHistory: INSERT INTO {history}",
                        "StockLedger: INSERT INTO {inventory}",
                        "StockLedger: INSERT INTO ylh_stock_ledger",
                        "StockLedger: INSERT INTO ylh_stock_ledger",
                        "CancelSet: INSERT INTO ylh_cancellation",
                        "Transitions: INSERT INTO ylh_transition",
                        "Transitions: INSERT INTO ylh_transition");
    }

    /**
     * Stock comes back, and is taken again, in two forms: one statement for all rows where the database has arrays, and one a row for the
     * others. What YLH says of an order, or of how many of its pieces, cancels nothing.
     */
    @Test
    void whatACancellationChangesInTheShopIsChangedInOnePlace() {
        assertThat(writes("UPDATE", UPDATED))
                .containsExactlyInAnyOrder(
                        "CancelSet: UPDATE {orders}",
                        "SupplierWords: UPDATE {orders}",
                        "PutBackOrder: UPDATE {orders}",
                        "CancelSet: UPDATE {items}",
                        "PutBackOrder: UPDATE {items}",
                        "ItemQuantities: UPDATE {items}",
                        "ItemQuantities: UPDATE {items}",
                        "ItemQuantities: UPDATE {items}",
                        "OpenPayments: UPDATE {payments}",
                        "StockRows: UPDATE {products}",
                        "StockRows: UPDATE {products}",
                        "StockRows: UPDATE {skus}",
                        "StockRows: UPDATE {skus}");
    }

    /** Or what is counted above could be got round without anybody's noticing. */
    @Test
    void everyStatementThatWritesNamesItsTable() {
        assertThat(all().filter(write -> !write.table().matches("\\{\\w+}|ylh_\\w+")))
                .isEmpty();
        assertThat(all().filter(write -> write.verb().matches("(REPLACE|MERGE) INTO")))
                .isEmpty();
    }

    private static List<String> writes(String verb, List<String> tables) {
        return all().filter(write -> write.verb().equals(verb) && tables.contains(write.table()))
                .map(Write::toString)
                .toList();
    }

    private static Stream<Write> all() {
        try (Stream<Path> files = Files.walk(PROGRAM)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> writes(file).stream())
                    .filter(write ->
                            !write.file().equals(SAMPLE_DATA) && !write.file().equals(ONLY_EXPLAINED))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Write> writes(Path file) {
        String name = file.getFileName().toString().replace(".java", "");
        List<Write> found = new ArrayList<>();
        Matcher literal = LITERAL.matcher(text(file));
        while (literal.find()) {
            Matcher write = WRITE.matcher(literal.group());
            while (write.find()) {
                String verb = write.group(1) == null ? write.group(2) : write.group(1);
                found.add(new Write(name, verb.replaceAll("\\s+", " "), write.group(3)));
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
