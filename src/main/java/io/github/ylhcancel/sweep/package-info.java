/** Cancels the orders that nobody has paid for too long: in chunks, by several workers and processes at once, past whatever fails. */
package io.github.ylhcancel.sweep;
