package io.github.ylhcancel.inspect;

import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.RunFilter;
import io.github.ylhcancel.store.Runs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code runs} shows. */
public final class PastRuns {
    /**
     * One run and what it did.
     *
     * @param cancellations how many it decided that YLH has to hear of
     * @param calls how often it called YLH, by what came of the call
     */
    public record Account(Run run, long cancellations, Map<String, Long> calls) {}

    private final Runs runs;

    public PastRuns(Runs runs) {
        this.runs = runs;
    }

    /** Those that {@code filter} lets through, the latest first. */
    public List<Run> latest(RunFilter filter, int limit) {
        return runs.latest(filter, limit);
    }

    public Optional<Account> account(String id) {
        return runs.byId(id).map(run -> {
            Runs.Deeds deeds = runs.deeds(run);
            return new Account(run, deeds.cancellations(), deeds.calls());
        });
    }
}
