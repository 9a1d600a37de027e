package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A test that overlooks a search would find every list of indexes complete. */
class SearchedColumnsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            SELECT 1 FROM {orders} WHERE {orders.number} = ?                                     | orders.number
            SELECT 1 FROM {items} i WHERE {i:items.order_id} IN (:ids)                           | items.order_id
            SELECT 1 FROM {skus} WHERE {skus.id} = ANY (?)                                       | skus.id
            SELECT 1 FROM {x} LEFT JOIN {products} p ON {p:products.id} = {i:items.product_id}   | products.id
            SELECT 1 FROM r [skus ? LEFT JOIN {skus} s ON {s:skus.id} = r.sku_id]                | skus.id
            SELECT 1 FROM {orders} WHERE {orders.status} = ? AND {orders.created_at} < ?         | orders.created_at (a range), orders.status
            SELECT 1 FROM {orders} WHERE {orders.created_at} >= :from                            | orders.created_at (a range)
            UPDATE {orders} SET {orders.updated_at} = ? WHERE {orders.id} = :id                  | orders.id
            UPDATE {orders} SET {orders.updated_at} = ?                                          | -
            SELECT 1 FROM {payments} WHERE {payments.status} = {value.payment-succeeded}         | -
            SELECT 1 FROM {orders} WHERE {orders.status} = {status.pending} ORDER BY {orders.id} | -
            SELECT 1 FROM {items} i WHERE {i:items.quantity} > 0                                 | -
            SELECT 1 FROM {orders} WHERE {orders.id} <> ?                                        | -
            SELECT 1 FROM ylh_run WHERE id = ?                                                   | -
            """)
    void readsWhatATemplateSearchesBy(String template, String columns) {
        assertThat(SearchedColumns.of(template))
                .map(Object::toString)
                .containsExactly(columns == null ? new String[0] : columns.split(", "));
    }
}
