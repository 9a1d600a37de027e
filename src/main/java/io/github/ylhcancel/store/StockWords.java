package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.StockRow;
import java.util.Map;
import java.util.stream.Collectors;

/** Quantities of stock as scripts read them: {@code product:17=4 sku:3=1}. */
final class StockWords {
    private StockWords() {}

    static String of(Map<StockRow, Long> quantities) {
        return quantities.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    static String of(StockRow row, long quantity) {
        return StockKind.of(row).word() + ":" + row.id() + "=" + quantity;
    }
}
