package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Call.Endpoint;
import io.github.ylhcancel.domain.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Times each exchange and reports it: to the caller for the audit, and to the log. */
final class Recorder {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    private final Consumer<Call> audit;
    private final Clock clock;
    private final NanoClock nanoClock;
    private final String subject;

    /**
     * @param subject what the exchange is about, for the log
     */
    Recorder(Consumer<Call> audit, Clock clock, NanoClock nanoClock, String subject) {
        this.audit = audit;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.subject = subject;
    }

    private record Beginning(Instant at, long nanos) {}

    private Beginning begin() {
        return new Beginning(clock.instant(), nanoClock.nanos());
    }

    /** Of a token call nothing is kept but its status. */
    CompletableFuture<Tokens.Result> token(
            Supplier<CompletableFuture<Reply>> exchange, Function<Reply, Tokens.Result> reading) {
        Beginning began = begin();
        return exchange.get().thenApply(reply -> {
            Tokens.Result result = reading.apply(reply);
            if (reply instanceof Reply.Answer answer) {
                String outcome = result instanceof Tokens.Have ? "token" : "no-token";
                report(Endpoint.TOKEN, began, OptionalInt.of(answer.status()), outcome, "HTTP " + answer.status());
            } else {
                report(Endpoint.TOKEN, began, OptionalInt.empty(), "no-answer", ((Reply.Failure) reply).detail());
            }
            return result;
        });
    }

    CompletableFuture<Verdict> cancel(
            Supplier<CompletableFuture<Reply>> exchange, Function<Reply, Verdict> classification) {
        Beginning began = begin();
        return exchange.get().thenApply(reply -> {
            Verdict verdict = classification.apply(reply);
            String outcome = verdict.kind() == Verdict.Kind.AUTHENTICATION
                    ? "token-refused"
                    : verdict.kind().word();
            report(Endpoint.CANCEL, began, verdict.httpStatus(), outcome, verdict.detail());
            return verdict;
        });
    }

    private void report(Endpoint endpoint, Beginning began, OptionalInt status, String outcome, String detail) {
        Duration duration = Duration.ofNanos(nanoClock.nanos() - began.nanos());
        audit.accept(new Call(endpoint, began.at(), duration, status, outcome, detail));
        LOG.info(
                "event=ylh.call endpoint={} so_id={} outcome={} http_status={} ms={} detail={}",
                endpoint.word(),
                subject,
                outcome,
                shown(status),
                duration.toMillis(),
                detail);
    }

    private static String shown(OptionalInt status) {
        return status.isPresent() ? String.valueOf(status.getAsInt()) : "none";
    }
}
