package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.schema.ShopTable;
import java.util.Locale;

/** Whose stock it is. In their order the rows are locked, by every cancellation. */
enum StockKind {
    PRODUCT,
    SKU;

    static StockKind of(StockRow row) {
        return row.isSku() ? SKU : PRODUCT;
    }

    StockRow row(RowKey key) {
        return this == SKU ? StockRow.sku(key) : StockRow.product(key);
    }

    static StockKind ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    ShopTable table() {
        return this == SKU ? ShopTable.SKUS : ShopTable.PRODUCTS;
    }

    /** As it stands in the ledger. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
