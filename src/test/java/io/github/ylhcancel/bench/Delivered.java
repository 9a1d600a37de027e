package io.github.ylhcancel.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the sandbox saw of a run.
 *
 * @param seconds between the first call and the last
 * @param most calls in any one second
 * @param throttled calls that were answered 429
 * @param held cancellations that it holds now
 * @param different so-ids that were asked for in different bytes
 */
record Delivered(long calls, double seconds, int most, long throttled, long held, long different) {
    static Delivered of(JsonNode state) {
        JsonNode calls = state.path("calls");
        return new Delivered(
                state.path("requests").path("cancel").asLong(),
                calls.path("first_at").isTextual() ? seconds(calls) : 0,
                state.path("most_calls_in_one_second").asInt(),
                calls.path("answers").path("429").asLong(),
                state.path("cancellations").path("held").asLong(),
                state.path("cancellations").path("different").asLong());
    }

    private static double seconds(JsonNode calls) {
        Duration between = Duration.between(
                Instant.parse(calls.path("first_at").asText()),
                Instant.parse(calls.path("last_at").asText()));
        return between.toNanos() / 1e9;
    }

    /** Calls a second: n calls have n - 1 distances between them. */
    double rate() {
        return seconds == 0 ? 0 : (calls - 1) / seconds;
    }

    /** What must not be, in words; empty when all is well. */
    List<String> wrong(int deliveries, int limit) {
        List<String> wrong = new ArrayList<>();
        if (held != deliveries) {
            wrong.add("YLH holds " + held + " cancellations and not " + deliveries);
        }
        if (different != 0) {
            wrong.add(different + " were asked for in different bytes");
        }
        if (throttled != 0) {
            wrong.add(throttled + " calls were answered 429");
        }
        if (most > limit) {
            wrong.add(most + " calls in one second");
        }
        return wrong;
    }
}
