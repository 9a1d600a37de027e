package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code check} asks goes by an index of times, however many calls and cancellations there are. */
abstract class CheckPlansContract extends StoreContract {
    static final int ROWS = 60_000;

    /** A row {@code seq} each, from 1 to {@link #ROWS}. */
    abstract String numbers();

    /** A minute more for each, from the first day of the year 2026. */
    abstract String minute();

    abstract String analyze(String table);

    @BeforeEach
    void fill() {
        shop.execute(
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail)"
                        + " SELECT seq, 'R', 'cancel', " + minute() + ", 10, 200, 'accepted', '' FROM " + numbers(),
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, from_status, to_status, reason, note,"
                        + " operator, cancel_time, money, run_id, worker, step, created_at) SELECT seq, 1, 'cancel', 'P', 'paid',"
                        + " 'cancelled', 'r', 'r', 'o', " + minute() + ", 'none', 'R', 0, seq, " + minute() + " FROM "
                        + numbers());
        List.of("ylh_call", "ylh_transition").forEach(table -> shop.execute(analyze(table)));
    }

    private void assertIndex(String index, String statement) {
        String filled = statement
                .replace(":from", "TIMESTAMP '2026-01-10 00:00:00'")
                .replace(":until", "TIMESTAMP '2026-01-10 01:00:00'")
                .replace(":before", "10");
        String plan = String.join("\n", shop.rows("EXPLAIN " + filled));
        assertThat(plan)
                .as(filled)
                .contains(index)
                .doesNotContain("Seq Scan on ylh_call c", "Seq Scan on ylh_transition");
    }

    @Test
    void theCallsOfAnHourAreAStretchOfTheIndexOfTheirTimes() {
        assertIndex("ylh_call_started_at", CallCounts.COUNT);
        assertIndex("ylh_call_started_at", CallCounts.DURATION_AT);
    }

    @Test
    void theCancellationsOfAnHourAreAStretchOfTheIndexOfTheirTimes() {
        assertIndex("ylh_transition_created_at", CancelledCounts.BETWEEN);
        assertIndex("ylh_transition_created_at", CancelledCounts.FIRST);
    }
}
