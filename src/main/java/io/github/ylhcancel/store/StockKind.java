package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.StockRow;
import java.util.Locale;

/** Whose stock it is. In their order the rows are locked, by every cancellation. */
enum StockKind {
    PRODUCT(ShopTable.PRODUCTS),
    SKU(ShopTable.SKUS);

    private final ShopTable table;

    StockKind(ShopTable table) {
        this.table = table;
    }

    static StockKind of(StockRow row) {
        return row.isSku() ? SKU : PRODUCT;
    }

    ShopTable table() {
        return table;
    }

    /** As it stands in the ledger. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
