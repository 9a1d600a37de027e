package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.ShopNeverTells;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Among many orders a page is a stretch of an index, wherever it begins. */
abstract class FinderPlansContract extends StoreContract {
    static final int ORDERS = 20_000;

    /** A table of the numbers from 1 to {@link #ORDERS} in the column {@code seq}. */
    abstract String numbers();

    /** What says that the rows are known to whoever plans. */
    abstract String analyze(String table);

    /** Whether a plan reads no more than a stretch of an index. */
    abstract void assertStretch(String statement, List<String> plan);

    @BeforeEach
    void fill() {
        String at = "TIMESTAMP '2026-01-01 00:00:00'";
        shop.execute(
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT seq, CONCAT('PO', seq),"
                        + " 'cancelled', CONCAT('SO', seq), " + at + ", " + at + " FROM " + numbers(),
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,"
                        + " operator, source_system, cancel_time, money, run_id, worker, step, created_at) SELECT seq, 1, 'cancel', CONCAT('PO', seq),"
                        + " CONCAT('SO', seq), 'paid', 'cancelled', 'r', 'r', 'kefu', 'TEST', " + at
                        + ", 'none', 'r1', 0, seq, " + at + " FROM "
                        + numbers(),
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,"
                        + " from_status, operator, state, attempts, next_attempt_at, maybe_applied, created_at, updated_at) SELECT seq, 1,"
                        + " CONCAT('PO', seq), CONCAT('SO', seq), 'r', 'TEST', " + at + ", 'paid', 'kefu',"
                        + " CASE MOD(seq, 4) WHEN 0 THEN 'confirmed' WHEN 1 THEN 'accepted' WHEN 2 THEN 'dead' ELSE 'held' END, 1, NULL, FALSE, "
                        + at + ", " + at + " FROM " + numbers(),
                "INSERT INTO ylh_callback (digest, received_at, sent_at, method, platform_order_no, state, fail_msg, data, applied_at, order_key,"
                        + " effect, code) SELECT CONCAT('d', seq), " + at + ", " + at
                        + ", 'cancel', CONCAT('PO', seq), 1, '', '{}', " + at
                        + ", seq, CASE MOD(seq, 3) WHEN 0 THEN 'contradiction' WHEN 1 THEN 'listed' ELSE 'settled' END, 'unasked' FROM "
                        + numbers());
        Stream.of("orders", "ylh_transition", "ylh_cancellation", "ylh_callback")
                .forEach(table -> shop.execute(analyze(table)));
    }

    @Test
    void aPageIsAStretchOfAnIndex() {
        NextStep next = new NextStep(true, Duration.ofDays(1), NOW);
        ShopNeverTells rules = new ShopNeverTells(false, Optional.empty(), Optional.empty(), "");
        List<Finder> finders = List.of(
                new UntoldFinder(database, schema, Optional.empty(), next),
                new CancelledByShopFinder(database, schema, rules, Optional.empty()),
                DeliveryFinder.rejected(database, schema, next, true),
                new NotCancelledFinder(database, schema, Optional.empty()),
                new ContradictionFinder(database, schema),
                DeliveryFinder.overdue(database, schema, next),
                DeliveryFinder.dead(database, schema, next),
                DeliveryFinder.unknown(database, schema, next),
                DeliveryFinder.held(database, schema, next),
                new CancelledTwice(database, schema),
                new Books(database, schema));

        for (Finder finder : finders) {
            String statement = schema.render(((KeyFinder) finder).candidates(true))
                    .replace(":after", String.valueOf(ORDERS / 2))
                    .replace(":limit", "100");
            assertStretch(finder.kind() + ": " + statement, shop.rows("EXPLAIN " + statement));
        }
    }

    /** So do those that go through what the tool has changed or told YLH of. */
    @Test
    void aPageOfChangedOrdersIsAStretchOfAnIndex() {
        for (String statement : List.of(
                ChangedKeys.NEXT.formatted(" WHERE t.order_key > " + ORDERS / 2),
                ChangedKeys.NEXT_TOLD.formatted(" WHERE t.order_id > " + ORDERS / 2))) {
            assertPlan(statement.replace(":limit", "100"));
        }
    }

    @Test
    void whoHasASoIdIsFoundByAnIndex() {
        String soIds = IntStream.range(0, 64)
                .mapToObj(number -> "'SO" + (ORDERS / 2 + number) + "'")
                .collect(Collectors.joining(", "));

        assertPlan(schema.render(Orders.HAVING_SO_IDS).replace(":wanted", soIds));
        assertPlan(SharedSoId.TOLD_OF.replace(":so_ids", soIds));
    }

    private void assertPlan(String statement) {
        assertStretch(statement, shop.rows("EXPLAIN " + statement));
    }

    /** Each order that disagrees is in one page, however the pages fall. */
    @Test
    void pagesLeaveNothingOutAndComeToAnEnd() {
        Finder dead = DeliveryFinder.dead(database, schema, new NextStep(true, Duration.ofDays(1), NOW));
        long found = 0;
        int pages = 0;
        Finder.Page page = dead.page(Optional.empty(), 700);
        while (true) {
            pages++;
            found += page.found().size();
            if (page.end().isEmpty()) {
                break;
            }
            page = dead.page(page.end(), 700);
        }

        assertThat(found).isEqualTo(ORDERS / 4);
        assertThat(pages).isEqualTo(ORDERS / 4 / 700 + 1);
    }
}
