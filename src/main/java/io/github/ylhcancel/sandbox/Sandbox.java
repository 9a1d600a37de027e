package io.github.ylhcancel.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running play YLH. It listens on 127.0.0.1 only: one port for YLH, one for {@linkplain #controlUri() steering} it from outside;
 * tests in the same process use the methods here. All methods may be called from any thread, the accessors after closing too.
 *
 * <p>A request is decided when it has arrived, and its answer is sent after the latency. So an effect is visible before its answer
 * is. The threads that listen keep the process alive until the sandbox is closed.
 *
 * <p>Memory: about one kilobyte for a request of the usual size and its {@code soId}. At most {@link SandboxOptions#recordLimit}
 * requests are kept, and until {@link #reset()} one body for each {@code soId}.
 */
public final class Sandbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    private final Clock clock;
    private final PlayYlh ylh;
    private final ExecutorService workers = Executors.newCachedThreadPool(new DaemonThreads("sandbox"));
    private final AnswerQueue answers = new AnswerQueue(workers);
    private final LoopbackServer ylhServer;
    private final LoopbackServer controlServer;

    private Sandbox(SandboxOptions options, Clock clock, Optional<SSLContext> tls) throws IOException {
        this.clock = clock;
        ylh = new PlayYlh(options);
        ylhServer = LoopbackServer.start(options.port(), tls, this::answerAsYlh, workers);
        controlServer = startControl(options.controlPort());
    }

    private LoopbackServer startControl(int port) throws IOException {
        ControlApi control = new ControlApi(ylh, new ControlJson(authUri(), baseUri()));
        try {
            return LoopbackServer.start(port, Optional.empty(), exchange -> answerControl(control, exchange), workers);
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

    private void answerAsYlh(HttpExchange exchange) throws IOException {
        // First of all, so that what holds us up does not make calls look closer to each other than they came.
        Instant arrived = clock.instant();
        PlayYlh.Answer answer = logged(() -> ylh.receive(Call.read(exchange), arrived));
        answers.send(exchange, answer.reply(), answer.delay());
    }

    private void answerControl(ControlApi control, HttpExchange exchange) throws IOException {
        answers.send(exchange, logged(() -> control.answer(exchange)), Duration.ZERO);
    }

    private interface Deciding<T> {
        T decide() throws IOException;
    }

    /** A mistake of ours must not pass for a dropped connection that somebody ordered. */
    private static <T> T logged(Deciding<T> deciding) throws IOException {
        try {
            return deciding.decide();
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
     * options say. The random faults begin anew; answers that wait are still sent.
     */
    public void reset() {
        ylh.reset();
    }

    /** Stops at once: no port listens, connections are cut, answers that wait are never sent. May be called twice. */
    @Override
    public void close() {
        answers.close();
        ylhServer.close();
        controlServer.close();
        workers.shutdownNow();
    }
}
