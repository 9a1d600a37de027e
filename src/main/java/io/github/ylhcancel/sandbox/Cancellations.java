package io.github.ylhcancel.sandbox;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The book of cancellations by {@code soId}, in the order of their first requests. Keeps one body for each. */
final class Cancellations {
    private final boolean idempotent;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    Cancellations(boolean idempotent) {
        this.idempotent = idempotent;
    }

    /** Notes a request for this {@code soId} before anything is decided about it. */
    void received(String soId, byte[] body) {
        Entry entry = entries.computeIfAbsent(soId, first -> new Entry(body));
        entry.requests++;
        entry.different |= !Arrays.equals(entry.first, body);
    }

    /** Whether a cancellation is held that was asked for in other bytes. */
    boolean heldOtherwise(String soId, byte[] body) {
        Entry entry = entries.get(soId);
        return entry.held > 0 && !Arrays.equals(entry.applied, body);
    }

    /** Answers whether this is a new cancellation; a repeat of one that failed afterwards is none. */
    boolean apply(String soId, byte[] body) {
        Entry entry = entries.get(soId);
        if (entry.failed && Arrays.equals(entry.applied, body)) {
            return false;
        }
        boolean isNew = entry.held == 0 || !idempotent;
        if (entry.held == 0) {
            entry.applied = Arrays.equals(entry.first, body) ? entry.first : body;
        }
        entry.held = idempotent ? 1 : entry.held + 1;
        entry.failed = false;
        return isNew;
    }

    /** The last one could not be carried out after all. */
    void fail(String soId) {
        Entry entry = entries.get(soId);
        entry.held--;
        entry.failed = true;
    }

    /** Whether anybody has asked to cancel this one, with success or without. */
    boolean isAsked(String soId) {
        return entries.containsKey(soId);
    }

    Map<String, Cancellation> all() {
        Map<String, Cancellation> all = new LinkedHashMap<>();
        entries.forEach(
                (soId, entry) -> all.put(soId, new Cancellation(soId, entry.held, entry.requests, entry.different)));
        return all;
    }

    void clear() {
        entries.clear();
    }

    private static final class Entry {
        private final byte[] first;
        private byte[] applied;
        private int held;
        private int requests;
        private boolean different;
        private boolean failed;

        Entry(byte[] first) {
            this.first = first;
        }
    }
}
