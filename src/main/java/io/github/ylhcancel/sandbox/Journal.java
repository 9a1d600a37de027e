package io.github.ylhcancel.sandbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What has been received, in order. When the limit is passed the oldest requests are forgotten, but the counts go on. */
final class Journal {
    private final int limit;
    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private final Map<Endpoint, Long> counts = new EnumMap<>(Endpoint.class);
    private final Map<String, Long> answers = new TreeMap<>();
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();

    Journal(int limit) {
        this.limit = limit;
    }

    long nextNumber() {
        return 1 + counts.values().stream().mapToLong(Long::longValue).sum();
    }

    void add(ReceivedRequest request) {
        counts.merge(request.endpoint(), 1L, Long::sum);
        if (request.endpoint() == Endpoint.CANCEL) {
            addCall(request.time(), request.status());
        }
        requests.addLast(request);
        if (requests.size() > limit) {
            requests.removeFirst();
        }
    }

    private void addCall(Instant time, OptionalInt status) {
        answers.merge(status.isPresent() ? String.valueOf(status.getAsInt()) : "dropped", 1L, Long::sum);
        first = Optional.of(first.filter(time::isAfter).orElse(time));
        last = Optional.of(last.filter(time::isBefore).orElse(time));
    }

    CallTotals calls() {
        return new CallTotals(Map.copyOf(answers), first, last);
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
        answers.clear();
        first = Optional.empty();
        last = Optional.empty();
    }
}
