package io.github.ylhcancel.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The arguments of a command as one would type them, fit to be kept and shown. Our options take no secrets, but people give
 * them all the same: what a name or its value shows to be one is replaced.
 */
public final class ShellLine {
    private static final String HIDDEN = "[secret]";
    private static final String SECRET_NAME = "(?:password|passwd|pwd|secret|token|api-?key)";
    private static final Pattern SECRET_OPTION = Pattern.compile("(?i)--?[\\w.-]*" + SECRET_NAME + "[\\w.-]*");
    private static final Pattern SECRET_VALUE =
            Pattern.compile("(?i)(" + SECRET_NAME + "[\\w.-]*\\s*[=:]\\s*)(\\S.*)", Pattern.DOTALL);
    /** A shorter one may be a part of any word; it is only known where it stands alone. */
    private static final int TELLING_LENGTH = 4;

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

    private ShellLine() {}

    /**
     * In one line of at most {@code length} characters.
     *
     * @param secrets values that must not be shown, wherever they stand
     */
    public static String of(List<String> arguments, Collection<String> secrets, int length) {
        String line = words(arguments, secrets).stream().map(ShellLine::quoted).collect(Collectors.joining(" "));
        return line.length() > length ? Text.line(line, length - 1) : line;
    }

    /**
     * Word by word, as they are.
     *
     * @param secrets values that must not be shown, wherever they stand
     */
    public static List<String> words(List<String> arguments, Collection<String> secrets) {
        List<String> longestFirst = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        List<String> words = new ArrayList<>();
        boolean hidden = false;
        for (String argument : arguments) {
            words.add(hidden ? HIDDEN : withoutSecrets(argument, longestFirst));
            hidden = SECRET_OPTION.matcher(argument).matches();
        }
        return words;
    }

    private static String withoutSecrets(String argument, List<String> secrets) {
        String text = SECRET_VALUE.matcher(argument).replaceFirst("$1" + Matcher.quoteReplacement(HIDDEN));
        for (String secret : secrets) {
            if (secret.length() >= TELLING_LENGTH) {
                text = text.replace(secret, HIDDEN);
            } else if (text.equals(secret)) {
                text = HIDDEN;
            } else if (text.startsWith("-") && text.endsWith("=" + secret)) {
                text = text.substring(0, text.length() - secret.length()) + HIDDEN;
            }
        }
        return text;
    }

    private static String quoted(String word) {
        String line = Text.line(word, word.length());
        return PLAIN.matcher(line).matches() || line.equals(HIDDEN) ? line : "'" + line.replace("'", "'\\''") + "'";
    }
}
