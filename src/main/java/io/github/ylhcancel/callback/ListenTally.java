package io.github.ylhcancel.callback;

import io.github.ylhcancel.callback.CallbackAnswer.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many callbacks were received, by what they were answered. May be counted in by any thread. */
public final class ListenTally {
    /** It was to come again. */
    static final String LATER = "later";
    /** It was not looked at. */
    static final String TOO_MANY = "too_many";

    private final Map<String, LongAdder> words = new ConcurrentHashMap<>();

    void add(String word) {
        words.computeIfAbsent(word, first -> new LongAdder()).increment();
    }

    /** Also those of which there were none, in the order of their importance. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome.word(), count(outcome.word()));
        }
        counts.put(LATER, count(LATER));
        counts.put(TOO_MANY, count(TOO_MANY));
        return counts;
    }

    private long count(String word) {
        return words.containsKey(word) ? words.get(word).sum() : 0;
    }

    public long all() {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }
}
