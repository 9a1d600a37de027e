package io.github.ylhcancel.http;

import java.time.Duration;

/**
 * How much all clients together, and each of them, can take of a server.
 *
 * @param connections that are open at a time; for one more the one that has kept us waiting longest is closed
 * @param threads that serve them all
 * @param headerBytes of a request, its first line and all its headers
 * @param bodyBytes of a request
 * @param arrival how long a request may take to come, header and body, from its first byte
 * @param idle how long a connection is kept without a request
 * @param leaving how long a client may take to fetch its answer
 */
public record Limits(
        int connections,
        int threads,
        int headerBytes,
        int bodyBytes,
        Duration arrival,
        Duration idle,
        Duration leaving) {}
