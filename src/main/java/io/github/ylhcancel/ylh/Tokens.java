package io.github.ylhcancel.ylh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The access token: from memory, from the last run's cache, or by password grant (supplier's interface, "Token"). A token is
 * fetched once and used for its life minus ten minutes.
 */
final class Tokens {
    /** A token or the verdict that says why there is none. */
    sealed interface Result {}

    record Have(Token token) implements Result {}

    record None(Verdict verdict) implements Result {}

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIFE_UNLESS_SAID = Duration.ofHours(1);
    private static final long LONGEST_LIFE_SECONDS = Duration.ofDays(30).toSeconds();

    private static final int REMEMBERED = 20;

    private final YlhAccess access;
    private final Http http;
    private final TokenCache cache;
    private final Clock clock;
    private Optional<Token> held = Optional.empty();
    /** Credentials that were refused, and a wrong address, are no better for the call that began a moment later. */
    private Optional<Result> hopeless = Optional.empty();

    private final Set<Token> worked = latest();
    private final Set<Token> refused = latest();
    /** Who waits for the token that is being fetched; empty when none is. */
    private final List<CompletableFuture<Result>> waiting = new ArrayList<>();

    Tokens(YlhAccess access, Http http, Clock clock) {
        this.access = access;
        this.http = http;
        this.cache = new TokenCache(access);
        this.clock = clock;
    }

    /**
     * A token that should work; calls YLH only when neither memory nor cache has one. Once YLH has refused who we are, or nothing that
     * gives tokens is at that address, that stays the answer.
     */
    synchronized CompletableFuture<Result> current(Recorder recorder) {
        if (hopeless.isPresent()) {
            return CompletableFuture.completedFuture(hopeless.get());
        }
        held = held.or(this::cached).filter(token -> token.isUsable(clock.instant()));
        return held.map(Tokens::have).orElseGet(() -> fetch(recorder));
    }

    /** A new one from YLH, whatever is in memory or in the cache; for one who uses no other at the same time. */
    synchronized CompletableFuture<Result> renewed(Recorder recorder) {
        return fetch(recorder);
    }

    /** Another process may have replaced the one that was refused; while one is fetched here, the cache is behind. */
    private Optional<Token> cached() {
        return waiting.isEmpty()
                ? cache.read().filter(token -> !refused.contains(token)).map(this::kept)
                : Optional.empty();
    }

    /** The one to call with now: who waited for its turn may have come with one that YLH has refused meanwhile. */
    synchronized Optional<Token> inHand() {
        return held;
    }

    /** YLH took it: if it is refused later, it has expired. */
    synchronized void works(Token token) {
        worked.add(token);
    }

    /** YLH refused it: nobody calls with it again. Answers whether it worked before. */
    synchronized boolean refused(Token token) {
        refused.add(token);
        held = held.filter(other -> !other.equals(token));
        return worked.contains(token);
    }

    /** Remembers the last few; an answer to a call with an older one does not come any more. */
    private static Set<Token> latest() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Token, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        });
    }

    private static CompletableFuture<Result> have(Token token) {
        return CompletableFuture.completedFuture(new Have(token));
    }

    /** One call for all who need a token at the same time; the first one's record has it. */
    private CompletableFuture<Result> fetch(Recorder recorder) {
        CompletableFuture<Result> wanted = new CompletableFuture<>();
        waiting.add(wanted);
        if (waiting.size() == 1) {
            held = Optional.empty();
            // Begun within the chain, so that those who wait hear of it also when it could not even begin.
            CompletableFuture.completedFuture(recorder)
                    .thenCompose(with ->
                            with.token(() -> http.exchange(request(), access.tokenTimeout(), () -> {}), this::read))
                    .whenComplete(this::fetched);
        }
        return wanted;
    }

    /** Those who wait go on in the order in which they came, which dependents of one future would not. */
    private void fetched(Result result, Throwable mistake) {
        List<CompletableFuture<Result>> all;
        synchronized (this) {
            held = result instanceof Have have ? Optional.of(have.token()) : Optional.empty();
            hopeless = Optional.ofNullable(result)
                    .filter(got ->
                            got instanceof None none && none.verdict().kind().stopsTheRun());
            all = List.copyOf(waiting);
            waiting.clear();
        }
        if (result instanceof Have have) {
            cache.write(have.token());
        }
        for (CompletableFuture<Result> wanted : all) {
            if (mistake == null) {
                wanted.complete(result);
            } else {
                wanted.completeExceptionally(mistake);
            }
        }
    }

    /** From every log. A short one is no more than a word, and that may stand there without being the token. */
    private Token kept(Token token) {
        if (!token.isShort()) {
            access.secrets().addPassing(token.value());
        }
        return token;
    }

    private HttpRequest request() {
        String client = access.clientId() + ":" + access.clientSecret();
        String basic = Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
        String form = "grant_type=password&username=" + encoded(access.username()) + "&password="
                + encoded(access.password());
        return HttpRequest.newBuilder(access.authUrl())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("system-name", "ylh-open-api")
                .header("Authorization", "Basic " + basic)
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private Result read(Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            Kind kind = switch (failure.stage()) {
                case PROXY, TLS -> Kind.CONFIGURATION;
                case CONNECTING, SENT -> Kind.NOT_SENT;
            };
            return new None(Verdict.of(kind, "no token: " + failure.detail()));
        }
        Reply.Answer answer = (Reply.Answer) reply;
        if (answer.status() != 200) {
            return new None(refusal(answer));
        }
        return token(answer)
                .<Result>map(Have::new)
                .orElseGet(() -> new None(
                        Verdict.of(Kind.NOT_SENT, answer.status(), "no token: the answer has no access_token")));
    }

    private Verdict refusal(Reply.Answer answer) {
        int status = answer.status();
        Optional<Duration> wait = answer.retryAfter()
                .filter(text -> status == 429 || status == 503)
                .flatMap(text -> Classification.retryAfter(text, clock.instant(), access.retryAfterCap()));
        return new Verdict(kind(status), OptionalInt.of(status), "no token: HTTP " + status, wait);
    }

    /** Without a token the cancellation was certainly not sent, whatever went wrong here. */
    private static Kind kind(int status) {
        return switch (status) {
            case 400, 401, 403 -> Kind.AUTHENTICATION;
            case 301, 302, 303, 307, 308, 404, 405, 407 -> Kind.CONFIGURATION;
            default -> Kind.NOT_SENT;
        };
    }

    /** The answer's words are never repeated anywhere: they are the token. */
    private Optional<Token> token(Reply.Answer answer) {
        try {
            JsonNode json = JSON.readTree(answer.body());
            String value = json.path("access_token").asText();
            if (!Token.fitsHeader(value)) {
                return Optional.empty();
            }
            String type = json.path("token_type").asText("Bearer");
            long seconds = json.path("expires_in").asLong(LIFE_UNLESS_SAID.toSeconds());
            Duration life = Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_LIFE_SECONDS)));
            Token token = Token.fetched(Token.fitsHeader(type) ? type : "Bearer", value, life, clock.instant());
            return Optional.of(kept(token));
        } catch (java.io.IOException e) {
            return Optional.empty();
        }
    }
}
