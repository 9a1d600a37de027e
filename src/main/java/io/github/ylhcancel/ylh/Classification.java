package io.github.ylhcancel.ylh;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the end of a cancel call means for the cancellation: the delivery table of the design, as a function of the reply. Only YLH's
 * own JSON about this order is a no. In doubt it says {@link Kind#UNKNOWN}, which is repeated with the same bytes.
 */
final class Classification {
    private static final int DETAIL_LENGTH = 200;
    /** Several times what is shown, because a masked number is shorter than one with blanks. */
    private static final int LOOKED_THROUGH = 5 * DETAIL_LENGTH;

    private static final int LONGEST_SECONDS = 999_999_999;
    private static final Set<String> CODES_OF_SUCCESS = Set.of("success", "200", "0");
    private static final Set<Integer> STATUS_OF_REFUSAL = Set.of(200, 400, 409, 422);

    /** A key that stands twice could say yes and no. */
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private Classification() {}

    /**
     * @param secrets are not repeated in what the verdict says, though the answer may repeat them; nor are numbers of people
     * @param now against which a {@code Retry-After} date is read
     * @param retryAfterCap the longest wait that is honoured
     * @param transientCodes what YLH says with {@code success:false} when it means that it does not know
     */
    static Verdict of(
            Reply reply, Secrets secrets, Instant now, Duration retryAfterCap, Collection<String> transientCodes) {
        if (reply instanceof Reply.Failure failure) {
            return Verdict.of(kind(failure.stage()), harmless(failure.detail(), secrets));
        }
        Reply.Answer answer = (Reply.Answer) reply;
        int status = answer.status();
        Optional<Duration> wait = answer.retryAfter().flatMap(text -> retryAfter(text, now, retryAfterCap));
        if (status == 429 || status == 503 && answer.retryAfter().isPresent()) {
            return new Verdict(Kind.NOT_APPLIED, OptionalInt.of(status), words(answer, secrets), wait);
        }
        Optional<JsonNode> refusal = refusal(answer);
        if (refusal.isPresent()) {
            return refused(refusal.get(), status, secrets, wait, transientCodes);
        }
        if (status >= 200 && status < 300) {
            return success(answer, secrets);
        }
        return Verdict.of(kind(status), status, words(answer, secrets));
    }

    /** What YLH itself says no with; nothing of an answer that may be by somebody in between. */
    private static Optional<JsonNode> refusal(Reply.Answer answer) {
        return STATUS_OF_REFUSAL.contains(answer.status())
                ? object(answer)
                        .filter(object -> "false".equals(object.path("success").asText()))
                : Optional.empty();
    }

    /** It is about the order, unless its code says that something on the way there failed. */
    private static Verdict refused(
            JsonNode refusal, int status, Secrets secrets, Optional<Duration> wait, Collection<String> transientCodes) {
        String code = refusal.path("code").asText().strip();
        Kind kind = transientCodes.contains(code) ? Kind.UNKNOWN : ofRefusal(code);
        return new Verdict(
                kind, OptionalInt.of(status), said(refusal, secrets), wait.filter(asked -> kind == Kind.NOT_APPLIED));
    }

    private static Kind ofRefusal(String code) {
        return switch (code) {
            case "401" -> Kind.AUTHENTICATION;
            case "403", "404", "405" -> Kind.CONFIGURATION;
            case "429" -> Kind.NOT_APPLIED;
            case "408" -> Kind.UNKNOWN;
            default -> code.matches("5[0-9]{2}") ? Kind.UNKNOWN : Kind.REJECTED;
        };
    }

    private static Kind kind(Reply.Stage stage) {
        return switch (stage) {
            case CONNECTING -> Kind.NOT_SENT;
            case PROXY, TLS -> Kind.CONFIGURATION;
            case SENT -> Kind.UNKNOWN;
        };
    }

    /** Of an answer that is no refusal by YLH. Any other 4xx comes from somebody in between, who decides nothing about the order. */
    private static Kind kind(int status) {
        if (status == 401) {
            return Kind.AUTHENTICATION;
        }
        return status >= 300 && status < 500 && status != 408 ? Kind.CONFIGURATION : Kind.UNKNOWN;
    }

    private static Verdict success(Reply.Answer answer, Secrets secrets) {
        Optional<JsonNode> object = object(answer);
        if (object.isEmpty()) {
            return Verdict.of(
                    Kind.UNKNOWN, answer.status(), "not the JSON of a cancel answer: " + excerpt(answer, secrets));
        }
        JsonNode success = object.get().get("success");
        if (success == null) {
            return contradictsSuccess(object.get())
                    ? Verdict.of(
                            Kind.UNKNOWN,
                            answer.status(),
                            "neither \"success\" nor a \"code\" that says so: " + excerpt(answer, secrets))
                    : Verdict.of(Kind.ACCEPTED, answer.status(), said(object.get(), secrets));
        }
        return switch (success.asText()) {
            case "true" -> Verdict.of(Kind.ACCEPTED, answer.status(), said(object.get(), secrets));
            case "false" -> Verdict.of(Kind.UNKNOWN, answer.status(), words(answer, secrets));
            default ->
                Verdict.of(
                        Kind.UNKNOWN,
                        answer.status(),
                        "\"success\" is neither true nor false: " + excerpt(answer, secrets));
        };
    }

    /**
     * The production integration takes a missing {@code success} for a yes. So may we, unless the answer says something else as that
     * of a firewall does: {@code {"code":403,"message":"blocked"}}.
     */
    private static boolean contradictsSuccess(JsonNode object) {
        return object.hasNonNull("error")
                || object.hasNonNull("code")
                        && !CODES_OF_SUCCESS.contains(object.get("code").asText());
    }

    private static Optional<JsonNode> object(Reply.Answer answer) {
        if (!answer.complete()) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(answer.text());
            return Optional.ofNullable(node).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** What an error answer says, for the operator. */
    private static String words(Reply.Answer answer, Secrets secrets) {
        return object(answer)
                .map(object -> "HTTP " + answer.status() + ", " + said(object, secrets))
                .orElseGet(() -> "HTTP " + answer.status() + ": " + excerpt(answer, secrets));
    }

    private static String said(JsonNode object, Secrets secrets) {
        String sentence = object.hasNonNull("description")
                ? object.get("description").asText()
                : object.path("message").asText(object.path("error").asText());
        String code = object.path("code").asText();
        String both =
                code.isEmpty() ? sentence : sentence.isEmpty() ? "code " + code : sentence + " (code " + code + ")";
        return Text.line(both.isEmpty() ? "no words" : harmless(both, secrets), DETAIL_LENGTH);
    }

    private static String excerpt(Reply.Answer answer, Secrets secrets) {
        return answer.body().length == 0 ? "an empty body" : Text.shown(harmless(answer.text(), secrets));
    }

    /**
     * Without secrets and without the numbers of people, who may be behind the order: it is kept, logged and listed. Of a long text
     * as much as anything can be shown of.
     */
    private static String harmless(String text, Secrets secrets) {
        String hidden = secrets.hide(text);
        return PersonalData.masked(hidden.length() > LOOKED_THROUGH ? hidden.substring(0, LOOKED_THROUGH) : hidden);
    }

    /** Seconds or an HTTP date; anything else is as if it were not there. Never negative, never above the cap. */
    static Optional<Duration> retryAfter(String text, Instant now, Duration cap) {
        return seconds(text.strip())
                .or(() -> untilDate(text.strip(), now))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait.compareTo(cap) > 0 ? cap : wait);
    }

    private static Optional<Duration> seconds(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        boolean fits = text.length() < String.valueOf(LONGEST_SECONDS).length();
        return Optional.of(Duration.ofSeconds(fits ? Integer.parseInt(text) : LONGEST_SECONDS));
    }

    private static Optional<Duration> untilDate(String text, Instant now) {
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(now, date));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
