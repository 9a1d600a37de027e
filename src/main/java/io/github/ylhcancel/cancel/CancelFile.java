package io.github.ylhcancel.cancel;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.OrderColumn;
import io.github.ylhcancel.csv.OrderFile;
import io.github.ylhcancel.csv.Row;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * Cancels the orders of a CSV file in chunks: so many at once as are at hand when the one before is done. A row that cannot be used
 * is reported in its place and the rest goes on. Running the same file again is harmless: what is cancelled already is said to be so.
 */
public final class CancelFile {
    /** Whether the file was read to its end, or the run was to stop. */
    public enum Ended {
        AT_THE_END,
        STOPPED
    }

    private final int chunkSize;
    private final CancelChunk.Work work;
    private final StopSignal stop;

    /**
     * @param chunkSize how many rows are decided together at most
     * @param stop looked at between two chunks
     */
    public CancelFile(int chunkSize, CancelChunk.Work work, StopSignal stop) {
        this.chunkSize = chunkSize;
        this.work = work;
        this.stop = stop;
    }

    /**
     * @param common what holds for every row that does not say otherwise itself; its reference is not used
     * @throws CsvProblem if the file cannot be read any further; what was decided before stands
     */
    public Ended run(OrderFile file, CancelRequest common, CancelChunk.Listener listener) {
        CancelChunk chunk = new CancelChunk(chunkSize, work, listener);
        while (isThereMore(file, chunk)) {
            if (chunk.isEmpty() && stop.isRequested()) {
                return Ended.STOPPED;
            }
            Row row = file.next();
            add(row, file.orderColumn(), common, chunk);
            if (chunk.isFull()) {
                chunk.decide();
            }
        }
        return Ended.AT_THE_END;
    }

    /** What has been collected is done before anybody waits for the rest, or hears that it cannot be read. */
    private boolean isThereMore(OrderFile file, CancelChunk chunk) {
        if (!file.isRowAtHand()) {
            chunk.decide();
            work.paused();
        }
        try {
            return file.hasNext();
        } catch (CsvProblem problem) {
            chunk.decide();
            throw problem;
        }
    }

    /**
     * How many rows are left.
     *
     * @param more whether there may be others behind a place that cannot be read
     */
    public record Rest(long rows, boolean more) {}

    /** Reads a file to its end, or as far as it can be read, without cancelling anything. */
    public static Rest rest(OrderFile file) {
        long rows = 0;
        try {
            for (; file.hasNext(); rows++) {
                file.next();
            }
            return new Rest(rows, false);
        } catch (CsvProblem unreadable) {
            return new Rest(rows, true);
        }
    }

    /**
     * Reads a file to its end without cancelling anything.
     *
     * @return the first row that cannot be used, if there is one
     */
    public static Optional<Bad> firstBad(OrderFile file, CancelRequest common, Instant now) {
        while (file.hasNext()) {
            Row row = file.next();
            Optional<Message> problem = problem(row, file.orderColumn(), common, now);
            if (problem.isPresent()) {
                return Optional.of(new Bad(row.line(), problem.get()));
            }
        }
        return Optional.empty();
    }

    /** A row that cannot be used. */
    public record Bad(long line, Message why) {}

    private static Optional<Message> problem(Row row, OrderColumn column, CancelRequest common, Instant now) {
        if (row instanceof Row.BadRow bad) {
            return Optional.of(bad.what());
        }
        Reading reading = read((Row.OrderRow) row, column, common);
        return reading.problem().or(() -> reading.request().problem(now));
    }

    private static void add(Row row, OrderColumn column, CancelRequest common, CancelChunk chunk) {
        if (row instanceof Row.BadRow bad) {
            chunk.add(bad.line(), CancelResult.without(bad.text(), Outcome.REFUSED, bad.what()));
            return;
        }
        Row.OrderRow order = (Row.OrderRow) row;
        Reading reading = read(order, column, common);
        reading.problem()
                .ifPresentOrElse(
                        problem ->
                                chunk.add(order.line(), CancelResult.without(order.order(), Outcome.REFUSED, problem)),
                        () -> chunk.add(order.line(), CancelItem.of(reading.request())));
    }

    /** A row as a request, or what keeps it from being one. */
    private record Reading(CancelRequest request, Optional<Message> problem) {}

    private static Reading read(Row.OrderRow row, OrderColumn column, CancelRequest common) {
        Optional<Instant> time = row.cancelTime().flatMap(CancelTime::parse);
        Optional<String> reason = row.reason().or(common::reason);
        CancelRequest request = new CancelRequest(
                row.order(),
                column.by(common.by()),
                reason,
                row.sourceSystem().or(common::sourceSystem),
                time.or(common::cancelTime),
                common.note(),
                common.operator(),
                common.mayHoldPersonalData(),
                common.despitePayment());
        if (row.cancelTime().isPresent() && time.isEmpty()) {
            return new Reading(
                    request,
                    Optional.of(Message.of("cancel-time.wrong", row.cancelTime().get())));
        }
        return new Reading(
                request, reason.isEmpty() ? Optional.of(Message.of("reason.missing-in-row")) : Optional.empty());
    }
}
