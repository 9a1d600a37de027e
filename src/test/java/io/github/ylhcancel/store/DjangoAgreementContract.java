package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Disagreement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same in the specification's own shop, whose inventory log names no orders and whose orders come in families. */
abstract class DjangoAgreementContract extends DjangoContract {
    private List<Disagreement> twice() {
        return AgreementContract.all(new CancelledTwice(database, schema));
    }

    private List<Disagreement> books() {
        return AgreementContract.all(new Books(database, schema));
    }

    private void cancelledByShop(long order) {
        shop.insert(
                "orders_orderstatushistory",
                "order_id",
                order,
                "from_status",
                "pending",
                "to_status",
                "cancelled",
                "note",
                "unpaid",
                "created_at",
                "2026-03-08 02:30:01" + (address.dialect().folder().equals("postgresql") ? "+00" : ""));
    }

    private void family() {
        shop.order(1, "pending");
        shop.order(2, "pending", "parent_order_id", 1, "order_type", "local");
        for (long order = 1; order <= 2; order++) {
            shop.item(order * 10 + 1, order, 1, null, 3);
            shop.item(order * 10 + 2, order, 1, 12L, 2);
            shop.item(order * 10 + 3, order, 3, null, 9);
        }
    }

    @Test
    void familiesThatGotTheirStockBackOnceAreRight() {
        family();
        shop.order(3, "pending", "product_id", 2, "quantity", 4);
        cancel("PO2");
        cancel("PO1");
        cancel("PO3");

        assertThat(twice()).isEmpty();
        assertThat(books()).isEmpty();
        assertThat(AgreementContract.all(new SharedSoId(database, schema))).isEmpty();
    }

    /** What the shop gives back are its lines, also where our own cancellation rightly brought nothing. */
    @Test
    void theLinesSayHowMuchTooMuchCameBack() {
        family();
        shop.order(3, "pending", "product_id", 2, "quantity", 4);
        cancel("PO1");
        cancel("PO2");
        cancel("PO3");
        cancelledByShop(2);
        cancelledByShop(3);

        assertThat(twice())
                .extracting(one -> one.orderNumber() + " " + one.details().get("stock"))
                .containsExactly("PO2 product:1=3 sku:12=2", "PO3 product:2=4");
        assertThat(books()).isEmpty();
    }

    @Test
    void aFamilyThatWasPutBackIsRightToo() {
        family();
        cancel("PO2");
        cancel("PO1");
        assertThat(new PutBackTransaction(database, schema, StoreContract.RUN, "kefu", true, checkpoint -> {})
                        .undo(key(1), "a mistake", StoreContract.NOW))
                .isInstanceOf(PutBackAnswer.Back.class);

        assertThat(rows("SELECT SUM(released) FROM ylh_family_release")).containsExactly("0");
        assertThat(books()).isEmpty();
        assertThat(twice()).isEmpty();
    }

    @Test
    void aBookOfAFamilyThatSaysSomethingElseIsListed() {
        family();
        cancel("PO2");
        cancel("PO1");
        shop.rows().execute("UPDATE ylh_family_release SET released = 30 WHERE stock_kind = 'product'");

        assertThat(books())
                .extracting(one -> one.orderNumber() + " " + one.details())
                .containsExactly(
                        "PO1 {book=family, ledger=3, other=30, stock=product:1}",
                        "PO2 {book=family, ledger=3, other=30, stock=product:1}");
        shop.rows().execute("UPDATE ylh_family_release SET pruned = 27 WHERE stock_kind = 'product'");
        assertThat(books()).isEmpty();
    }

    @Test
    void aChildThatTheBookOfItsFamilyDoesNotKnowIsListed() {
        family();
        cancel("PO2");
        shop.rows().execute("DELETE FROM ylh_family_release WHERE stock_kind = 'sku'");

        assertThat(books())
                .extracting(one -> one.orderNumber() + " " + one.details())
                .containsExactly("PO2 {book=family, ledger=2, other=0, stock=sku:12}");
    }

    @Test
    void anOrderOfAFamilyThatBroughtNothingIsNotAccused() {
        family();
        shop.rows().execute("UPDATE orders_order SET status = 'paid' WHERE id = 1");
        cancel("PO2");

        assertThat(rows("SELECT order_key FROM ylh_stock_ledger")).isEmpty();
        assertThat(books()).isEmpty();
    }

    @Test
    void anOrderThatStandsAloneAndBroughtNothingIsListed() {
        shop.order(3, "pending", "product_id", 2, "quantity", 4);
        cancel("PO3");
        shop.rows().execute("DELETE FROM ylh_stock_ledger");

        assertThat(books())
                .extracting(one -> one.orderNumber() + " " + one.details())
                .containsExactly("PO3 {book=no-ledger, ledger=0, other=4, stock=}");
    }
}
