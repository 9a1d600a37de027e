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
import java.util.function.Consumer;

/** Tells YLH of a cancellation (supplier's interface, "Cancel"). May be called again with the same request: the bytes are the same. */
public final class YlhClient {
    private static final String CANCEL_PATH = "/api/page/hmm/retailorder/cancel-hmm-retail-order";

    private final YlhAccess access;
    private final Http http;
    private final Tokens tokens;
    private final Clock clock;
    private final Consumer<Checkpoint> checkpoints;

    public YlhClient(YlhAccess access, Clock clock, Consumer<Checkpoint> checkpoints) {
        this.access = access;
        this.http = new Http(access.connectTimeout());
        this.tokens = new Tokens(access, http, clock);
        this.clock = clock;
        this.checkpoints = checkpoints;
    }

    /**
     * Makes one attempt and says what it came to; never throws for what the network or YLH does. A token that YLH no longer
     * takes is replaced once, within the attempt.
     *
     * @param audit receives every exchange of the attempt, in order
     */
    public Verdict cancel(CancellationRequest request, Consumer<Call> audit) {
        Recorder recorder = new Recorder(audit, clock, request.soId());
        Tokens.Result first = tokens.current(recorder);
        if (first instanceof Tokens.None none) {
            return none.verdict();
        }
        Token token = ((Tokens.Have) first).token();
        Verdict verdict = send(request, token, recorder);
        if (verdict.kind() != Verdict.Kind.AUTHENTICATION) {
            return verdict;
        }
        Tokens.Result second = tokens.insteadOf(token, recorder);
        return second instanceof Tokens.Have have
                ? send(request, have.token(), recorder)
                : ((Tokens.None) second).verdict();
    }

    private Verdict send(CancellationRequest request, Token token, Recorder recorder) {
        HttpRequest call = HttpRequest.newBuilder(cancelAddress())
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

    private URI cancelAddress() {
        String base = access.baseUrl().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + CANCEL_PATH);
    }
}
