package io.github.ylhcancel.ylh;

import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Call.Endpoint;
import io.github.ylhcancel.domain.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
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
    private final String subject;

    /**
     * @param subject what the exchange is about, for the log
     */
    Recorder(Consumer<Call> audit, Clock clock, String subject) {
        this.audit = audit;
        this.clock = clock;
        this.subject = subject;
    }

    /** Of a token call nothing is kept but its status. */
    Reply token(Supplier<Reply> exchange) {
        Instant started = clock.instant();
        Reply reply = exchange.get();
        Verdict status = reply instanceof Reply.Answer answer
                ? Verdict.of(Verdict.Kind.NOT_SENT, answer.status(), "HTTP " + answer.status())
                : Verdict.of(Verdict.Kind.NOT_SENT, ((Reply.Failure) reply).detail());
        report(Endpoint.TOKEN, started, status);
        return reply;
    }

    Verdict cancel(Supplier<Reply> exchange, Function<Reply, Verdict> classification) {
        Instant started = clock.instant();
        Verdict verdict = classification.apply(exchange.get());
        report(Endpoint.CANCEL, started, verdict);
        return verdict;
    }

    private void report(Endpoint endpoint, Instant started, Verdict verdict) {
        Duration duration = Duration.between(started, clock.instant());
        String outcome = outcome(endpoint, verdict);
        audit.accept(new Call(endpoint, started, duration, verdict.httpStatus(), outcome, verdict.detail()));
        LOG.info(
                "event=ylh.call endpoint={} so_id={} outcome={} http_status={} ms={} detail=\"{}\"",
                endpoint.word(),
                subject,
                outcome,
                shown(verdict.httpStatus()),
                duration.toMillis(),
                verdict.detail());
    }

    private static String outcome(Endpoint endpoint, Verdict verdict) {
        int status = verdict.httpStatus().orElse(0);
        return switch (endpoint) {
            case TOKEN -> status == 200 ? "token" : status == 0 ? "no-answer" : "no-token";
            case CANCEL -> status == 401 ? "token-refused" : verdict.kind().word();
        };
    }

    private static String shown(OptionalInt status) {
        return status.isPresent() ? String.valueOf(status.getAsInt()) : "none";
    }
}
