/**
 * Every SQL statement of the program. The shop's tables are reached through {@link io.github.ylhcancel.store.ShopSchema}; the
 * tool's own have the prefix {@code ylh_}. Reads use plain JDBC, because Jdbi costs a third of the start-up of a {@code status};
 * writes are Jdbi transactions.
 */
package io.github.ylhcancel.store;
