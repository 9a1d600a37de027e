package io.github.ylhcancel.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The arguments of a command as one would type them, fit to be kept and shown. Our options take no secrets, but people give
 * them all the same: what a name or its value shows to be one is replaced. Numbers of people are masked.
 */
public final class ShellLine {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

    /** The option for a text whose value may follow without a blank. */
    private static final String TEXT = "-r";

    private static final Set<String> TEXTS = Set.of(TEXT, "--reason", "--note");

    private ShellLine() {}

    /** In one line of at most {@code length} characters. */
    public static String of(List<String> arguments, Secrets secrets, int length) {
        String line = withoutSecrets(arguments, secrets, length).stream()
                .map(ShellLine::quoted)
                .collect(Collectors.joining(" "));
        return line.length() > length ? Text.line(line, length - 1) : line;
    }

    /** One by one, as they were given but for the secrets, and cut: to about {@code length} characters in all, and each. */
    public static List<String> withoutSecrets(List<String> arguments, Secrets secrets, int length) {
        List<String> words = new ArrayList<>();
        boolean isValue = false;
        boolean isText = false;
        int room = length;
        for (String argument : arguments) {
            if (room < 0) {
                words.add("…");
                break;
            }
            String word =
                    isValue ? Secrets.HIDDEN : withoutPersonalData(withoutSecrets(argument, secrets, length), isText);
            words.add(word);
            isText = TEXTS.contains(argument);
            isValue = argument.length() <= length && argument.startsWith("-") && SecretPairs.isSecret(argument);
            room -= word.length();
        }
        return words;
    }

    /** Cut only when nothing can be left behind of a secret that is known, and before anything looks for one that is not. */
    private static String withoutSecrets(String argument, Secrets secrets, int length) {
        String known = secrets.hide(argument);
        String text = known.length() > length ? known.substring(0, length) + "…" : known;
        String hidden = SecretPairs.hide(text);
        // A value that stands behind its name in an argument of its own may hold blanks, and so ends with the argument.
        return hidden.equals(text) ? text : hidden.substring(0, hidden.indexOf(Secrets.HIDDEN)) + Secrets.HIDDEN;
    }

    /** An argument that is nothing but a number is that of an order, unless it stands where a text belongs. */
    private static String withoutPersonalData(String word, boolean isText) {
        if (word.startsWith(TEXT)) {
            return TEXT + PersonalData.masked(word.substring(TEXT.length()));
        }
        boolean isNumber = PersonalData.in(word).stream().anyMatch(one -> one.end() - one.start() == word.length());
        return isText || !isNumber ? PersonalData.masked(word) : word;
    }

    private static String quoted(String word) {
        String line = Text.visible(word);
        return PLAIN.matcher(line).matches() || line.equals(Secrets.HIDDEN)
                ? line
                : "'" + line.replace("'", "'\\''") + "'";
    }
}
