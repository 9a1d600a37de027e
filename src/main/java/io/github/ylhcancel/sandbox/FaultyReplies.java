package io.github.ylhcancel.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ylhcancel.sandbox.Reply.Cut;
import io.github.ylhcancel.sandbox.Reply.Dropped;
import io.github.ylhcancel.sandbox.Reply.Whole;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What each fault sends instead of the proper answer.
 *
 * @param refusal how this endpoint says no
 * @param wrongType an answer of this endpoint with a field of the wrong type
 * @param pause what faults announce in Retry-After
 */
record FaultyReplies(Whole refusal, Whole wrongType, Optional<Duration> pause) {
    private static final int HUGE = 8 * 1024 * 1024;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html><head><title>系统维护中</title></head><body><h1>系统维护中，请稍后再试</h1></body></html>
            """;

    private static final String BLOCKED = """
            <!DOCTYPE html>
            <html><head><title>405</title></head><body><h1>您的访问被阻断</h1></body></html>
            """;

    static FaultyReplies forCancel(SandboxOptions options) {
        return new FaultyReplies(
                Replies.refused(options.refuseCode()),
                Replies.json(200, Json.object().put("success", "maybe")),
                pause(options));
    }

    static FaultyReplies forToken(SandboxOptions options) {
        ObjectNode wrongType = Json.object().put("expires_in", "soon");
        wrongType.putArray("access_token");
        return new FaultyReplies(
                Replies.tokenError(400, "invalid_grant", "refused"), Replies.json(200, wrongType), pause(options));
    }

    private static Optional<Duration> pause(SandboxOptions options) {
        return options.retryAfter().or(() -> Optional.of(Duration.ofSeconds(1)));
    }

    /** What stands for the proper answer when a request never gets as far as the order system. */
    static Whole notReached() {
        return Replies.error(504, "网关超时");
    }

    Reply reply(Fault fault, Whole proper) {
        return switch (fault) {
            case BAD_REQUEST -> Replies.badRequest("sandbox fault");
            case UNAUTHORIZED -> Replies.invalidToken();
            case FORBIDDEN -> Replies.error(403, "没有权限或 IP 不在白名单内");
            case NOT_FOUND -> Replies.notFound();
            case WALL -> page(405, BLOCKED);
            case REQUEST_TIMEOUT -> Replies.error(408, "请求超时");
            case CONFLICT -> Replies.error(409, "请求冲突");
            case TOO_MANY_CALLS -> Replies.tooManyCalls(Optional.empty());
            case TOO_MANY_CALLS_RETRY_AFTER -> Replies.tooManyCalls(pause);
            case SERVER_ERROR, SERVER_ERROR_AFTER -> Replies.error(500, "系统内部错误");
            case BAD_GATEWAY -> Replies.error(502, "网关错误");
            case UNAVAILABLE -> Replies.unavailable(Optional.empty());
            case UNAVAILABLE_RETRY_AFTER -> Replies.unavailable(pause);
            case GATEWAY_TIMEOUT, GATEWAY_TIMEOUT_AFTER -> notReached();
            case REDIRECT -> new Whole(302, Map.of("Location", "/moved"), new byte[0]);
            case DROP_BEFORE, DROP_AFTER -> new Dropped();
            case HTML -> page(200, PAGE);
            case EMPTY -> withBody(proper, new byte[0]);
            case TRUNCATED -> withBody(proper, Arrays.copyOf(proper.body(), proper.body().length / 2));
            case TRUNCATED_LENGTH -> new Cut(proper);
            case ARRAY -> withBody(proper, "[]".getBytes(UTF_8));
            case WRONG_TYPE -> wrongType;
            case REFUSE -> refusal;
            case SLOW, SLOW_BEFORE -> proper;
            case HUGE -> padded(proper);
        };
    }

    private static Whole page(int status, String html) {
        return new Whole(status, Map.of("Content-Type", "text/html;charset=UTF-8"), html.getBytes(UTF_8));
    }

    private static Whole withBody(Whole proper, byte[] body) {
        return new Whole(proper.code(), proper.headers(), body);
    }

    /** Still the proper answer, so that only its size is wrong. */
    private static Whole padded(Whole proper) {
        ObjectNode answer = (ObjectNode) Json.read(proper.body());
        return withBody(proper, Json.bytes(answer.put("padding", "x".repeat(HUGE))));
    }
}
