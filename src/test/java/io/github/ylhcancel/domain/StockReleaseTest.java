package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StockReleaseTest {
    private static final LineKey ANY = LineKey.item(key(1));
    private static final boolean OWN = true;
    private static final boolean SUPPLIERS = false;

    @Test
    void sumsTheLinesOfOneStockRow() {
        assertThat(released(product(5, 2, OWN), sku(5, 50, 3, OWN), product(5, 4, OWN), sku(5, 50, 1, OWN)))
                .containsExactly("product 5: 6", "sku 50: 4");
    }

    /** Two cancellations that lock the same rows in differing order would wait for each other. */
    @Test
    void isInTheOneOrderInWhichRowsAreLocked() {
        assertThat(released(sku(1, 20, 1, OWN), product(9, 1, OWN), sku(8, 3, 1, OWN), product(2, 1, OWN)))
                .containsExactly("product 2: 1", "product 9: 1", "sku 3: 1", "sku 20: 1");
    }

    @Test
    void aSkuIsNotTheProductOfTheSameKey() {
        assertThat(released(product(7, 1, OWN), sku(1, 7, 2, OWN))).containsExactly("product 7: 1", "sku 7: 2");
    }

    @Test
    void leavesTheSuppliersStockAlone() {
        assertThat(released(product(1, 2, SUPPLIERS), product(2, 1, OWN), sku(1, 9, 4, SUPPLIERS)))
                .containsExactly("product 2: 1");
        assertThat(released(product(1, 2, SUPPLIERS))).isEmpty();
    }

    /** The product was taken off the line; there is no row that its stock could go back to. */
    @Test
    void aLineWithoutProductReleasesNothing() {
        OrderLine line = new OrderLine(ANY, Optional.empty(), "#?", Optional.empty(), "", 2, OWN);

        assertThat(released(line, product(1, 1, OWN))).containsExactly("product 1: 1");
        assertThat(StockRelease.perLine(
                        List.of(line), StockRelease.of(List.of(line, product(1, 3, OWN)), StockHold.STOCK)))
                .isEmpty();
    }

    @Test
    void anOrderWithoutLinesReleasesNothing() {
        assertThat(released()).isEmpty();
    }

    @Test
    void namesTheArticleByALineThatItIsMadeOf() {
        assertThat(StockRelease.of(List.of(sku(5, 50, 3, OWN)), StockHold.STOCK))
                .extracting(release -> release.line().article())
                .containsExactly("Product 5 / SKU-50");
        assertThat(product(5, 1, OWN).article()).isEqualTo("Product 5");
    }

    @Test
    void aSumThatNoColumnHoldsIsAnErrorAndNotANegativeStock() {
        List<OrderLine> lines = List.of(product(1, Integer.MAX_VALUE, OWN), product(1, 1, OWN));

        assertThatThrownBy(() -> StockRelease.of(lines, StockHold.STOCK)).isInstanceOf(ArithmeticException.class);
    }

    private static List<String> released(OrderLine... lines) {
        return StockRelease.of(Arrays.asList(lines), StockHold.STOCK).stream()
                .map(release -> (release.row().isSku() ? "sku " : "product ")
                        + release.row().id() + ": " + release.quantity())
                .toList();
    }

    private static OrderLine product(long id, int quantity, boolean own) {
        return new OrderLine(ANY, Optional.of(key(id)), "Product " + id, Optional.empty(), "", quantity, own);
    }

    private static OrderLine sku(long product, long id, int quantity, boolean own) {
        return new OrderLine(
                ANY, Optional.of(key(product)), "Product " + product, Optional.of(key(id)), "SKU-" + id, quantity, own);
    }
}
