package io.github.ylhcancel.reconcile;

import io.github.ylhcancel.domain.CancellationRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** The latest requests that a journal has named, so that repeats of one are one: a journal has a line for every try. */
final class SeenLines {
    private static final int MOST = 50_000;

    private final Map<CancellationRequest, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CancellationRequest, Boolean> eldest) {
            return size() > MOST;
        }
    };

    boolean isFirst(CancellationRequest request) {
        return seen.putIfAbsent(request, true) == null;
    }
}
