package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * A line of the told journal: what YLH was about to be sent. It may have arrived or not; that it was about to is all that a line says.
 *
 * @param at when, on the database's clock
 * @param database the id that the tool's tables got when they were made, which travels with a replica and a copy
 * @param account for whom at YLH
 * @param orderKey the order's key in that database
 * @param runId of the run that sent it
 */
public record ToldRequest(
        Instant at,
        String database,
        Optional<Account> account,
        RowKey orderKey,
        String orderNumber,
        CancellationRequest request,
        String runId) {
    /**
     * Whether the database knows of it, whatever has become of it since: then its own rules say what may be sent. Otherwise it has forgotten,
     * and nothing else may be sent about this so-id before a person has looked.
     *
     * @param known the requests about this so-id that the database holds, whichever order's
     */
    public boolean isAmong(Collection<CancellationRequest> known) {
        return known.contains(request);
    }
}
