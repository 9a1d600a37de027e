package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Keys.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.testing.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody else did to the stock of an order, and so-ids of which there are two, in a shop whose inventory log names orders. */
abstract class AgreementContract extends OneOrderContract {
    /** One that was not paid for can be put back. */
    @BeforeEach
    void nobodyHasPaidForTheFirst() {
        shop.execute("UPDATE orders SET status = 'pending' WHERE id = 1");
    }

    private List<Disagreement> twice() {
        return all(new CancelledTwice(database, schema));
    }

    private List<Disagreement> shared() {
        return all(new SharedSoId(database, schema));
    }

    private List<Disagreement> books() {
        return all(new Books(database, schema));
    }

    /** Page by page, and as whoever asks for these orders alone is told. */
    static List<Disagreement> all(Finder finder) {
        List<Disagreement> found = new ArrayList<>();
        Optional<RowKey> after = Optional.empty();
        do {
            Finder.Page page = finder.page(after, 1);
            found.addAll(page.found());
            after = page.end();
        } while (after.isPresent());
        assertThat(finder.page(Optional.empty(), 1000).found()).containsExactlyInAnyOrderElementsOf(found);
        for (Disagreement one : found) {
            assertThat(one.kind()).isEqualTo(finder.kind());
            assertThat(one.repair()).isEqualTo(Repair.OPERATOR);
            assertThat(finder.among(List.of(one.orderKey()))).contains(one);
        }
        return found;
    }

    private void undo(long order) {
        assertThat(new PutBackTransaction(database, schema, RUN, "kefu", true, checkpoint -> {})
                        .undo(key(order), "a mistake", NOW.plusSeconds(30)))
                .isInstanceOf(PutBackAnswer.Back.class);
    }

    /** What a shop's own sweep does that has read the order before it was cancelled. */
    private void cancelledByShop(long order, String at) {
        historyOfShop(order, "paid", "cancelled", at);
        shop.execute("UPDATE orders SET status = 'cancelled' WHERE id = " + order);
    }

    private void historyOfShop(long order, String from, String to, String at) {
        shop.execute(
                "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at) VALUES ("
                        + order + ", '" + from + "', '" + to + "', 'system', 'unpaid', '" + at + "')");
    }

    private void logOfShop(long order, long product, String sku, String type, int quantity, String reason, String at) {
        shop.execute(
                "INSERT INTO inventory_log (product_id, sku_id, order_id, change_type, quantity, reason, created_at) VALUES ("
                        + product + ", " + sku + ", " + order + ", '" + type + "', " + quantity + ", '" + reason
                        + "', '" + at + "')");
    }

    @Test
    void anOrderThatWasCancelledOnceIsNotListed() {
        transaction.write(entry(order(1)));
        transaction.write(entry(order(2)));

        assertThat(twice()).isEmpty();
        assertThat(books()).isEmpty();
        assertThat(shared()).isEmpty();
    }

    @Test
    void anOrderThatTheShopCancelledOnceMoreIsListedWithWhatItsLogSays() {
        transaction.write(entry(order(1)));
        transaction.write(entry(order(2)));
        cancelledByShop(1, "2026-03-08 02:30:01");
        logOfShop(1, 1, "NULL", "release", 5, "order_cancelled", "2026-03-08 02:30:01");
        logOfShop(1, 2, "1", "release", 1, "order_cancelled", "2026-03-08 02:30:01");

        List<Disagreement> found = twice();

        assertThat(found).extracting(Disagreement::orderNumber).containsExactly("PO1");
        assertThat(found.get(0).details())
                .isEqualTo(Map.of(
                        "units", "6", "units_from", "inventory-log", "stock", "product:1=5 sku:1=1", "times", "1"));
        assertThat(Sentences.english(found.get(0).other()))
                .isEqualTo("too much stock came back, by the shop's inventory log: 6 units (product:1=5, sku:1=1)");
        assertThat(books()).isEmpty();
    }

    @Test
    void whatTheShopTookAgainSinceIsNotTooMuch() {
        transaction.write(entry(order(1)));
        cancelledByShop(1, "2026-03-08 02:30:01");
        logOfShop(1, 1, "NULL", "release", 5, "order_cancelled", "2026-03-08 02:30:01");
        logOfShop(1, 1, "NULL", "take", 2, "put_right", "2026-03-08 03:30:00");

        assertThat(twice()).extracting(one -> one.details().get("stock")).containsExactly("product:1=3");
        logOfShop(1, 1, "NULL", "take", 3, "put_right", "2026-03-08 03:31:00");
        assertThat(twice()).isEmpty();
    }

    /** What was taken at the check-out has nothing to do with it. */
    @Test
    void whatWasTakenBeforeDoesNotCount() {
        logOfShop(1, 1, "NULL", "take", 5, "check_out", "2026-02-01 08:00:00");
        transaction.write(entry(order(1)));
        cancelledByShop(1, "2026-03-08 02:30:01");
        logOfShop(1, 1, "NULL", "release", 5, "order_cancelled", "2026-03-08 02:30:01");

        assertThat(twice()).extracting(one -> one.details().get("stock")).containsExactly("product:1=5");
    }

    @Test
    void aSweepThatWritesNoHistoryIsSeenInTheLog() {
        transaction.write(entry(order(1)));
        logOfShop(1, 1, "NULL", "release", 5, "order_cancelled", "2026-03-08 02:30:01");

        assertThat(twice()).extracting(one -> one.details().get("units")).containsExactly("5");
        assertThat(books()).isEmpty();
    }

    @Test
    void releasesForAnotherReasonAreNotOurs() {
        transaction.write(entry(order(1)));
        logOfShop(1, 1, "NULL", "release", 5, "goods_returned", "2026-03-08 02:30:01");

        assertThat(twice()).isEmpty();
    }

    @Test
    void aSecondCancellationThatBroughtNothingIsListedWithNothing() {
        transaction.write(entry(order(1)));
        cancelledByShop(1, "2026-03-08 02:30:01");

        assertThat(twice()).extracting(one -> one.details().get("units")).containsExactly("0");
        assertThat(Sentences.english(twice().get(0).other())).isEqualTo("no more stock came back than should have");
    }

    /** Without a log that names orders it is what the lines of the order would have brought. */
    @Test
    void withoutALogTheLinesSayHowMuchItIs() {
        ShopSchema without = OtherSchemas.with(Map.of("inventory.order_id", ""));
        new Cancelling(database, without, true, checkpoint -> {}).write(entry(order(1)));
        cancelledByShop(1, "2026-03-08 02:30:01");

        List<Disagreement> found = all(new CancelledTwice(database, without));

        assertThat(found)
                .extracting(
                        one -> one.details().get("stock"), one -> one.details().get("units_from"))
                .containsExactly(tuple("product:1=5 sku:1=1", "order-lines"));
        assertThat(all(new Books(database, without))).isEmpty();
    }

    /** The shop's row may be written first, and its clock may be behind. */
    @Test
    void theShopsRowMayBeTheOlderOne() {
        transaction.write(entry(order(1)));
        cancelledByShop(1, "2026-03-08 02:29:58");

        assertThat(twice()).extracting(Disagreement::orderNumber).containsExactly("PO1");
    }

    @Test
    void whatTheShopTookUpAgainAndCancelledIsNoDouble() {
        transaction.write(entry(order(1)));
        historyOfShop(1, "cancelled", "pending", "2026-03-08 03:00:00");
        cancelledByShop(1, "2026-03-08 04:00:00");
        logOfShop(1, 1, "NULL", "release", 5, "order_cancelled", "2026-03-08 04:00:00");

        assertThat(twice()).isEmpty();
    }

    /** Its clock is so far behind that its rows look older than ours. */
    @Test
    void norIfTheClockOfTheShopIsBehind() {
        transaction.write(entry(order(1)));
        historyOfShop(1, "cancelled", "pending", "2026-03-08 02:29:30");
        cancelledByShop(1, "2026-03-08 02:29:40");

        assertThat(twice()).isEmpty();
    }

    @Test
    void whatTheShopCancelledLongBeforeIsNoDouble() {
        historyOfShop(1, "paid", "cancelled", "2026-03-01 00:00:00");
        transaction.write(entry(order(1)));

        assertThat(twice()).isEmpty();
    }

    /** Case of practice: taken up again without a word in the history, and cancelled once more. */
    @Test
    void whatWasTakenUpAgainAndCancelledByUsIsNoDouble() {
        shop.execute("UPDATE orders SET haier_so_id = NULL");
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET status = 'pending' WHERE id = 1");
        transaction.write(entry(order(1)));
        undo(1);
        transaction.write(entry(order(1)));

        assertThat(shop.number("SELECT COUNT(*) FROM order_status_history WHERE to_status = 'cancelled'"))
                .isEqualTo(3);
        assertThat(twice()).isEmpty();
        assertThat(books()).isEmpty();
    }

    @Test
    void aDoubleIsNotExcusedByAPutBackThatCameLater() {
        transaction.write(entry(order(1)));
        cancelledByShop(1, "2026-03-08 02:30:01");
        logOfShop(1, 1, "NULL", "release", 5, "order_cancelled", "2026-03-08 02:30:01");
        undo(1);

        assertThat(twice()).extracting(one -> one.details().get("stock")).containsExactly("product:1=5");
    }

    @Test
    void anOrderThatOnlyTheShopCancelledIsNotListed() {
        cancelledByShop(1, "2026-03-08 02:30:01");
        cancelledByShop(1, "2026-03-08 02:30:02");

        assertThat(twice()).isEmpty();
    }

    /** A shop that changes the notes of its history is not accused of our own row. */
    @Test
    void ourOwnRowIsOursWhateverItsNoteIs() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE order_status_history SET note = 'tidied'");

        assertThat(twice()).isEmpty();
        cancelledByShop(1, "2026-03-08 02:30:01");
        assertThat(twice()).hasSize(1);
    }

    @Test
    void twoOrdersWithOneSoIdAreListedUnderEachThatWeCancelled() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET haier_so_id = 'SO1' WHERE id = 2");

        List<Disagreement> found = shared();

        assertThat(found).extracting(Disagreement::orderNumber).containsExactly("PO1");
        assertThat(found.get(0).soId()).contains("SO1");
        assertThat(found.get(0).details()).isEqualTo(Map.of("others", "1", "other_orders", "PO2"));
        assertThat(Sentences.english(found.get(0).other())).isEqualTo("order PO2 (paid) has the same so-id");
        transaction.write(entry(order(2)));
        assertThat(shared()).extracting(Disagreement::orderNumber).containsExactly("PO1", "PO2");
    }

    @Test
    void aBlankSoIdIsNone() {
        shop.execute("UPDATE orders SET haier_so_id = ''");
        transaction.write(entry(order(1)));
        transaction.write(entry(order(2)));

        assertThat(shared()).isEmpty();
        shop.execute("UPDATE orders SET haier_so_id = '  '");
        assertThat(shared()).isEmpty();
    }

    /** A database that overlooks case must not accuse two different orders. */
    @Test
    void soIdsThatDifferInCaseAreTwo() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET haier_so_id = 'so1' WHERE id = 2");

        assertThat(shared()).isEmpty();
    }

    @Test
    void whatYlhWasToldCountsAlsoWhenTheOrderHasAnotherSoIdNow() {
        transaction.write(entry(order(1)));
        shop.execute(
                "UPDATE orders SET haier_so_id = 'SO-NEW' WHERE id = 1",
                "UPDATE orders SET haier_so_id = 'SO1' WHERE id = 2");

        assertThat(shared()).extracting(one -> one.soId().orElseThrow()).containsExactly("SO1");
    }

    @Test
    void anOrderThatWasPutBackIsNothingToFear() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET haier_so_id = 'SO1' WHERE id = 2");
        undo(1);

        assertThat(shared()).isEmpty();
    }

    @Test
    void aDeliveryWhoseRecordIsPrunedStillCounts() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET haier_so_id = 'SO1' WHERE id = 2", "DELETE FROM ylh_transition");

        assertThat(shared()).extracting(Disagreement::orderNumber).containsExactly("PO1");
    }

    @Test
    void aRowOfTheLogThatIsMissingIsListed() {
        transaction.write(entry(order(1)));
        transaction.write(entry(order(2)));
        shop.execute(
                "DELETE FROM inventory_log WHERE sku_id = 1",
                "UPDATE inventory_log SET quantity = 3 WHERE order_id = 1");

        assertThat(books())
                .extracting(Disagreement::orderNumber, one -> one.details().toString())
                .containsExactly(
                        tuple("PO1", "{book=log-release, ledger=5, other=3, stock=product:1}"),
                        tuple("PO1", "{book=log-release, ledger=1, other=0, stock=sku:1}"));
        assertThat(Sentences.english(books().get(0).shop()))
                .isEqualTo("the shop's inventory log says that 3 of product:1 came back");
        assertThat(twice()).isEmpty();
    }

    @Test
    void aRowOfTheLogThatIsMissingWhenItWasPutBackIsListed() {
        transaction.write(entry(order(1)));
        undo(1);
        shop.execute("DELETE FROM inventory_log WHERE change_type = 'take' AND product_id = 1");

        assertThat(books())
                .extracting(one -> one.details().toString())
                .containsExactly("{book=log-take, ledger=5, other=0, stock=product:1}");
    }

    /** A shop may throw its old log away. */
    @Test
    void aLogThatBeginsLaterAccusesNobody() {
        transaction.write(entry(order(1)));
        shop.execute("DELETE FROM inventory_log");
        logOfShop(2, 1, "NULL", "release", 1, "order_cancelled", "2026-04-01 00:00:00");

        assertThat(books()).isEmpty();
    }

    @Test
    void aCancellationThatBroughtNothingBackIsListed() {
        transaction.write(entry(order(1)));
        shop.execute("DELETE FROM ylh_stock_ledger", "DELETE FROM inventory_log");

        assertThat(books())
                .extracting(one -> one.details().toString())
                .containsExactly("{book=no-ledger, ledger=0, other=6, stock=}");
    }

    @Test
    void theSuppliersGoodsBringNothingBackAndThatIsRight() {
        shop.order(3, "PO3", "paid", "SO3", LONG_AGO);
        shop.line(31, 3, 3, null, 4);
        shop.order(4, "PO4", "paid", "SO4", LONG_AGO);
        transaction.write(entry(order(3)));
        transaction.write(entry(order(4)));

        assertThat(books()).isEmpty();
    }

    @Test
    void ordersThatAreNotThereAnyMoreAreNobodysBusiness() {
        transaction.write(entry(order(1)));
        cancelledByShop(1, "2026-03-08 02:30:01");

        assertThat(new CancelledTwice(database, schema).among(keys(404))).isEmpty();
        assertThat(new SharedSoId(database, schema).among(keys(404))).isEmpty();
        assertThat(new Books(database, schema).among(keys(404))).isEmpty();
    }
}
