package io.github.ylhcancel.sweep;

import java.time.Instant;

/**
 * What a sweep finds before it writes anything.
 *
 * @param cutOff orders made before it are overdue; computed on the database's clock
 * @param pending all orders that wait for their payment
 * @param overdue those of them that are overdue
 */
public record SweepScope(Instant cutOff, long pending, long overdue) {}
