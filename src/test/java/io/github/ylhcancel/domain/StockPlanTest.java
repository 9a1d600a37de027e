package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines and what was returned are written as {@code p1:7} (product 1, 7 pieces) and {@code s5:2} (SKU 5). */
class StockPlanTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // lines, returned before, another member's state, comes back, why not all
                "p1:7, -, alone, p1:7, -",
                "p1:3 p1:4 s5:2, -, alone, p1:7 s5:2, -",
                "-, -, alone, '', -",
                "p1:7, -, pending, p1:7, -",
                "p1:7, -, cancelled, p1:7, -",
                "p1:7, -, refunded, p1:7, -",
                "p1:7, -, paid, '', order.stock-held",
                "p1:7, -, shipped, '', order.stock-held",
                "p1:7, -, completed, '', order.stock-held",
                "p1:7, -, returning, '', order.stock-held",
                "-, -, paid, '', -",
                "p1:7, p1:7, cancelled, '', order.stock-is-back",
                "p1:7, p1:9, cancelled, '', order.stock-is-back",
                "p1:7, p1:7, paid, '', order.stock-is-back",
                "p1:7, p1:3, cancelled, p1:4, order.stock-partly-back",
                "p1:7, p1:3, paid, '', order.stock-held",
                "p1:7, p2:7, cancelled, p1:7, -",
                "p5:7, s5:7, cancelled, p5:7, -",
                "s5:7, p1:7, cancelled, s5:7, -",
                "p1:7 p2:1, p1:7, cancelled, p2:1, order.stock-partly-back",
                "p1:3 p1:4 s5:2, p1:5 s5:1, cancelled, p1:2 s5:1, order.stock-partly-back",
                "p1:7, p1:-7, cancelled, p1:7, -",
            })
    void eachStockRowOfAFamilyComesBackOnce(
            String lines, String returned, String other, String comesBack, String note) {
        StockPlan plan = StockPlan.of(lines(lines), StockHold.STOCK, family(returned, other));

        assertThat(plan.releases().stream().map(StockPlanTest::text).collect(Collectors.joining(" ")))
                .isEqualTo(comesBack);
        assertThat(plan.note().map(Message::key)).isEqualTo(Optional.ofNullable(note));
    }

    @Test
    void theNoteNamesTheOrderThatKeepsTheStock() {
        assertThat(StockPlan.of(lines("p1:7"), StockHold.STOCK, family(null, "paid"))
                        .note())
                .contains(Message.of("order.stock-held", "PO2", "paid"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "stock, reserved, p1:7 STOCK s5:2 RESERVED, -",
                "none, both, s5:2 BOTH, order.stock-not-held",
                "reserved, none, p1:7 RESERVED, order.stock-not-held",
                "none, none, '', order.stock-not-held",
            })
    void whatTheOrderDoesNotHoldDoesNotComeBack(String ofProducts, String ofSkus, String comesBack, String note) {
        StockHold hold = new StockHold(StockPart.ofWord(ofProducts), StockPart.ofWord(ofSkus));

        StockPlan plan = StockPlan.of(lines("p1:3 p1:4 s5:2"), hold, Optional.empty());

        assertThat(plan.releases().stream()
                        .map(release -> text(release) + " " + release.part())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(comesBack);
        assertThat(plan.note().map(Message::key)).isEqualTo(Optional.ofNullable(note));
        assertThat(StockPlan.of(lines("p1:3 s5:2"), hold, family("p1:9 s5:9", "cancelled"))
                        .releases())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "p1:3 p1:4, p1:7, p1:3 p1:4",
        "p1:3 p1:4, p1:5, p1:3 p1:2",
        "p1:3 p1:4, p1:3, p1:3",
        "p1:3 s5:4 p2:1, s5:2 p2:1, s5:2 p2:1",
        "p1:3, '', ''"
    })
    void theLedgerSharesWhatCameBackAmongTheLines(String lines, String released, String shared) {
        List<StockRelease> releases = lines(released.isEmpty() ? null : released).stream()
                .map(line -> new StockRelease(line.stock().orElseThrow(), StockPart.STOCK, line.quantity(), line))
                .toList();

        assertThat(StockRelease.perLine(lines(lines), releases).stream()
                        .map(StockPlanTest::text)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(shared);
    }

    private static Optional<Family> family(String returned, String other) {
        if (other.equals("alone")) {
            return Optional.empty();
        }
        Map<StockRow, Integer> rows = new HashMap<>();
        for (OrderLine line : lines(returned)) {
            rows.put(line.stock().orElseThrow(), line.quantity());
        }
        StoredStatus status = new StoredStatus(other, OrderStatus.ofWord(other));
        return Optional.of(new Family(key(1), List.of(new Family.Member("PO2", status)), rows));
    }

    private static List<OrderLine> lines(String text) {
        List<OrderLine> lines = new ArrayList<>();
        for (String line : text == null ? new String[0] : text.split(" ")) {
            long id = Long.parseLong(line.substring(1, line.indexOf(':')));
            int quantity = Integer.parseInt(line.substring(line.indexOf(':') + 1));
            boolean sku = line.startsWith("s");
            lines.add(new OrderLine(
                    LineKey.item(key(lines.size() + 1)),
                    Optional.of(key(sku ? 1 : id)),
                    "Product",
                    sku ? Optional.of(key(id)) : Optional.empty(),
                    sku ? "SKU" : "",
                    quantity,
                    true));
        }
        return lines;
    }

    private static String text(StockRelease release) {
        return text(release.line().withQuantity(release.quantity()));
    }

    private static String text(OrderLine line) {
        StockRow row = line.stock().orElseThrow();
        return (row.isSku() ? "s" : "p") + row.id() + ":" + line.quantity();
    }
}
