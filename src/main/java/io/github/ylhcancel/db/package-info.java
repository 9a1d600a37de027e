/**
 * The way to the database, which knows nothing of orders: opening it, its transactions, the one way in which a statement runs, what
 * differs between databases, the tool's own migrations.
 */
package io.github.ylhcancel.db;
