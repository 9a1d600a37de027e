package io.github.ylhcancel.ylh;

import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.Verdict;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Tells YLH of a cancellation (supplier's interface, "Cancel"). May be called again with the same request: the bytes are the same. */
public final class YlhClient {
    private static final String CANCEL_PATH = "/api/page/hmm/retailorder/cancel-hmm-retail-order";

    private final YlhAccess access;
    private final Http http;
    private final Tokens tokens;
    private final Gate gate;
    private final URI address;
    private final Clock clock;
    private final Consumer<Checkpoint> checkpoints;

    /**
     * @param gate through which every cancel call goes
     */
    public YlhClient(YlhAccess access, Gate gate, Clock clock, Consumer<Checkpoint> checkpoints) {
        this.access = access;
        this.http = new Http(access.connectTimeout());
        this.tokens = new Tokens(access, http, clock);
        this.gate = gate;
        this.address = cancelAddress(access.baseUrl());
        this.clock = clock;
        this.checkpoints = checkpoints;
    }

    /**
     * Makes one attempt and says what it came to; never exceptional for what the network or YLH does. A token that YLH no longer
     * takes is replaced once, within the attempt. Does not wait, unless the gate does.
     *
     * @param audit receives every exchange of the attempt, in order, from whatever thread
     * @return the verdict, or nothing when the gate turned the call back: then YLH has certainly not applied it
     */
    public CompletableFuture<Optional<Verdict>> cancel(CancellationRequest request, Consumer<Call> audit) {
        Recorder recorder = new Recorder(audit, clock, request.soId());
        return tokens.current(recorder)
                .thenCompose(first -> with(
                        first,
                        token -> send(request, token, recorder)
                                .thenCompose(verdict -> isRefusedToken(verdict)
                                        ? tokens.insteadOf(token, recorder)
                                                .thenCompose(
                                                        second -> with(second, fresh -> send(request, fresh, recorder)))
                                        : CompletableFuture.completedFuture(verdict))));
    }

    private static CompletableFuture<Optional<Verdict>> with(
            Tokens.Result result, Function<Token, CompletableFuture<Optional<Verdict>>> call) {
        return result instanceof Tokens.Have have
                ? call.apply(have.token())
                : CompletableFuture.completedFuture(Optional.of(((Tokens.None) result).verdict()));
    }

    private static boolean isRefusedToken(Optional<Verdict> verdict) {
        return verdict.filter(refused -> refused.kind() == Verdict.Kind.AUTHENTICATION)
                .isPresent();
    }

    private CompletableFuture<Optional<Verdict>> send(CancellationRequest request, Token token, Recorder recorder) {
        return gate.enter().thenCompose(entered -> {
            if (!entered) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            // Begun within the chain, so that the gate hears of the end also of a call that could not even begin.
            return CompletableFuture.completedFuture(token)
                    .thenCompose(with -> call(request, with, recorder))
                    .whenComplete((verdict, mistake) -> gate.leave())
                    .thenApply(Optional::of);
        });
    }

    private CompletableFuture<Verdict> call(CancellationRequest request, Token token, Recorder recorder) {
        HttpRequest call = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Authorization", token.header())
                .POST(BodyPublishers.ofByteArray(CancelBody.of(request)))
                .build();
        return recorder.cancel(
                () -> http.exchange(call, access.timeout(), () -> checkpoints.accept(Checkpoint.AFTER_SENDING)),
                reply -> Classification.of(without(token, reply), clock.instant(), access.retryAfterCap()));
    }

    private static Reply without(Token token, Reply reply) {
        return reply instanceof Reply.Answer answer ? answer.without(token) : reply;
    }

    private static URI cancelAddress(URI baseUrl) {
        String base = baseUrl.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + CANCEL_PATH);
    }
}
