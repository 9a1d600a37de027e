package io.github.ylhcancel.cancel;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.sync.ChunkDispatcher;
import io.github.ylhcancel.sync.Compensator;
import io.github.ylhcancel.sync.Delivery;
import io.github.ylhcancel.sync.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How YLH hears of what was recorded. */
public interface Telling {
    /**
     * Tells YLH of them, or leaves them to {@code sync}.
     *
     * @param cancellationIds keys of cancellations that are committed
     * @return how each stands now
     */
    Map<Long, Delivery.Report> tell(List<Long> cancellationIds);

    /**
     * The last that YLH was sent about a so-id, where the database has forgotten it.
     *
     * @throws io.github.ylhcancel.base.UserError if that cannot be known
     */
    Optional<Forgotten> forgotten(String soId);

    /** What YLH was sent, and the journal that knows it. */
    record Forgotten(ToldRequest told, Path journal) {}

    /** There is nothing more to tell for a while: gives back what others may wait for. */
    void pause();

    /** What has kept this run from telling, so far. */
    Obstacles obstacles();

    /**
     * What kept a run from telling YLH of everything.
     *
     * @param stoppedBy the answer after which more calls were pointless
     * @param heldBy the other process that had the right to deliver
     * @param circuit open if YLH fails as a whole
     */
    record Obstacles(Optional<Verdict> stoppedBy, Optional<String> heldBy, Circuit circuit) {
        static final Obstacles NONE = new Obstacles(Optional.empty(), Optional.empty(), Circuit.CLOSED);
    }

    /** Tells at once, and puts back what YLH refuses. */
    static Telling by(ChunkDispatcher dispatcher, Compensator compensator, Told told) {
        return new Telling() {
            @Override
            public Map<Long, Delivery.Report> tell(List<Long> cancellationIds) {
                told.open();
                Map<Long, Delivery.Report> reports = dispatcher.tell(cancellationIds);
                reports.replaceAll((id, report) -> compensator.followUp(report));
                return reports;
            }

            @Override
            public Optional<Forgotten> forgotten(String soId) {
                try {
                    return told.forgotten(soId).map(line -> new Forgotten(line, told.path()));
                } catch (IOException e) {
                    throw UserError.usage("journal.unreadable", told.path(), FileReason.of(e));
                }
            }

            @Override
            public void pause() {
                dispatcher.pause();
            }

            @Override
            public Obstacles obstacles() {
                return new Obstacles(dispatcher.stoppedBy(), dispatcher.heldBy(), dispatcher.circuit());
            }
        };
    }

    /** Leaves all of it to {@code sync}. */
    static Telling later(Cancellations cancellations) {
        return new Telling() {
            @Override
            public Map<Long, Delivery.Report> tell(List<Long> cancellationIds) {
                Map<Long, Delivery.Report> reports = new LinkedHashMap<>();
                cancellations
                        .byIds(cancellationIds)
                        .forEach(row -> reports.put(row.id(), new Delivery.Report(row, Optional.empty())));
                return reports;
            }

            @Override
            public Optional<Forgotten> forgotten(String soId) {
                return Optional.empty();
            }

            @Override
            public void pause() {}

            @Override
            public Obstacles obstacles() {
                return Obstacles.NONE;
            }
        };
    }
}
