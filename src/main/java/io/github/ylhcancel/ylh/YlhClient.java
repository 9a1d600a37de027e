package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Verdict;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Tells YLH of a cancellation (supplier's interface, "Cancel"). May be called again with the same request: the bytes are the same. */
public final class YlhClient implements AutoCloseable {
    private static final String CANCEL_PATH = "/api/page/hmm/retailorder/cancel-hmm-retail-order";

    /** The cached one and a new one. */
    private static final int MOST_NEVER_WORKED = 2;

    private static final int MOST_REFUSED = 6;

    private final YlhAccess access;
    private final Http http;
    private final Http tokenHttp;
    private final Tokens tokens;
    private final RateLimiter limiter;
    private final URI address;
    private final Clock clock;
    private final NanoClock nanoClock;
    private final Consumer<Checkpoint> checkpoints;

    /**
     * @param limiter through which every cancel call goes
     * @param clock of the database, where its times are kept
     * @param connections what cancel calls share; a call for a token shares its connection with none
     */
    public YlhClient(
            YlhAccess access,
            RateLimiter limiter,
            Connections connections,
            Clock clock,
            NanoClock nanoClock,
            Consumer<Checkpoint> checkpoints) {
        this.access = access;
        this.http = http(access, access.baseUrl(), connections, nanoClock);
        this.tokenHttp = http(access, access.authUrl(), Connections.ONE_EACH, nanoClock);
        this.tokens = new Tokens(access, tokenHttp, clock);
        this.limiter = limiter;
        this.address = cancelAddress(access.baseUrl());
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.checkpoints = checkpoints;
    }

    /**
     * Makes one attempt and says what it came to; never exceptional for what the network or YLH does. A token that YLH no longer
     * takes is replaced within the attempt. Does not wait, unless the limiter does.
     *
     * @param audit receives every exchange of the attempt, in order, from whatever thread
     * @return the verdict, or nothing when the limiter turned the call back: then YLH has certainly not applied it
     */
    public CompletableFuture<Optional<Verdict>> cancel(CancellationRequest request, Consumer<Call> audit) {
        return cancel(request, audit, Gate.OPEN);
    }

    /** The same for a call that has to pass a gate. */
    public CompletableFuture<Optional<Verdict>> cancel(CancellationRequest request, Consumer<Call> audit, Gate gate) {
        return attempt(new Attempt(request, new Recorder(audit, clock, nanoClock, request.soId()), gate), 0, 0);
    }

    private record Attempt(CancellationRequest request, Recorder recorder, Gate gate) {}

    /**
     * @param refused how many tokens YLH has refused in this attempt
     * @param neverWorked how many of them it had never taken before
     */
    private CompletableFuture<Optional<Verdict>> attempt(Attempt attempt, int refused, int neverWorked) {
        return tokens.current(attempt.recorder()).thenCompose(result -> {
            if (result instanceof Tokens.None none) {
                return CompletableFuture.completedFuture(Optional.of(none.verdict()));
            }
            return limiter.acquire()
                    .thenCompose(acquired -> acquired
                            ? acquired(attempt, refused, neverWorked)
                            : CompletableFuture.completedFuture(Optional.empty()));
        });
    }

    private CompletableFuture<Optional<Verdict>> acquired(Attempt attempt, int refused, int neverWorked) {
        if (!attempt.gate().isInTime()) {
            limiter.release();
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Optional<Token> token = tokens.inHand();
        if (token.isEmpty()) {
            limiter.release();
            return attempt(attempt, refused, neverWorked);
        }
        return attempt.gate().record().thenCompose(objection -> {
            // The disk may have kept it waiting.
            if (objection.isPresent() || !attempt.gate().isInTime()) {
                limiter.release();
                return CompletableFuture.completedFuture(objection);
            }
            return sent(attempt, token.get(), refused, neverWorked);
        });
    }

    private CompletableFuture<Optional<Verdict>> sent(Attempt attempt, Token token, int refused, int neverWorked) {
        return send(attempt, token)
                .thenCompose(verdict -> isRefusal(verdict)
                        ? again(attempt, token, verdict, refused + 1, neverWorked)
                        : CompletableFuture.completedFuture(Optional.of(verdict)));
    }

    /** A token that worked before has expired. New ones that are refused at once show that it is not the token. */
    private CompletableFuture<Optional<Verdict>> again(
            Attempt attempt, Token token, Verdict verdict, int refused, int neverWorkedBefore) {
        int neverWorked = neverWorkedBefore + (tokens.refused(token) ? 0 : 1);
        if (neverWorked >= MOST_NEVER_WORKED) {
            return CompletableFuture.completedFuture(Optional.of(verdict));
        }
        if (refused >= MOST_REFUSED) {
            Verdict later = new Verdict(
                    Verdict.Kind.NOT_APPLIED,
                    verdict.httpStatus(),
                    refused + " tokens expired in a row: " + verdict.detail(),
                    Optional.empty());
            return CompletableFuture.completedFuture(Optional.of(later));
        }
        return attempt(attempt, refused, neverWorked);
    }

    private CompletableFuture<Verdict> send(Attempt attempt, Token token) {
        // Begun within the chain, so that the limiter hears of the end also of a call that could not even begin.
        return CompletableFuture.completedFuture(token)
                .thenCompose(with -> call(attempt.request(), with, attempt.recorder()))
                .whenComplete((verdict, mistake) -> {
                    limiter.release();
                    if (mistake == null && verdict.httpStatus().isPresent() && !isRefusal(verdict)) {
                        tokens.works(token);
                    }
                });
    }

    private static boolean isRefusal(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.AUTHENTICATION;
    }

    private CompletableFuture<Verdict> call(CancellationRequest request, Token token, Recorder recorder) {
        HttpRequest call = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Authorization", token.header())
                .POST(BodyPublishers.ofByteArray(CancelBody.of(request)))
                .build();
        return recorder.cancel(
                () -> http.exchange(call, access.timeout(), () -> checkpoints.accept(Checkpoint.AFTER_SENDING)),
                reply -> Classification.of(
                        reply, access.secrets(), clock.instant(), access.retryAfterCap(), access.transientCodes()));
    }

    /** Ends the connections, and waits for no answer: one that has not come by now does not come any more. */
    @Override
    public void close() {
        tokenHttp.close();
        http.close();
    }

    static Http http(YlhAccess access, URI address, Connections connections, NanoClock nanoClock) {
        Way way = Way.to(address, access.egress());
        return new Http(new Clients(access.connectTimeout(), way, connections, nanoClock), way);
    }

    private static URI cancelAddress(URI baseUrl) {
        String base = baseUrl.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + CANCEL_PATH);
    }
}
