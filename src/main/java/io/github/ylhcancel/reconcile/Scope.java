package io.github.ylhcancel.reconcile;

import io.github.ylhcancel.domain.DisagreementKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is looked at.
 *
 * @param kinds which kinds of disagreement
 * @param orders only these, as a person names them; nothing for all
 * @param since only what has disagreed since then
 * @param journals what YLH was sent according to these files; none if that is not asked
 */
public record Scope(
        Set<DisagreementKind> kinds, Optional<List<String>> orders, Optional<Instant> since, List<Path> journals) {
    /** Whether that is all that the database itself can say. */
    boolean isWhole() {
        return kinds.size() == DisagreementKind.values().length && orders.isEmpty() && since.isEmpty();
    }
}
