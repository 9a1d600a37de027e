/**
 * A play YLH: a real HTTP server on the loopback address that answers as the supplier's order system does, calls the shop back, and
 * misbehaves on request. It shares no code with the client, so that a mistake in one cannot hide in the other; how callbacks are signed
 * it shares with what receives them, and its tests work that out by themselves.
 */
package io.github.ylhcancel.sandbox;
