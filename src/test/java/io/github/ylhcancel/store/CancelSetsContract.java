package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.testing.Keys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many orders are cancelled together, each gets the answer that is its own. */
abstract class CancelSetsContract extends SetsContract {
    /** Every state and every way to be named is met within so many orders. */
    private static final int ROUND = 20;

    /** What is asked for, what each is to come to, and which orders are cancelled by it. */
    private static final class Wishes {
        final List<CancelItem> items = new ArrayList<>();
        final List<Outcome> outcomes = new ArrayList<>();
        final TreeSet<Long> cancelled = new TreeSet<>();

        void add(CancelItem item, Outcome outcome) {
            items.add(item);
            outcomes.add(outcome);
        }
    }

    private final List<String> orders = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private void order(long id, String status, String soId) {
        orders.add("(" + id + ", 'PO" + id + "', '" + status + "', " + (soId == null ? "NULL" : "'" + soId + "'")
                + ", '2026-02-01 08:00:00', '2026-02-01 08:00:00')");
    }

    private void line(long order, long product, Long sku, int quantity) {
        lines.add("(" + (lines.size() + 1) + ", " + order + ", " + product + ", " + sku + ", " + quantity + ")");
    }

    private void writeOrders() {
        shop.execute(
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) VALUES "
                        + String.join(", ", orders),
                "INSERT INTO order_items (id, order_id, product_id, sku_id, quantity) VALUES "
                        + String.join(", ", lines));
    }

    private Wishes wishes(int count) {
        Wishes wishes = new Wishes();
        List<Long> before = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            wish(wishes, id, before);
        }
        writeOrders();
        before.forEach(id -> shop.cancellation(id, id, 1, "compensated", null));
        return wishes;
    }

    private void wish(Wishes wishes, long id, List<Long> before) {
        // Words that many orders share, and some that one order has alone.
        CancelItem byNumber = item("PO" + id, LookupBy.AUTO, "reason " + (id % 100 == 1 ? "of " + id : id % 3));
        switch ((int) (id % 10)) {
            case 0 -> {
                order(id, "pending", null);
                line(id, 1, null, 1);
                wishes.add(item("po" + id), Outcome.NOT_FOUND);
                wishes.add(byNumber, Outcome.CANCELLED);
                wishes.cancelled.add(id);
            }
            case 1 -> {
                order(id, "paid", "SO" + id);
                line(id, 1, null, 2);
                line(id, 2, 1L, 1);
                wishes.add(byNumber, Outcome.CANCELLED);
                wishes.add(item("SO" + id), Outcome.ALREADY_CANCELLED);
                wishes.cancelled.add(id);
            }
            case 2 -> {
                order(id, "shipped", "SO" + id);
                line(id, 1, null, 1);
                wishes.add(byNumber, Outcome.REFUSED);
            }
            case 3 -> {
                order(id, "cancelled", "SO" + id);
                line(id, 1, null, 1);
                wishes.add(byNumber, Outcome.ALREADY_CANCELLED);
                wishes.add(item("SO" + id), Outcome.ALREADY_CANCELLED);
            }
            case 4 -> {
                order(id, "refunded", null);
                line(id, 1, null, 1);
                wishes.add(byNumber, Outcome.REFUSED);
                wishes.add(item("NONE" + id), Outcome.NOT_FOUND);
            }
            case 5 -> {
                order(id, "returning", null);
                line(id, 1, null, 1);
                wishes.add(byNumber, Outcome.REFUSED);
                wishes.add(byNumber, Outcome.REFUSED);
            }
            case 6 -> {
                order(id, "pending", "SO" + id);
                line(id, 2, null, 3);
                line(id, 3, null, 1);
                wishes.add(item("SO" + id, LookupBy.SO_ID, "by so-id"), Outcome.CANCELLED);
                wishes.add(byNumber, Outcome.ALREADY_CANCELLED);
                wishes.add(item("so" + id), Outcome.NOT_FOUND);
                wishes.cancelled.add(id);
            }
            case 7 -> {
                order(id, "paid", null);
                line(id, 2, 2L, 1);
                line(id, 1, null, 1);
                line(id, 1, null, 2);
                wishes.add(item(String.valueOf(id), LookupBy.ID, "by key"), Outcome.CANCELLED);
                wishes.cancelled.add(id);
            }
            case 8 -> {
                order(id, "paid", "SO" + id);
                line(id, 1, null, 1);
                before.add(id);
                wishes.add(byNumber, Outcome.CANCELLED);
                wishes.cancelled.add(id);
            }
            default -> {
                order(id, "pending", "SHARED" + id / ROUND);
                line(id, 1, null, 1);
                wishes.add(item("SHARED" + id / ROUND), Outcome.AMBIGUOUS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 500, 3000})
    void eachOrderGetsItsOwnAnswer(int size) {
        Wishes wishes = wishes(Math.max(size, ROUND));
        CancelOrders cancelling = cancelling(schema);

        List<CancelResult> results = new ArrayList<>();
        for (List<CancelItem> part : parts(wishes.items, size)) {
            results.addAll(cancelling.cancel(part));
        }

        assertThat(outcomes(results)).isEqualTo(wishes.outcomes);
        assertThat(results)
                .extracting(CancelResult::reference)
                .isEqualTo(wishes.items.stream()
                        .map(item -> item.request().reference())
                        .toList());
        assertCancelledOnce(wishes.cancelled);
        assertStockIsThatOfTheLedger();
        assertThat(results.stream().mapToLong(CancelResult::units).sum())
                .isEqualTo(shop.number("SELECT SUM(quantity) FROM ylh_stock_ledger"));
        assertThat(rows("SELECT DISTINCT cancellation_no FROM ylh_transition WHERE run_id = '" + RUN
                        + "' AND MOD(order_key, 10) = 8"))
                .containsExactly("2");
    }

    @Test
    void aSecondTimeNothingHappens() {
        Wishes wishes = wishes(500);
        cancelling(schema).cancel(wishes.items);
        Map<String, List<String>> once = shop.everything();

        List<CancelResult> again = cancelling(schema).cancel(wishes.items);

        assertThat(shop.everything()).isEqualTo(once);
        assertThat(outcomes(again))
                .isEqualTo(wishes.outcomes.stream()
                        .map(first -> first == Outcome.CANCELLED ? Outcome.ALREADY_CANCELLED : first)
                        .toList());
    }

    @Test
    void aPreviewForeseesEachAnswerAndWritesNothing() {
        Wishes wishes = wishes(500);
        Map<String, List<String>> before = shop.everything();

        List<CancelResult> previews = cancelling(schema).preview(wishes.items);

        assertThat(shop.everything()).isEqualTo(before);
        // A preview knows nothing of the other rows: the second time an order is named it would be cancelled, too.
        for (int i = 0; i < previews.size(); i++) {
            if (wishes.outcomes.get(i) != Outcome.ALREADY_CANCELLED) {
                Outcome foreseen =
                        wishes.outcomes.get(i) == Outcome.CANCELLED ? Outcome.WOULD_CANCEL : wishes.outcomes.get(i);
                assertThat(previews.get(i).outcome())
                        .as(previews.get(i).reference())
                        .isEqualTo(foreseen);
            }
        }
    }

    /** Where one process has the database to itself, the process that was sending it is dead. */
    @Test
    void aPreviewLeavesToALivingProcessWhatItIsSending() {
        pending(1, 2);
        shop.execute("UPDATE orders SET haier_so_id = CONCAT('SO', id)");
        shop.cancellation(7, 1, 1, "sending", null);
        shop.cancellation(8, 2, 1, "sending", null);
        shop.execute(
                "UPDATE ylh_cancellation SET lease_owner = 'host:1', lease_until = '2026-03-08 02:30:01' WHERE id = 7",
                "UPDATE ylh_cancellation SET lease_owner = 'host:2', lease_until = '2026-03-08 02:29:59' WHERE id = 8");

        List<CancelResult> previews = cancelling(schema).preview(numbers(1, 2));

        boolean alone = database.dialect().isExclusive();
        assertThat(previews)
                .extracting(CancelResult::sync)
                .containsExactly(
                        alone ? SyncState.WOULD_TELL : SyncState.of(DeliveryState.SENDING), SyncState.WOULD_TELL);
    }

    /** One number is on two orders, one so-id on two more, and one word is the number of one order and the so-id of another. */
    @Test
    void whatCouldMeanTwoOrdersCancelsNeither() {
        pending(1, 8);
        shop.execute(
                "UPDATE orders SET haier_order_no = order_number",
                "UPDATE orders SET haier_order_no = 'PO1' WHERE id = 2",
                "UPDATE orders SET haier_so_id = 'SO3' WHERE id IN (3, 4)",
                "UPDATE orders SET haier_so_id = 'PO6' WHERE id = 5");
        ShopSchema loose = OtherSchemas.with(Map.of("orders.number", "haier_order_no", "orders.haier_order_no", ""));

        List<CancelResult> results = cancelling(loose)
                .cancel(List.of(item("PO1"), item("SO3"), item("PO6"), item("PO3"), item("PO8"), item("PO8")));

        assertThat(outcomes(results))
                .containsExactly(
                        Outcome.AMBIGUOUS,
                        Outcome.AMBIGUOUS,
                        Outcome.CANCELLED,
                        Outcome.CANCELLED,
                        Outcome.CANCELLED,
                        Outcome.ALREADY_CANCELLED);
        assertCancelledOnce(List.of(3L, 6L, 8L));
        assertStockIsThatOfTheLedger();
    }

    /** Where numbers are stored as numbers, a word among them would fail the whole list on PostgreSQL, and be 0 on MariaDB. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 500})
    void whatAColumnOfNumbersCannotHoldIsNotFoundAlone(int size) {
        pending(1, 500);
        shop.execute(
                "ALTER TABLE orders ADD COLUMN serial_no BIGINT",
                "UPDATE orders SET serial_no = CASE WHEN id = 1 THEN 0 ELSE id END",
                "UPDATE orders SET haier_so_id = 'SO7' WHERE id = 7");
        ShopSchema numeric = OtherSchemas.with(Map.of("orders.number", "serial_no"));
        List<CancelItem> items = new ArrayList<>();
        List<Outcome> expected = new ArrayList<>();
        for (String bad :
                List.of("abc", "", "12x", " 13", "1e2", "0x10", "99999999999999999999", "1.0", "007", "-0", "'")) {
            items.add(item(bad, LookupBy.NUMBER, "reason"));
            expected.add(Outcome.NOT_FOUND);
        }
        items.add(item("abc"));
        expected.add(Outcome.NOT_FOUND);
        items.add(item("SO7"));
        expected.add(Outcome.CANCELLED);
        long last = Math.max(size, 30);
        for (long id = 20; id <= last; id++) {
            items.add(item(String.valueOf(id)));
            expected.add(Outcome.CANCELLED);
        }
        CancelOrders cancelling = cancelling(numeric);

        List<CancelResult> results = new ArrayList<>();
        for (List<CancelItem> part : parts(items, size)) {
            results.addAll(cancelling.cancel(part));
        }

        assertThat(outcomes(results)).isEqualTo(expected);
        List<Long> cancelled = new ArrayList<>(List.of(7L));
        cancelled.addAll(LongStream.rangeClosed(20, last).boxed().toList());
        assertCancelledOnce(cancelled);
        assertStockIsThatOfTheLedger();
    }

    /** A shop whose columns overlook case: only MySQL and MariaDB know such, the others compare exactly anyhow. */
    @ParameterizedTest
    @ValueSource(ints = {1, 500})
    void whatTheDatabaseFindsEqualMustBeEqual(int size) {
        pending(1, 500);
        shop.execute("UPDATE orders SET haier_so_id = 'So1' WHERE id = 1");
        overlookCase();
        List<CancelItem> items = new ArrayList<>();
        List<Outcome> expected = new ArrayList<>();
        for (String other :
                List.of("po3", "Po3", "PO3 ", "ＰＯ3", "PÓ3", "so1", "SO1", "Só1", "So1 ", "S\u200bo1", "PO\u200b3")) {
            items.add(item(other));
            expected.add(Outcome.NOT_FOUND);
        }
        long last = Math.max(size, 10);
        items.addAll(numbers(4, last));
        expected.addAll(Collections.nCopies((int) last - 3, Outcome.CANCELLED));
        items.add(item("So1"));
        expected.add(Outcome.CANCELLED);
        CancelOrders cancelling = cancelling(schema);

        List<CancelResult> results = new ArrayList<>();
        for (List<CancelItem> part : parts(items, size)) {
            results.addAll(cancelling.cancel(part));
        }

        assertThat(outcomes(results)).isEqualTo(expected);
        assertThat(rows("SELECT id FROM orders WHERE status = 'pending' AND id <= " + last + " ORDER BY id"))
                .containsExactly("2", "3");
        assertStockIsThatOfTheLedger();
    }

    /** Makes the columns by which orders are named overlook case and more, where the database can. */
    private void overlookCase() {
        databases
                .lenientCollation()
                .ifPresent(collation -> shop.execute(
                        "ALTER TABLE orders MODIFY order_number VARCHAR(100) NOT NULL COLLATE " + collation,
                        "ALTER TABLE orders MODIFY haier_so_id VARCHAR(100) COLLATE " + collation));
    }

    @Test
    void whatTheDatabaseRefusesCostsNoOtherOrder() {
        pending(1, 500);
        shop.execute("ALTER TABLE order_status_history ADD CONSTRAINT house_rule CHECK (order_id <> 251)");

        List<CancelResult> results = cancelling(schema).cancel(numbers(1, 500));

        for (CancelResult result : results) {
            Outcome expected = result.reference().equals("PO251") ? Outcome.FAILED : Outcome.CANCELLED;
            assertThat(result.outcome()).as(result.reference()).isEqualTo(expected);
        }
        assertThat(english(results.get(250).message()))
                .startsWith("the database refused it, so nothing of it was written");
        assertCancelledOnce(
                LongStream.rangeClosed(1, 500).filter(id -> id != 251).boxed().toList());
        assertStockIsThatOfTheLedger();
    }

    /** Order 251 has two rows, so that what changes it changes one row too many. */
    @Test
    void anOrderOfWhichAStatementWritesAnotherNumberOfRowsCostsNoOther() {
        pending(1, 500);
        shop.execute(
                "CREATE TABLE orders_twice AS SELECT * FROM orders",
                "INSERT INTO orders_twice SELECT * FROM orders WHERE id = 251");
        ShopSchema twice = OtherSchemas.with(Map.of("orders.table", "orders_twice"));

        List<CancelAnswer> answers = new Cancelling(database, twice, false, checkpoint -> {})
                        .parts(
                                LongStream.rangeClosed(1, 500)
                                        .mapToObj(id -> new CancelTransaction.Entry(
                                                Keys.key(id),
                                                item("" + id, LookupBy.ID, "reason")
                                                        .request(),
                                                Optional.empty()))
                                        .toList(),
                                CancelTransaction.Guard.AS_IT_STANDS,
                                NOW)
                        .stream()
                        .flatMap(part -> part.answers().stream())
                        .toList();

        assertThat(answers).hasSize(500);
        assertThat(answers)
                .filteredOn(CancelAnswer.Failed.class::isInstance)
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.entry().key()).isEqualTo(Keys.key(251));
                    assertThat(english(((CancelAnswer.Failed) failed).why()))
                            .startsWith("a statement wrote 2 rows where it had to write 1");
                });
        assertThat(rows("SELECT id FROM orders_twice WHERE status = 'pending'")).containsExactly("251", "251");
        assertThat(rows("SELECT order_key FROM ylh_transition")).hasSize(499).doesNotContain("251");
        assertThat(rows("SELECT stock FROM products WHERE id = 1")).containsExactly("1499");
        assertStockIsThatOfTheLedger();
    }
}
