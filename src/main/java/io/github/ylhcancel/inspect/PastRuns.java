package io.github.ylhcancel.inspect;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.ChangedOrder;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.RunFilter;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.ChangedOrders;
import io.github.ylhcancel.store.Runs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code runs} shows. */
public final class PastRuns {
    /**
     * One run and what it did.
     *
     * @param cancellations how many it decided that YLH has to hear of
     * @param calls how often it called YLH, by what came of the call
     * @param orders how many changes of orders it made
     */
    public record Account(Run run, long cancellations, Map<String, Long> calls, long orders) {}

    private final Runs runs;
    private final ChangedOrders changed;

    public PastRuns(Runs runs, ChangedOrders changed) {
        this.runs = runs;
        this.changed = changed;
    }

    public static PastRuns from(RunContext context) {
        Database open = context.database().toRead();
        return new PastRuns(
                new Runs(open), new ChangedOrders(open, context.database().schema()));
    }

    /** Those that {@code filter} lets through, the latest first. */
    public List<Run> latest(RunFilter filter, int limit) {
        return runs.latest(filter, limit);
    }

    public Optional<Account> account(String id) {
        return runs.byId(id).map(run -> {
            Runs.Deeds deeds = runs.deeds(run);
            return new Account(run, deeds.cancellations(), deeds.calls(), changed.count(id));
        });
    }

    /** The orders that a run changed, one after the other: there may be very many. */
    public void changed(String id, long limit, Consumer<ChangedOrder> listener) {
        changed.ofRun(id, limit, listener);
    }
}
