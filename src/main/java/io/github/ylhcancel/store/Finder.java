package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds the disagreements of one kind, a page of candidates after the other, in the order of the orders' keys. */
public interface Finder {
    DisagreementKind kind();

    /**
     * Looks at the next candidates.
     *
     * @param after the key behind which they are; nothing to begin
     * @param limit how many are looked at
     */
    Page page(Optional<RowKey> after, int limit);

    /** Those of these orders. */
    List<Disagreement> among(Collection<RowKey> orders);

    /**
     * What a page came to.
     *
     * @param end the last key that was looked at; nothing when there are no more
     */
    record Page(List<Disagreement> found, Optional<RowKey> end) {}
}
