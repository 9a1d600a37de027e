package io.github.ylhcancel.sweep;

/**
 * How far a sweep has come.
 *
 * @param paidMeanwhile orders that had been paid for when their turn came
 * @param skipped orders that somebody else had locked, also when they were tried again at the end
 * @param noLongerPending orders that were not pending any more when their turn came, or never had one for that reason: another sweep
 *     had them, for instance
 * @param failed orders that cannot be cancelled as they stand
 * @param units units of stock that came back
 * @param queued cancellations that YLH has to be told of
 */
public record SweepCounts(
        long cancelled, long paidMeanwhile, long skipped, long noLongerPending, long failed, long units, long queued) {
    /** All orders whose turn has come. */
    public long done() {
        return cancelled + paidMeanwhile + skipped + noLongerPending + failed;
    }
}
