package io.github.ylhcancel.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The signature of a callback, as the supplier's interface has it: the secret, each name with its value by name, the secret again, all of it in
 * lower case, as MD5. What is right is told to nobody.
 */
public final class CallbackSignature {
    /** The parameter that holds it. */
    public static final String PARAMETER = "Sign";

    private CallbackSignature() {}

    /** Whether the parameters are signed with that secret; takes as long for a wrong signature as for the right one. */
    public static boolean isRight(Map<String, String> parameters, String secret) {
        return isSame(of(parameters, secret), parameters.get(PARAMETER));
    }

    /** The same text, compared in a time that tells nothing about where they differ. */
    public static boolean isSame(String right, String given) {
        return MessageDigest.isEqual(right.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** What is signed: all but the signature itself. */
    public static SortedMap<String, String> signed(Map<String, String> parameters) {
        SortedMap<String, String> signed = new TreeMap<>(parameters);
        signed.keySet().removeIf(PARAMETER::equalsIgnoreCase);
        signed.values().removeIf(String::isBlank);
        return signed;
    }

    public static String of(Map<String, String> parameters, String secret) {
        StringBuilder text = new StringBuilder(secret);
        signed(parameters).forEach((name, value) -> text.append(name).append(value));
        String all = text.append(secret).toString().toLowerCase(Locale.ROOT);
        return HexFormat.of().withUpperCase().formatHex(md5().digest(all.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
