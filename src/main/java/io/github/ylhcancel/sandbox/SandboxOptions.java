package io.github.ylhcancel.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a sandbox behaves from its start. {@link #defaults()} is a healthy YLH that answers at once; the {@code with…} methods return
 * changed copies.
 *
 * @param port where YLH is played; 0 takes any free port
 * @param controlPort where the sandbox is steered; 0 takes any free port
 * @param latency how long every answer of the cancel endpoint takes; a request is applied when it arrives, not when it is answered
 * @param tokenLatency how long every answer of the token endpoint takes
 * @param callsPerSecond how many cancel calls one second may hold; 0 means no limit
 * @param retryAfter sent with the 429 of that limit, if present, and with the faults that announce one (1 s if absent)
 * @param tokenLife what {@code expires_in} says
 * @param expireTokensAfter when tokens really die, if not when they say
 * @param slowDelay how long a slow answer takes
 * @param faults in force from the start
 * @param seed of the faults and callbacks that are drawn at random; the n-th request for a {@code soId}, and the n-th for a token, meets the same with the
 *     same seed, in whatever order the requests of others come
 * @param credentials what the token endpoint accepts
 * @param refuse the business refuses every {@code soId} that contains this text
 * @param refuseCode the {@code code} of what it refuses so, and of the fault {@code refuse}
 * @param refuseDifferent whether a request is refused when it differs in bytes from the one that was applied for its {@code soId}
 * @param idempotent whether a second request for one {@code soId} still leaves one cancellation; if not, each leaves one more
 * @param callbacks how the shop is called back
 * @param recordLimit how many requests are remembered in full, and how many callbacks; when it is passed the oldest are forgotten
 */
public record SandboxOptions(
        int port,
        int controlPort,
        Duration latency,
        Duration tokenLatency,
        int callsPerSecond,
        Optional<Duration> retryAfter,
        Duration tokenLife,
        Optional<Duration> expireTokensAfter,
        Duration slowDelay,
        List<FaultRule> faults,
        long seed,
        Credentials credentials,
        Optional<String> refuse,
        String refuseCode,
        boolean refuseDifferent,
        boolean idempotent,
        CallbackOptions callbacks,
        int recordLimit) {

    /** @throws IllegalArgumentException with one line that names the option that makes no sense */
    public SandboxOptions {
        require(port >= 0 && port <= 65_535, "The port must be from 0 to 65535.");
        require(controlPort >= 0 && controlPort <= 65_535, "The control port must be from 0 to 65535.");
        require(port == 0 || port != controlPort, "The port and the control port must differ.");
        require(!latency.isNegative(), "The latency must not be negative.");
        require(!tokenLatency.isNegative(), "The token latency must not be negative.");
        require(callsPerSecond >= 0, "The calls per second must not be negative.");
        require(!retryAfter.orElse(Duration.ZERO).isNegative(), "The time to retry after must not be negative.");
        require(!tokenLife.isNegative(), "The token life must not be negative.");
        require(
                !expireTokensAfter.orElse(Duration.ZERO).isNegative(),
                "Tokens must not expire before they are issued.");
        require(!slowDelay.isNegative(), "The slow delay must not be negative.");
        faults = List.copyOf(faults);
        Objects.requireNonNull(credentials, "credentials");
        require(!refuse.orElse("-").isEmpty(), "The text to refuse must not be empty.");
        Objects.requireNonNull(callbacks, "callbacks");
        require(recordLimit >= 0, "The record limit must not be negative.");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Any free ports, no delay, 100 calls a second, tokens of one hour, slow answers after a minute, no faults. */
    public static SandboxOptions defaults() {
        return new Draft().options();
    }

    public SandboxOptions withPort(int changed) {
        return with(draft -> draft.port = changed);
    }

    public SandboxOptions withControlPort(int changed) {
        return with(draft -> draft.controlPort = changed);
    }

    public SandboxOptions withLatency(Duration changed) {
        return with(draft -> draft.latency = changed);
    }

    public SandboxOptions withTokenLatency(Duration changed) {
        return with(draft -> draft.tokenLatency = changed);
    }

    public SandboxOptions withCallsPerSecond(int changed) {
        return with(draft -> draft.callsPerSecond = changed);
    }

    public SandboxOptions withRetryAfter(Duration changed) {
        return with(draft -> draft.retryAfter = Optional.of(changed));
    }

    public SandboxOptions withTokenLife(Duration changed) {
        return with(draft -> draft.tokenLife = changed);
    }

    public SandboxOptions withExpireTokensAfter(Duration changed) {
        return with(draft -> draft.expireTokensAfter = Optional.of(changed));
    }

    public SandboxOptions withSlowDelay(Duration changed) {
        return with(draft -> draft.slowDelay = changed);
    }

    public SandboxOptions withFaults(List<FaultRule> changed) {
        return with(draft -> draft.faults = changed);
    }

    /** As {@link #withFaults(List)}, in the form that {@link FaultRule#parse} reads. */
    public SandboxOptions withFaults(String... changed) {
        return withFaults(List.of(changed).stream().map(FaultRule::parse).toList());
    }

    public SandboxOptions withSeed(long changed) {
        return with(draft -> draft.seed = changed);
    }

    public SandboxOptions withCredentials(Credentials changed) {
        return with(draft -> draft.credentials = changed);
    }

    public SandboxOptions withRefuse(String changed) {
        return with(draft -> draft.refuse = Optional.of(changed));
    }

    public SandboxOptions withRefuseCode(String changed) {
        return with(draft -> draft.refuseCode = changed);
    }

    public SandboxOptions withRefuseDifferent(boolean changed) {
        return with(draft -> draft.refuseDifferent = changed);
    }

    public SandboxOptions withIdempotent(boolean changed) {
        return with(draft -> draft.idempotent = changed);
    }

    public SandboxOptions withCallbacks(CallbackOptions changed) {
        return with(draft -> draft.callbacks = changed);
    }

    public SandboxOptions withRecordLimit(int changed) {
        return with(draft -> draft.recordLimit = changed);
    }

    private SandboxOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The one place that lists the options in order, so that each {@code with…} need not. */
    private static final class Draft {
        private int port;
        private int controlPort;
        private Duration latency = Duration.ZERO;
        private Duration tokenLatency = Duration.ZERO;
        private int callsPerSecond = 100;
        private Optional<Duration> retryAfter = Optional.empty();
        private Duration tokenLife = Duration.ofHours(1);
        private Optional<Duration> expireTokensAfter = Optional.empty();
        private Duration slowDelay = Duration.ofSeconds(60);
        private List<FaultRule> faults = List.of();
        private long seed = 1;
        private Credentials credentials = Credentials.DEFAULT;
        private Optional<String> refuse = Optional.empty();
        private String refuseCode = "ORDER_SHIPPED";
        private boolean refuseDifferent;
        private boolean idempotent = true;
        private CallbackOptions callbacks = CallbackOptions.NONE;
        private int recordLimit = 50_000;

        Draft() {}

        Draft(SandboxOptions from) {
            port = from.port;
            controlPort = from.controlPort;
            latency = from.latency;
            tokenLatency = from.tokenLatency;
            callsPerSecond = from.callsPerSecond;
            retryAfter = from.retryAfter;
            tokenLife = from.tokenLife;
            expireTokensAfter = from.expireTokensAfter;
            slowDelay = from.slowDelay;
            faults = from.faults;
            seed = from.seed;
            credentials = from.credentials;
            refuse = from.refuse;
            refuseCode = from.refuseCode;
            refuseDifferent = from.refuseDifferent;
            idempotent = from.idempotent;
            callbacks = from.callbacks;
            recordLimit = from.recordLimit;
        }

        SandboxOptions options() {
            return new SandboxOptions(
                    port,
                    controlPort,
                    latency,
                    tokenLatency,
                    callsPerSecond,
                    retryAfter,
                    tokenLife,
                    expireTokensAfter,
                    slowDelay,
                    faults,
                    seed,
                    credentials,
                    refuse,
                    refuseCode,
                    refuseDifferent,
                    idempotent,
                    callbacks,
                    recordLimit);
        }
    }
}
