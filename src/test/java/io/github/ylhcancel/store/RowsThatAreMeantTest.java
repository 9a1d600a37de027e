package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A shop may have rows in its tables that it does not mean ({@code schema.orders.where.deleted}): no statement may see them. */
class RowsThatAreMeantTest {
    private static final Pattern TABLE =
            Pattern.compile("(?:FROM|JOIN|UPDATE) \\{(orders|items|products|payments)}(?: ([a-z]+)\\b)?");

    /** These go by keys of the tool's own records, of orders that were meant when they were cancelled. */
    private static final Set<String> BY_OWN_RECORDS = Set.of(
            "Books.FAMILIES",
            "Books.NOT_IN_FAMILY",
            "Books.PARENTS",
            "OldOrders.LOCK",
            "OldOrders.UNTOLD",
            "OldOrders.OF_FAMILIES",
            "Transitions.INSERT");

    @Test
    void everyStatementOnAShopsTableAsksForThem() throws Exception {
        Set<String> without = new TreeSet<>();
        SearchedColumns.templates().forEach((name, template) -> {
            // A part of a statement that others go on with is seen with these.
            boolean isWhole = template.contains("WHERE") && !template.contains("WHERE 1 = 0");
            Matcher table = TABLE.matcher(template);
            while (isWhole && table.find()) {
                String alias = table.group(2) == null || table.group(2).equals("") ? "" : table.group(2) + ":";
                if (!template.contains("{" + alias + table.group(1) + " there}")) {
                    without.add(name);
                }
            }
        });

        assertThat(without).isEqualTo(new TreeSet<>(BY_OWN_RECORDS));
    }
}
