package io.github.ylhcancel.base;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The secrets that this run knows, in every form in which they travel. May be added to and asked by several threads at once. */
public final class Secrets {
    /** What stands where a secret was. */
    public static final String HIDDEN = "***";

    /** A shorter one is also a part of ordinary words, which would become unreadable; it is only known where it stands alone. */
    private static final int SHORTEST = 6;

    /** Tokens follow one another for as long as a process runs; the old ones have expired. */
    private static final int MOST_PASSING = 20;

    private final Set<String> lasting = new LinkedHashSet<>();
    private final Deque<Set<String>> passing = new ArrayDeque<>();
    private final Set<String> words = ConcurrentHashMap.newKeySet();
    private volatile List<String> forms = List.of();

    /** A secret for as long as the process lives. */
    public synchronized void add(String secret) {
        if (!secret.isEmpty() && secret.length() < SHORTEST) {
            words.add(secret);
        }
        lasting.addAll(formsOf(secret));
        sort();
    }

    /** Also what a name and its secret become as HTTP's Basic authentication. */
    public synchronized void addPair(String name, String secret) {
        add(secret);
        if (secret.length() >= SHORTEST) {
            byte[] pair = (name + ":" + secret).getBytes(StandardCharsets.UTF_8);
            lasting.add(Base64.getEncoder().withoutPadding().encodeToString(pair));
            lasting.add(Base64.getUrlEncoder().withoutPadding().encodeToString(pair));
            sort();
        }
    }

    /** A secret that others will replace, such as a token; only the latest are remembered. */
    public synchronized void addPassing(String secret) {
        Set<String> added = formsOf(secret);
        if (!passing.contains(added)) {
            passing.add(added);
            if (passing.size() > MOST_PASSING) {
                passing.remove();
            }
            sort();
        }
    }

    private static Set<String> formsOf(String secret) {
        if (secret.length() < SHORTEST) {
            return Set.of();
        }
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        Set<String> forms = new LinkedHashSet<>();
        forms.add(secret);
        forms.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
        forms.add(encoded);
        forms.add(encoded.replace("+", "%20"));
        forms.add(lowerHex(encoded));
        forms.add(lowerHex(encoded.replace("+", "%20")));
        return forms;
    }

    /** Some write {@code %e5} where Java writes {@code %E5}. */
    private static String lowerHex(String encoded) {
        StringBuilder lower = new StringBuilder(encoded);
        for (int at = encoded.indexOf('%'); at >= 0; at = encoded.indexOf('%', at + 3)) {
            lower.setCharAt(at + 1, Character.toLowerCase(encoded.charAt(at + 1)));
            lower.setCharAt(at + 2, Character.toLowerCase(encoded.charAt(at + 2)));
        }
        return lower.toString();
    }

    /** The longest first: a secret that begins like a longer one must not leave the rest of that one behind. */
    private void sort() {
        forms = Stream.concat(lasting.stream(), passing.stream().flatMap(Set::stream))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The text without any of them. */
    public String hide(String text) {
        String hidden = text;
        for (String form : forms) {
            hidden = hidden.replace(form, HIDDEN);
        }
        return words.isEmpty() ? hidden : withoutWord(hidden);
    }

    /** A short one that is all there is, or all that stands behind an equals sign. */
    private String withoutWord(String text) {
        int value = text.lastIndexOf('=') + 1;
        if (words.contains(text)) {
            return HIDDEN;
        }
        return words.contains(text.substring(value)) ? text.substring(0, value) + HIDDEN : text;
    }

    /** Says nothing of what it holds. */
    @Override
    public String toString() {
        return forms.isEmpty() && words.isEmpty() ? "no secrets" : "secrets";
    }
}
