/** Answers what is the case, and changes nothing: one order, lists, counts, and an order's time line. */
package io.github.ylhcancel.inspect;
