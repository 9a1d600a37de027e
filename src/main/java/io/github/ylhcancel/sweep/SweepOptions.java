package io.github.ylhcancel.sweep;

import io.github.ylhcancel.base.Deadline;
import java.util.Optional;

/**
 * How a sweep goes about it.
 *
 * @param limit how many orders it cancels at most
 * @param batchSize how many orders one transaction cancels at most
 * @param workers how many transactions run at once, each over a connection of its own
 * @param deadline when it takes no new chunk any more, if ever
 */
public record SweepOptions(long limit, int batchSize, int workers, Optional<Deadline> deadline) {}
