package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How many statements a server gets, by its own count, for a chunk of orders that YLH has to be told of. */
abstract class RoundTripsContract extends SetsContract {
    private static final int CHUNK = 1000;
    /** A statement an order would be a thousand. */
    private static final long MOST = 70;

    @Test
    void aChunkOfAThousandTakesAFewDozenStatements() {
        shop.execute(
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) VALUES "
                        + each("(%1$d, 'PO%1$d', 'paid', 'SO%1$d', '2026-02-01 08:00:00', '2026-02-01 08:00:00')"),
                "INSERT INTO order_items (id, order_id, product_id, quantity) VALUES " + each("(%1$d, %1$d, 1, 1)"));
        long before = statements();

        List<Outcome> outcomes = outcomes(cancelling(schema).cancel(numbers(1, CHUNK)));

        long sent = statements() - before;
        System.out.println("a chunk of " + CHUNK + " on " + database.product() + ": " + sent + " statements");
        assertThat(outcomes).hasSize(CHUNK).containsOnly(Outcome.CANCELLED);
        assertThat(sent).isLessThan(MOST);
        List<Long> all =
                new ArrayList<>(LongStream.rangeClosed(1, CHUNK).boxed().toList());
        assertCancelledOnce(all);
    }

    private static String each(String row) {
        return LongStream.rangeClosed(1, CHUNK).mapToObj(row::formatted).collect(Collectors.joining(", "));
    }

    private long statements() {
        return database.read(sql -> sql.first("SHOW SESSION STATUS LIKE 'Questions'", row -> row.number("Value"))
                .orElseThrow());
    }
}
