package io.github.ylhcancel.sandbox;

import java.util.random.RandomGenerator;

/**
 * A way to misbehave. A fault hits only a request that is in order: one that the sandbox would answer 400, 401, 404 or 429 anyway
 * uses up no fault.
 */
public enum Fault implements FaultRule.Kind {
    BAD_REQUEST("400", Moment.BEFORE, "answers 400, bad parameters"),
    UNAUTHORIZED("401", Moment.BEFORE, "answers 401 and makes the presented token invalid"),
    FORBIDDEN("403", Moment.BEFORE, "answers 403, not on the white list"),
    NOT_FOUND("404", Moment.BEFORE, "answers 404, wrong address"),
    WALL("wall", Moment.BEFORE, "answers 405 with the HTML page of a firewall"),
    REQUEST_TIMEOUT("408", Moment.BEFORE, "answers 408, the request came too slowly"),
    CONFLICT("409", Moment.BEFORE, "answers 409, conflict"),
    TOO_MANY_CALLS("429", Moment.BEFORE, "answers 429 without Retry-After"),
    TOO_MANY_CALLS_RETRY_AFTER("429-retry-after", Moment.BEFORE, "answers 429 with Retry-After"),
    SERVER_ERROR("500", Moment.BEFORE, "answers 500, nothing is applied"),
    SERVER_ERROR_AFTER("500-after", Moment.AFTER, "applies the request, then answers 500"),
    BAD_GATEWAY("502", Moment.BEFORE, "answers 502, nothing is applied"),
    UNAVAILABLE("503", Moment.BEFORE, "answers 503 without Retry-After"),
    UNAVAILABLE_RETRY_AFTER("503-retry-after", Moment.BEFORE, "answers 503 with Retry-After"),
    GATEWAY_TIMEOUT("504", Moment.BEFORE, "answers 504, nothing is applied"),
    GATEWAY_TIMEOUT_AFTER("504-after", Moment.AFTER, "applies the request, then answers 504"),
    REDIRECT("redirect", Moment.BEFORE, "answers 302 to another path"),
    DROP_BEFORE("drop-before", Moment.BEFORE, "drops the connection, nothing is applied"),
    DROP_AFTER("drop-after", Moment.AFTER, "applies the request, then drops the connection"),
    HTML("html", Moment.AFTER, "applies the request, then answers 200 with an HTML page"),
    EMPTY("empty", Moment.AFTER, "applies the request, then answers 200 with no body"),
    TRUNCATED("truncated", Moment.AFTER, "applies the request, then answers 200 with half of the JSON"),
    TRUNCATED_LENGTH(
            "truncated-length",
            Moment.AFTER,
            "applies the request, promises the whole length, sends half and drops the connection"),
    ARRAY("array", Moment.AFTER, "applies the request, then answers 200 with a JSON array"),
    WRONG_TYPE("wrong-type", Moment.AFTER, "applies the request, then answers 200 with a field of the wrong type"),
    REFUSE("refuse", Moment.BEFORE, "refuses: 200 with success false (at the token endpoint 400 invalid_grant)"),
    SLOW("slow", Moment.AFTER, "applies the request, answers properly after the slow delay"),
    SLOW_BEFORE("slow-before", Moment.BEFORE, "applies nothing, answers 504 after the slow delay"),
    HUGE("huge", Moment.AFTER, "applies the request, then answers 200 with 8 MB of JSON");

    /** Whether a fault comes before the request is applied, which then never happens, or after it. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    private final String word;
    private final Moment moment;
    private final String description;

    Fault(String word, Moment moment, String description) {
        this.word = word;
        this.moment = moment;
        this.description = description;
    }

    @Override
    public String word() {
        return word;
    }

    public Moment moment() {
        return moment;
    }

    @Override
    public String description() {
        return description;
    }

    /** Itself: nothing is left to chance. */
    @Override
    public Fault drawn(Endpoint endpoint, RandomGenerator random) {
        return this;
    }

    boolean slow() {
        return this == SLOW || this == SLOW_BEFORE;
    }
}
