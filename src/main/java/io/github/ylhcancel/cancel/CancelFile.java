package io.github.ylhcancel.cancel;

import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.OrderColumn;
import io.github.ylhcancel.csv.OrderFile;
import io.github.ylhcancel.csv.Row;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.StopSignal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Cancels the orders of a CSV file, one after another as they are read. A row that cannot be used is reported and the rest goes
 * on. Running the same file again is harmless: what is cancelled already is said to be so.
 */
public final class CancelFile {
    /** Hears of every row as soon as it is decided. */
    public interface Listener {
        void decided(long line, CancelResult result);
    }

    /** Whether the file was read to its end, or the run was to stop. */
    public enum Ended {
        AT_THE_END,
        STOPPED
    }

    private final Function<CancelRequest, CancelResult> cancel;
    private final StopSignal stop;

    /**
     * @param cancel what to do with an order: cancel it, or only say what would happen
     */
    public CancelFile(Function<CancelRequest, CancelResult> cancel, StopSignal stop) {
        this.cancel = cancel;
        this.stop = stop;
    }

    /**
     * @param common what holds for every row that does not say otherwise itself; its reference is not used
     * @throws CsvProblem if the file cannot be read any further; what was decided before stands
     */
    public Ended run(OrderFile file, CancelRequest common, Listener listener) {
        while (file.hasNext()) {
            if (stop.isRequested()) {
                return Ended.STOPPED;
            }
            Row row = file.next();
            listener.decided(row.line(), decide(row, file.orderColumn(), common));
        }
        return Ended.AT_THE_END;
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

    private CancelResult decide(Row row, OrderColumn column, CancelRequest common) {
        if (row instanceof Row.BadRow bad) {
            return CancelResult.without(bad.text(), Outcome.REFUSED, bad.what());
        }
        Row.OrderRow order = (Row.OrderRow) row;
        Reading reading = read(order, column, common);
        return reading.problem()
                .map(problem -> CancelResult.without(order.order(), Outcome.REFUSED, problem))
                .orElseGet(() -> cancel.apply(reading.request()));
    }

    /** A row as a request, or what keeps it from being one. */
    private record Reading(CancelRequest request, Optional<Message> problem) {}

    private static Reading read(Row.OrderRow row, OrderColumn column, CancelRequest common) {
        Optional<Instant> time = row.cancelTime().flatMap(CancelTime::parse);
        Optional<String> reason = row.reason().or(common::reason);
        CancelRequest request = new CancelRequest(
                row.order(),
                by(column, common.by()),
                reason,
                row.sourceSystem().or(common::sourceSystem),
                time.or(common::cancelTime),
                common.note(),
                common.operator());
        if (row.cancelTime().isPresent() && time.isEmpty()) {
            return new Reading(
                    request,
                    Optional.of(Message.of("cancel-time.wrong", row.cancelTime().get())));
        }
        return new Reading(
                request, reason.isEmpty() ? Optional.of(Message.of("reason.missing-in-row")) : Optional.empty());
    }

    /** A column that says what it holds wins over {@code --by}. */
    private static LookupBy by(OrderColumn column, LookupBy chosen) {
        return switch (column) {
            case ANY -> chosen;
            case NUMBER -> LookupBy.NUMBER;
            case SO_ID -> LookupBy.SO_ID;
        };
    }
}
