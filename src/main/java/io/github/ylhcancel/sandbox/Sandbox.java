package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.http.Answering;
import io.github.ylhcancel.http.Request;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running play YLH. It listens on 127.0.0.1 only: one port for YLH, one for {@linkplain #controlUri() steering} it from outside;
 * tests in the same process use the methods here. All methods may be called from any thread, the accessors after closing too.
 *
 * <p>A request is decided when it has arrived, and its answer is sent after the latency. So an effect is visible before its answer
 * is. No thread of it keeps the process alive.
 *
 * <p>Memory: about one kilobyte for a request of the usual size and its {@code soId}. At most {@link SandboxOptions#recordLimit}
 * requests are kept, and until {@link #reset()} one body for each {@code soId}.
 */
public final class Sandbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    private final Clock clock;
    private final PlayYlh ylh;
    private final AnswerQueue answers = new AnswerQueue();
    private final CallbackSender callbacks;
    private final LoopbackServer ylhServer;
    private final LoopbackServer controlServer;

    private Sandbox(SandboxOptions options, Clock clock, Optional<SSLContext> tls) throws IOException {
        this.clock = clock;
        ylh = new PlayYlh(options);
        callbacks = new CallbackSender(options.callbacks(), options.recordLimit(), clock);
        ylhServer = LoopbackServer.start(options.port(), tls, this::answerAsYlh);
        controlServer = startControl(options.controlPort());
    }

    private LoopbackServer startControl(int port) throws IOException {
        ControlApi control = new ControlApi(ylh, this, new ControlJson(authUri(), baseUri()));
        try {
            return LoopbackServer.start(
                    port, Optional.empty(), (request, answering) -> answerControl(control, request, answering));
        } catch (IOException taken) {
            ylhServer.close();
            throw taken;
        }
    }

    /**
     * Returns when it listens.
     *
     * @param clock for the record, the rate and the life of tokens; delays pass in real time whatever it says
     * @throws IOException if a port cannot be opened; the message names it
     */
    public static Sandbox start(SandboxOptions options, Clock clock) throws IOException {
        return new Sandbox(options, clock, Optional.empty());
    }

    /** As {@link #start(SandboxOptions, Clock)}, but YLH (not the control address) speaks HTTPS with this context's certificate. */
    public static Sandbox start(SandboxOptions options, Clock clock, SSLContext tls) throws IOException {
        return new Sandbox(options, clock, Optional.of(tls));
    }

    private void answerAsYlh(Request request, Answering answering) {
        // First of all, so that what holds us up does not make calls look closer to each other than they came.
        Instant arrived = clock.instant();
        PlayYlh.Answer answer = logged(() -> ylh.receive(Call.of(request), arrived));
        if (answer.callbacks().filter(CallbackBatch::isBeforeAnswer).isPresent()) {
            callbacks
                    .send(answer.callbacks().get())
                    .whenComplete((sent, mistake) -> answers.send(answering, answer.reply(), answer.delay()));
            return;
        }
        answers.send(answering, answer.reply(), answer.delay());
        answer.callbacks()
                .ifPresent(batch ->
                        callbacks.later(batch, answer.delay().plus(batch.delay().orElseThrow())));
    }

    private void answerControl(ControlApi control, Request request, Answering answering) {
        logged(() -> control.answer(request)).thenAccept(answer -> answers.send(answering, answer, Duration.ZERO));
    }

    /** A mistake of ours must not pass for a dropped connection that somebody ordered. */
    private static <T> T logged(Supplier<T> deciding) {
        try {
            return deciding.get();
        } catch (RuntimeException mistake) {
            LOG.error("event=sandbox.failed", mistake);
            throw mistake;
        }
    }

    /** Where tokens are issued. */
    public URI authUri() {
        return ylhServer.uri(Endpoint.TOKEN.path());
    }

    /** What goes in front of {@code /api/page/…}. */
    public URI baseUri() {
        return ylhServer.uri(Endpoint.BASE_PATH);
    }

    /** The root of the control address, without a slash at its end: {@code /state} and so on follow. */
    public URI controlUri() {
        return controlServer.uri("");
    }

    /** As given at the start; what has been changed since does not show here. */
    public SandboxOptions options() {
        return ylh.options();
    }

    /** What has been received, in order, since the start or the last reset; the oldest may be gone beyond the record limit. */
    public List<ReceivedRequest> requests() {
        return ylh.requests();
    }

    /** How many requests this endpoint has received, also those that the record has forgotten. */
    public long received(Endpoint endpoint) {
        return ylh.received(endpoint);
    }

    /** Of the cancel endpoint. */
    public CallTotals calls() {
        return ylh.calls();
    }

    /** By {@code soId}, in the order of the first requests; also those that are held 0 times. */
    public Map<String, Cancellation> cancellations() {
        return ylh.cancellations();
    }

    public int tokensIssued() {
        return ylh.tokensIssued();
    }

    /** The largest number of cancel calls that arrived in any second, those turned away included. */
    public int mostCallsInOneSecond() {
        return ylh.mostCallsInOneSecond();
    }

    /** The rules in force; a rule for the next so many requests shows how many are left. */
    public List<FaultRule> faults() {
        return ylh.faults();
    }

    public void addFault(FaultRule rule) {
        ylh.addFaults(List.of(rule));
    }

    /** As {@link #addFault(FaultRule)}, in the form that {@link FaultRule#parse} reads. */
    public void addFault(String rule) {
        addFault(FaultRule.parse(rule));
    }

    public void clearFaults() {
        ylh.clearFaults();
    }

    /** The callbacks that were sent, in order, with what was answered; the oldest may be gone beyond the record limit. */
    public List<SentCallback> callbacks() {
        return callbacks.sent();
    }

    public Optional<URI> callbackUrl() {
        return ylh.callbackUrl();
    }

    /** Where the callbacks go of cancellations that are applied from now on. */
    public void setCallbackUrl(URI url) {
        ylh.setCallbackUrl(url);
    }

    /** The rules in force, in the form that {@link CallbackRule#parse} reads. */
    public List<CallbackRule> callbackRules() {
        return ylh.callbackRules();
    }

    /** In the form that {@link CallbackRule#parse} reads. */
    public void addCallbackRule(String rule) {
        ylh.addCallbackRules(List.of(CallbackRule.parse(rule)));
    }

    public void clearCallbackRules() {
        ylh.clearCallbackRules();
    }

    /** Tells what YLH would know since the order was created there. */
    public void know(KnownOrder order) {
        ylh.know(List.of(order));
    }

    /**
     * Sends a callback that has no cancellation behind it. Comes when each was sent and was answered, or failed; those that are not
     * answered as YLH wants are sent again after that.
     */
    public CompletableFuture<List<SentCallback>> trigger(Trigger trigger) {
        return callbacks.send(ylh.triggered(trigger, clock.instant()));
    }

    /** Of the cancel calls that arrive from now on. */
    public void setLatency(Duration latency) {
        ylh.setLatency(latency);
    }

    /** Makes every token that has been issued so far invalid. */
    public void expireTokens() {
        ylh.expireTokens();
    }

    /**
     * Back to how it started: the record, the cancellations, the tokens and all counts are forgotten, faults and latency are as the
     * options say, and so are the rules of callbacks. What is random begins anew; answers that wait are still sent, callbacks are not.
     */
    public void reset() {
        ylh.reset();
        callbacks.reset();
    }

    /** Stops at once: no port listens, connections are cut, answers that wait are never sent. May be called twice. */
    @Override
    public void close() {
        callbacks.close();
        answers.close();
        ylhServer.close();
        controlServer.close();
    }
}
