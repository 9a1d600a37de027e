package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.schema.ShopValue;
import java.time.Instant;
import java.util.Optional;

/** Writes what YLH says of an order into the shop's row of it, as far as the shop has columns and words for that. */
final class SupplierWords {
    /** What is not said stays as it is. */
    private static final String UPDATE = """
            UPDATE {orders}
               SET {orders.status} = {orders.status} {orders.versions}
                   [orders.updated_at ? , {orders.updated_at} = :updated_at]
                   [orders.haier_status ? , {orders.haier_status} = COALESCE(:word, {orders.haier_status})]
                   [orders.haier_order_no ? , {orders.haier_order_no} = COALESCE(:supplier_number, {orders.haier_order_no})]
                   [orders.haier_fail_msg ? , {orders.haier_fail_msg} = COALESCE(:failure, {orders.haier_fail_msg})]
             WHERE {orders.id} = :key {orders there}
            """;

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
        Optional<String> shopsWord =
                word.map(schema::value).filter(known -> !known.isEmpty()).filter(known -> has("haier_status"));
        Optional<String> number = supplierNumber.filter(known -> has("haier_order_no"));
        Optional<String> why = failure.filter(known -> has("haier_fail_msg")).map(this::fitting);
        if (shopsWord.isPresent() || number.isPresent() || why.isPresent()) {
            Parameters parameters = Parameters.of("key", order)
                    .and("updated_at", schema.time("orders.updated_at").written(now))
                    .and("word", shopsWord)
                    .and("supplier_number", number)
                    .and("failure", why);
            Counts.require(1, sql.update(schema.render(UPDATE), parameters));
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
