package io.github.ylhcancel.base;

/**
 * Secrets that give themselves away by what stands before them: {@code password=…}, {@code "access_token":"…"},
 * {@code Authorization: Bearer …}, {@code //user:…@host}. Looks at each character once or twice, whatever the text; a regular
 * expression for the same would take its time, and its stack, from whoever wrote the text.
 */
public final class SecretPairs {
    private static final String[] WORDS = {
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "api-key",
        "api_key",
        "apikey",
        "authorization",
        "signature",
        "sign"
    };
    private static final String[] SCHEMES = {"bearer", "basic"};
    private static final String OPENING = "[{(";
    private static final String ENDING = "&,;\"')]}<>";
    private static final int SHORTEST_CREDENTIALS = 8;

    private final String text;
    private final StringBuilder hidden = new StringBuilder();
    private int copied;

    private SecretPairs(String text) {
        this.text = text;
    }

    /** Whether the value of such a key is nobody's business. */
    public static boolean isSecret(String key) {
        for (String word : WORDS) {
            int at = key.length() - word.length();
            if (at >= 0 && isWordAt(key, at, word)) {
                return true;
            }
        }
        return false;
    }

    /** The text with {@code ***} for each such value; the same text if there is none. */
    public static String hide(String text) {
        return new SecretPairs(text).hide();
    }

    private String hide() {
        int at = 0;
        while (at < text.length()) {
            at = next(at);
        }
        return copied == 0 ? text : hidden.append(text, copied, text.length()).toString();
    }

    /** Hides what begins here, if anything does, and answers where to look on. */
    private int next(int at) {
        return switch (text.charAt(at)) {
            case 'p', 'P', 's', 'S', 't', 'T', 'a', 'A' -> afterKey(at);
            case 'b', 'B' -> afterScheme(at);
            case ':' -> afterAddress(at);
            default -> at + 1;
        };
    }

    private int afterKey(int at) {
        for (String word : WORDS) {
            if (isWordAt(text, at, word)) {
                int value = value(at + word.length());
                return value < 0 || isDenied(at) ? at + word.length() : hideValue(value);
            }
        }
        return at + 1;
    }

    /** At its beginning or after a sign or, as in {@code appSecret}, a change of case; the long words after anything. */
    private static boolean isWordAt(String text, int at, String word) {
        if (!text.regionMatches(true, at, word, 0, word.length())) {
            return false;
        }
        boolean distinctive = word.length() > 4;
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        return distinctive
                || !Character.isLetterOrDigit(before)
                || Character.isUpperCase(text.charAt(at)) && Character.isLowerCase(before);
    }

    /** "no token: HTTP 500" has none to hide, and says why. */
    private boolean isDenied(int at) {
        return at >= 3 && text.startsWith("no ", at - 3);
    }

    /** Where the value begins behind a key that ends here, quotes included; -1 if this is no key. */
    private int value(int end) {
        int at = skip(end, "\\");
        if (at < text.length() && isQuote(text.charAt(at))) {
            at++;
        }
        at = skip(at, " \t");
        if (text.startsWith("=", at) || text.startsWith(":", at)) {
            return skip(skip(at + 1, ">"), " \t");
        }
        return text.regionMatches(true, at, "%3d", 0, 3) ? at + 3 : -1;
    }

    private int hideValue(int value) {
        int quote = skip(value, "\\");
        if (quote < text.length() && isQuote(text.charAt(quote))) {
            return replace(quote + 1, closing(quote, quote - value));
        }
        int start = skip(value, OPENING);
        return replace(start, end(afterSchemeName(start)));
    }

    /** The end of what a quote opened, which may itself stand in a quoted text and so be escaped so many times. */
    private int closing(int quote, int escapes) {
        char wanted = text.charAt(quote);
        for (int at = quote + 1; at < text.length(); at++) {
            int slashes = skip(at, "\\") - at;
            at += slashes;
            boolean closes = at < text.length() && text.charAt(at) == wanted;
            if (closes && (escapes == 0 ? slashes % 2 == 0 : slashes <= escapes)) {
                return at - (escapes == 0 ? 0 : slashes);
            }
        }
        return text.length();
    }

    private int afterSchemeName(int at) {
        for (String scheme : SCHEMES) {
            if (text.regionMatches(true, at, scheme + " ", 0, scheme.length() + 1)) {
                return skip(at + scheme.length(), " ");
            }
        }
        return at;
    }

    private int afterScheme(int at) {
        int start = afterSchemeName(at);
        int end = end(start);
        return start > at && isCredentials(start, end) ? replace(start, end) : at + 1;
    }

    /** Not "basic authentication": something that nobody would say. */
    private boolean isCredentials(int start, int end) {
        return end - start >= SHORTEST_CREDENTIALS
                && text.substring(start, end)
                        .chars()
                        .anyMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '=');
    }

    /** The name and the password in front of a host. */
    private int afterAddress(int at) {
        if (!text.startsWith("//", at + 1)) {
            return at + 1;
        }
        int start = at + 3;
        int end = start;
        while (end < text.length() && !isBlank(text.charAt(end)) && "@/?#\"".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        boolean both = text.startsWith("@", end) && text.substring(start, end).indexOf(':') >= 0;
        return both ? replace(start, end) : start;
    }

    private int end(int start) {
        int end = start;
        while (end < text.length() && !isBlank(text.charAt(end)) && ENDING.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private int replace(int start, int end) {
        if (start < end) {
            hidden.append(text, copied, start).append(Secrets.HIDDEN);
            copied = end;
        }
        return end;
    }

    private int skip(int from, String characters) {
        int at = from;
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
