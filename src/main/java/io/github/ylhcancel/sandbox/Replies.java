package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ylhcancel.sandbox.Reply.Whole;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The answers of a healthy YLH, the unfriendly ones included. */
final class Replies {
    private Replies() {}

    static Whole accepted(String soId) {
        ObjectNode answer = Json.object().put("success", true).put("code", "0").put("description", "成功");
        answer.putObject("data").put("soId", soId);
        return json(200, answer);
    }

    static Whole refused(String code) {
        return refused(code, "订单已发货，不能取消");
    }

    static Whole refused(String code, String description) {
        return json(200, failure(code, description));
    }

    static Whole error(int status, String description) {
        return json(status, failure(Integer.toString(status), description));
    }

    static Whole badRequest(String mistake) {
        return error(400, "参数错误: " + mistake);
    }

    static Whole invalidToken() {
        return with(error(401, "token 无效或已过期"), "WWW-Authenticate", "Bearer");
    }

    static Whole tooManyCalls(Optional<Duration> retryAfter) {
        return retryAfter(error(429, "调用过于频繁，请稍后再试"), retryAfter);
    }

    static Whole unavailable(Optional<Duration> retryAfter) {
        return retryAfter(error(503, "服务不可用，请稍后再试"), retryAfter);
    }

    static Whole notFound() {
        return error(404, "地址错误");
    }

    static Whole methodNotAllowed(String allowed) {
        return with(error(405, "请求方法错误"), "Allow", allowed);
    }

    static Whole token(String token, Duration life) {
        return json(
                200,
                Json.object()
                        .put("access_token", token)
                        .put("token_type", "Bearer")
                        .put("expires_in", life.toSeconds()));
    }

    /** An error in the form of OAuth, which the token endpoint uses. */
    static Whole tokenError(int status, String error, String description) {
        return json(status, Json.object().put("error", error).put("error_description", description));
    }

    static Whole json(int status, JsonNode body) {
        return new Whole(status, Map.of("Content-Type", "application/json;charset=UTF-8"), Json.bytes(body));
    }

    static Whole with(Whole reply, String header, String value) {
        Map<String, String> headers = new HashMap<>(reply.headers());
        headers.put(header, value);
        return new Whole(reply.code(), headers, reply.body());
    }

    private static Whole retryAfter(Whole reply, Optional<Duration> wait) {
        return wait.map(time -> with(reply, "Retry-After", Long.toString(wholeSeconds(time))))
                .orElse(reply);
    }

    /** The header knows whole seconds only; rounding down would invite a client back too early. */
    private static long wholeSeconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }

    private static ObjectNode failure(String code, String description) {
        return Json.object().put("success", false).put("code", code).put("description", description);
    }
}
