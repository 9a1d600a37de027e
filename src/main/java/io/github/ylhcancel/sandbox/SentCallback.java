package io.github.ylhcancel.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A callback as the sandbox remembers it.
 *
 * @param number counts all from 1, in the order in which they were first sent
 * @param soId of the cancellation that it comes from; nothing if somebody triggered it by the shop's number
 * @param kinds what is unusual about it
 * @param attempts how it went, each time that it was sent
 * @param open whether it is still to be sent, or sent again
 */
public record SentCallback(
        long number,
        Optional<String> soId,
        SignedForm form,
        Set<CallbackKind> kinds,
        List<Attempt> attempts,
        boolean open) {
    /**
     * One time.
     *
     * @param answer what came back, cut
     * @param result how that is to be understood
     */
    public record Attempt(Instant at, Duration took, OptionalInt status, String answer, Result result) {}

    /** What became of one attempt. */
    public enum Result {
        /** HTTP 200 with {@code success:true}: YLH is content. */
        SUCCESS("success"),
        /** HTTP 200 with JSON that says something else. */
        REFUSED("refused"),
        /** HTTP 200 with something that is no answer to a callback. */
        NO_ANSWER("not-json"),
        OTHER_STATUS("http-status"),
        NOT_CONNECTED("no-connection"),
        TIMED_OUT("time-out"),
        LOST("connection-lost");

        private final String word;

        Result(String word) {
            this.word = word;
        }

        static Result of(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }

        public String word() {
            return word;
        }
    }

    /** Whether the last answer was the one that YLH wants. */
    public boolean isAnswered() {
        return !attempts.isEmpty() && attempts.get(attempts.size() - 1).result() == Result.SUCCESS;
    }
}
