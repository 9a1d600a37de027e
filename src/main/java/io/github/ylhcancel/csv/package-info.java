/** The operator's files: {@link io.github.ylhcancel.csv.OrderFile} reads the orders to cancel. */
package io.github.ylhcancel.csv;
