/**
 * Tells YLH what was decided: many deliveries at a time in the process that has the lease, single ones beside it, each step written
 * down before the next. Also a person's word about what did not end by itself.
 */
package io.github.ylhcancel.sync;
