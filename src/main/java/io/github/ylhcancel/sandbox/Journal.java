package io.github.ylhcancel.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What has been received, in order. When the limit is passed the oldest requests are forgotten, but the counts go on. */
final class Journal {
    private final int limit;
    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private final Map<Endpoint, Long> counts = new EnumMap<>(Endpoint.class);

    Journal(int limit) {
        this.limit = limit;
    }

    long nextNumber() {
        return 1 + counts.values().stream().mapToLong(Long::longValue).sum();
    }

    void add(ReceivedRequest request) {
        counts.merge(request.endpoint(), 1L, Long::sum);
        requests.addLast(request);
        if (requests.size() > limit) {
            requests.removeFirst();
        }
    }

    List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    long count(Endpoint endpoint) {
        return counts.getOrDefault(endpoint, 0L);
    }

    void clear() {
        requests.clear();
        counts.clear();
    }
}
