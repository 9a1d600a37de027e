package io.github.ylhcancel.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ylhcancel.sandbox.Reply.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Issues tokens for the password grant. */
final class TokenEndpoint {
    private static final String SYSTEM_NAME = "ylh-open-api";

    private final Credentials credentials;
    private final Duration life;
    private final Tokens tokens;
    private final FaultPlan faults;
    private final FaultyReplies faulty;

    TokenEndpoint(SandboxOptions options, Tokens tokens, FaultPlan faults) {
        this.credentials = options.credentials();
        this.life = options.tokenLife();
        this.tokens = tokens;
        this.faults = faults;
        this.faulty = FaultyReplies.forToken(options);
    }

    Verdict answer(Call call, Instant now) {
        Optional<Whole> objection = objection(call).or(() -> objectionToForm(call.body()));
        if (objection.isPresent()) {
            return Verdict.turnedAway(objection.get(), Optional.empty());
        }
        Optional<Fault> fault = faults.next(Endpoint.TOKEN, "");
        boolean applied = fault.isEmpty() || fault.get().moment() == Fault.Moment.AFTER;
        Whole proper = applied ? Replies.token(tokens.issue(now), life) : FaultyReplies.notReached();
        Reply reply = fault.isPresent() ? faulty.reply(fault.get(), proper) : proper;
        return new Verdict(reply, applied, fault, Optional.empty(), Optional.empty());
    }

    private Optional<Whole> objection(Call call) {
        if (!call.method().equals("POST")) {
            return Optional.of(Replies.methodNotAllowed("POST"));
        }
        if (!call.hasContentType("application/x-www-form-urlencoded")) {
            return invalidRequest("Content-Type must be application/x-www-form-urlencoded");
        }
        if (!call.systemName().equals(Optional.of(SYSTEM_NAME))) {
            return invalidRequest("the header system-name must be " + SYSTEM_NAME);
        }
        if (!call.authorization("Basic").equals(Optional.of(basic()))) {
            Whole unknown = Replies.tokenError(401, "invalid_client", "wrong client id or client secret");
            return Optional.of(Replies.with(unknown, "WWW-Authenticate", "Basic realm=\"ylh\""));
        }
        return Optional.empty();
    }

    private Optional<Whole> objectionToForm(byte[] body) {
        Map<String, String> form;
        try {
            form = FormBody.read(body);
        } catch (IllegalArgumentException broken) {
            return invalidRequest("the body is not a form");
        }
        if (!"password".equals(form.get("grant_type"))) {
            return Optional.of(Replies.tokenError(400, "unsupported_grant_type", "grant_type must be password"));
        }
        boolean known = credentials.username().equals(form.get("username"))
                && credentials.password().equals(form.get("password"));
        return known
                ? Optional.empty()
                : Optional.of(Replies.tokenError(400, "invalid_grant", "wrong username or password"));
    }

    private String basic() {
        String pair = credentials.clientId() + ":" + credentials.clientSecret();
        return Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    private static Optional<Whole> invalidRequest(String description) {
        return Optional.of(Replies.tokenError(400, "invalid_request", description));
    }
}
