package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.ShopValue;
import io.github.ylhcancel.domain.Text;
import java.time.Instant;
import java.util.Optional;

/** Writes what YLH says of an order into the shop's row of it, as far as the shop has columns and words for that. */
final class SupplierWords {
    private static final String UPDATE =
            "UPDATE {orders} SET {orders.status} = {orders.status} [orders.updated_at ? , {orders.updated_at} = :now]";
    private static final String WORD = ", {orders.haier_status} = :word";
    private static final String SUPPLIER_NUMBER = ", {orders.haier_order_no} = :supplier_number";
    private static final String FAILURE = ", {orders.haier_fail_msg} = :failure";
    private static final String OF = " WHERE {orders.id} = :key";

    private static final String FAILURES = "SELECT {orders.haier_fail_msg} FROM {orders} WHERE 1 = 0";

    private final Sql sql;
    private final ShopSchema schema;
    private final Instant now;

    SupplierWords(Sql sql, ShopSchema schema, Instant now) {
        this.sql = sql;
        this.schema = schema;
        this.now = now;
    }

    /**
     * Of an order that is locked.
     *
     * @param word nothing leaves the one that is there
     * @param supplierNumber nothing leaves the one that is there
     * @param failure empty empties it, nothing leaves the one that is there
     */
    void write(RowKey order, Optional<ShopValue> word, Optional<String> supplierNumber, Optional<String> failure) {
        StringBuilder update = new StringBuilder(UPDATE);
        Parameters parameters = Parameters.of("key", order).and("now", now);
        Optional<String> shopsWord = word.map(schema::value).filter(known -> !known.isEmpty());
        if (shopsWord.isPresent() && has("haier_status")) {
            update.append(WORD);
            parameters.and("word", shopsWord);
        }
        if (supplierNumber.isPresent() && has("haier_order_no")) {
            update.append(SUPPLIER_NUMBER);
            parameters.and("supplier_number", supplierNumber);
        }
        if (failure.isPresent() && has("haier_fail_msg")) {
            update.append(FAILURE);
            parameters.and("failure", fitting(failure.get()));
        }
        if (update.length() > UPDATE.length()) {
            Counts.require(1, sql.update(schema.render(update.append(OF).toString()), parameters));
        }
    }

    private boolean has(String column) {
        return schema.has(ShopTable.ORDERS, column);
    }

    /** A sentence that is longer than its column would cost the order what it says. */
    private String fitting(String failure) {
        int width = sql.width(schema.render(FAILURES));
        return failure.length() <= width ? failure : Text.line(failure, Math.max(0, width - 1));
    }
}
