package io.github.ylhcancel.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which fault hits which requests of which endpoint, written {@code KIND[*COUNT|%PERCENT][@token|@cancel]}:
 *
 * <ul>
 *   <li>{@code 500}: the next request to the cancel endpoint
 *   <li>{@code 500*3@token}: the next three requests to the token endpoint
 *   <li>{@code drop-after%20}: each request with a chance of 20 in 100
 *   <li>{@code html*}: every request
 *   <li>{@code any%20}: each request with a chance of 20 in 100, and chance says with what
 * </ul>
 */
public record FaultRule(Kind kind, Frequency frequency, Endpoint endpoint) {
    /** What a request meets. */
    public sealed interface Kind permits Fault, AnyFault {
        /** The word that fault rules use, such as {@code 500-after}. */
        String word();

        /** What the sandbox does, for help: a phrase that continues "the sandbox …". */
        String description();

        /** The fault of one request of this endpoint. */
        Fault drawn(Endpoint endpoint, RandomGenerator random);
    }

    private static final Pattern FORM = Pattern.compile("([^*%@]*)(?:([*%])([^@]*))?(?:@(.*))?", Pattern.DOTALL);

    public FaultRule {
        if (endpoint == Endpoint.OTHER) {
            throw new IllegalArgumentException("Faults belong to the token or the cancel endpoint.");
        }
    }

    /** @throws IllegalArgumentException with one line that names the wrong part and lists the kinds */
    public static FaultRule parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw wrong(text, "it has parts that do not belong there");
        }
        Kind kind = kind(parts.group(1)).orElseThrow(() -> wrong(text, "no kind is called " + quoted(parts.group(1))));
        return new FaultRule(kind, frequency(text, parts.group(2), parts.group(3)), endpoint(text, parts.group(4)));
    }

    /** All kinds that there are. */
    public static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>(List.of(Fault.values()));
        kinds.add(AnyFault.ANY);
        return kinds;
    }

    private static Optional<Kind> kind(String word) {
        return kinds().stream().filter(kind -> kind.word().equals(word)).findFirst();
    }

    private static Frequency frequency(String text, String sign, String number) {
        try {
            return Frequency.parse(sign, number);
        } catch (IllegalArgumentException notANumberInRange) {
            throw wrong(text, notANumberInRange.getMessage());
        }
    }

    private static Endpoint endpoint(String text, String word) {
        if (word == null || word.equals(Endpoint.CANCEL.word())) {
            return Endpoint.CANCEL;
        }
        if (word.equals(Endpoint.TOKEN.word())) {
            return Endpoint.TOKEN;
        }
        throw wrong(text, "the endpoint " + quoted(word) + " is neither token nor cancel");
    }

    private static IllegalArgumentException wrong(String text, String reason) {
        return new IllegalArgumentException(
                "Fault %s is not understood: %s. Write KIND[*COUNT|%%PERCENT][@token|@cancel], where KIND is one of %s."
                        .formatted(quoted(text), reason, words()));
    }

    /** All of them, for messages. */
    static String words() {
        return kinds().stream().map(Kind::word).collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return kind.word() + frequency + "@" + endpoint.word();
    }
}
