/** Cancels orders: decides, writes the decision down in one transaction, and has YLH told. */
package io.github.ylhcancel.cancel;
