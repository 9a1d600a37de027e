/**
 * Cancels orders, in chunks where there are many: finds them, has them decided and recorded in one transaction, and has YLH
 * told.
 */
package io.github.ylhcancel.cancel;
