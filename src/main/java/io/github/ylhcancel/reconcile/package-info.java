/** Where shop, YLH and the tool's own records disagree, and what can be done about it. */
package io.github.ylhcancel.reconcile;
