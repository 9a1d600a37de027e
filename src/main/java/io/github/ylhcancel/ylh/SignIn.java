package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** Asks YLH for a token as a run does that has none, and tells of no order. A new token takes the place of the one that is kept. */
public final class SignIn {
    /**
     * What came of it.
     *
     * @param refusal why there is no token
     * @param usableUntil until when the token is used
     */
    public record Answer(
            Duration took, OptionalInt httpStatus, Optional<Verdict> refusal, Optional<Instant> usableUntil) {}

    private SignIn() {}

    /**
     * Waits for the answer, at the longest for the time-out of a token.
     *
     * @param subject what the call is said to be for in the log
     */
    public static Answer attempt(YlhAccess access, String subject, Clock clock, NanoClock nanoClock) {
        AtomicReference<Call> call = new AtomicReference<>();
        try (Http http = YlhClient.http(access, access.authUrl(), Connections.ONE_EACH, nanoClock)) {
            Tokens.Result result = new Tokens(access, http, clock)
                    .renewed(new Recorder(call::set, clock, nanoClock, subject))
                    .join();
            Optional<Verdict> refusal =
                    result instanceof Tokens.None none ? Optional.of(none.verdict()) : Optional.empty();
            Optional<Instant> until = result instanceof Tokens.Have have
                    ? Optional.of(have.token().usableUntil())
                    : Optional.empty();
            return new Answer(call.get().duration(), call.get().httpStatus(), refusal, until);
        }
    }
}
