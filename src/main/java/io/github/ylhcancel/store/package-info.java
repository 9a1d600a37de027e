/**
 * Every SQL statement of the program. The shop's tables are reached through {@link io.github.ylhcancel.store.ShopSchema}; the
 * tool's own have the prefix {@code ylh_}. Orders are cancelled by {@link io.github.ylhcancel.store.CancelTransaction} alone, and
 * every statement runs through {@link io.github.ylhcancel.db.Sql}.
 */
package io.github.ylhcancel.store;
