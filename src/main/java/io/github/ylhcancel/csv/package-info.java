/**
 * The operator's files: {@link io.github.ylhcancel.csv.OrderFile} reads the orders to cancel, {@link
 * io.github.ylhcancel.csv.ResultFile} writes what became of each.
 */
package io.github.ylhcancel.csv;
