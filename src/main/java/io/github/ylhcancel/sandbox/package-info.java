/**
 * A play YLH: a real HTTP server on the loopback address that answers as the supplier's order system does, and misbehaves on request.
 * It shares no code with the client, so that a mistake in one cannot hide in the other.
 */
package io.github.ylhcancel.sandbox;
