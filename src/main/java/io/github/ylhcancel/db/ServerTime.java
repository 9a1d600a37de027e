package io.github.ylhcancel.db;

import java.time.Instant;

/** A parameter for a column of which the server knows the zone, or which it keeps in UTC and shows in the session's. */
public record ServerTime(Instant at) {}
