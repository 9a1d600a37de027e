package io.github.ylhcancel.sandbox;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The play YLH without its sockets. One lock covers everything, so that a request is counted, decided and remembered in one step:
 * whoever sees it in the {@linkplain #requests() record} sees all its effects.
 */
final class PlayYlh {
    /** What to send, and how long after the arrival; and what to call back. */
    record Answer(Reply reply, Duration delay, Optional<CallbackBatch> callbacks) {}

    private final SandboxOptions options;
    private final Journal journal;
    private final Tokens tokens;
    private final RateWindow rate;
    private final Cancellations cancellations;
    private final FaultPlan faults;
    private final CallbackPlan callbacks;
    private final TokenEndpoint tokenEndpoint;
    private final CancelEndpoint cancelEndpoint;
    private Duration latency;

    PlayYlh(SandboxOptions options) {
        this.options = options;
        this.journal = new Journal(options.recordLimit());
        // Not from the seed: after a restart an old token must be unknown, not happen to be the same again.
        this.tokens = new Tokens(
                options.expireTokensAfter().orElse(options.tokenLife()),
                () -> UUID.randomUUID().toString());
        this.rate = new RateWindow(options.callsPerSecond());
        this.cancellations = new Cancellations(options.idempotent());
        this.faults = new FaultPlan(options.faults(), options.seed());
        this.callbacks = new CallbackPlan(options.callbacks(), options.seed());
        this.tokenEndpoint = new TokenEndpoint(options, tokens, faults);
        this.cancelEndpoint = new CancelEndpoint(options, tokens, rate, cancellations, faults, callbacks);
        this.latency = options.latency();
    }

    /** @param now when it arrived; calls that wait here for each other may be told out of that order */
    synchronized Answer receive(Call call, Instant now) {
        Endpoint endpoint = Endpoint.at(call.path());
        Verdict verdict = verdict(endpoint, call, now);
        journal.add(remembered(call, endpoint, verdict, now));
        return new Answer(verdict.reply(), delay(endpoint, verdict.fault()), verdict.callbacks());
    }

    private Verdict verdict(Endpoint endpoint, Call call, Instant now) {
        if (call.tooLong()) {
            return Verdict.turnedAway(Replies.error(413, "请求体过大"), Optional.empty());
        }
        return switch (endpoint) {
            case TOKEN -> tokenEndpoint.answer(call, now);
            case CANCEL -> cancelEndpoint.answer(call, now);
            case OTHER -> Verdict.turnedAway(Replies.notFound(), Optional.empty());
        };
    }

    private ReceivedRequest remembered(Call call, Endpoint endpoint, Verdict verdict, Instant now) {
        return new ReceivedRequest(
                journal.nextNumber(),
                now,
                endpoint,
                call.method(),
                call.path(),
                call.headerNames(),
                call.contentType(),
                call.systemName(),
                // A body that went to the wrong address may be a token request with its password.
                endpoint == Endpoint.CANCEL ? call.body() : new byte[0],
                verdict.soId(),
                verdict.applied(),
                verdict.fault(),
                verdict.reply().status());
    }

    private Duration delay(Endpoint endpoint, Optional<Fault> fault) {
        if (fault.filter(Fault::slow).isPresent()) {
            return options.slowDelay();
        }
        return switch (endpoint) {
            case TOKEN -> options.tokenLatency();
            case CANCEL -> latency;
            case OTHER -> Duration.ZERO;
        };
    }

    SandboxOptions options() {
        return options;
    }

    synchronized List<ReceivedRequest> requests() {
        return journal.requests();
    }

    synchronized long received(Endpoint endpoint) {
        return journal.count(endpoint);
    }

    synchronized CallTotals calls() {
        return journal.calls();
    }

    synchronized Map<String, Cancellation> cancellations() {
        return cancellations.all();
    }

    synchronized int tokensIssued() {
        return tokens.issued();
    }

    synchronized int mostCallsInOneSecond() {
        return rate.most();
    }

    synchronized List<FaultRule> faults() {
        return faults.rules();
    }

    synchronized void addFaults(List<FaultRule> rules) {
        rules.forEach(faults::add);
    }

    synchronized void clearFaults() {
        faults.clear();
    }

    synchronized Optional<URI> callbackUrl() {
        return callbacks.url();
    }

    synchronized void setCallbackUrl(URI url) {
        callbacks.setUrl(url);
    }

    synchronized List<CallbackRule> callbackRules() {
        return callbacks.rules();
    }

    synchronized void addCallbackRules(List<CallbackRule> rules) {
        rules.forEach(callbacks::add);
    }

    synchronized void clearCallbackRules() {
        callbacks.clearRules();
    }

    synchronized List<KnownOrder> orders() {
        return callbacks.orders();
    }

    synchronized void know(List<KnownOrder> orders) {
        orders.forEach(callbacks::know);
    }

    synchronized CallbackBatch triggered(Trigger trigger, Instant now) {
        return callbacks.ofTrigger(trigger, now);
    }

    synchronized Duration latency() {
        return latency;
    }

    synchronized void setLatency(Duration changed) {
        if (changed.isNegative()) {
            throw new IllegalArgumentException("The latency must not be negative.");
        }
        latency = changed;
    }

    synchronized void expireTokens() {
        tokens.expire();
    }

    synchronized void reset() {
        journal.clear();
        tokens.clear();
        rate.clear();
        cancellations.clear();
        faults.restart(options.faults());
        callbacks.restart();
        latency = options.latency();
    }
}
