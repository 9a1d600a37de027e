/**
 * What an order, its cancellation and the delivery of that cancellation are, and the rules they obey. Nothing here reads a
 * clock, a database or the network; the package depends on the JDK alone.
 */
package io.github.ylhcancel.domain;
