package io.github.ylhcancel.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A callback as YLH makes one: its parameters, signed by the rule of the supplier's interface, as the body of a form. */
public final class SignedCallback {
    /** Those of the check vector in the supplier's interface. */
    public static final String SECRET = "8e17bb88a087400bac9ab67e67b138ef";

    public static final String APP_KEY = "85f46119-e920-4f01-9624-66326c013217";

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final Map<String, String> parameters = new LinkedHashMap<>();

    private SignedCallback(String method, String stamp, String data) {
        parameters.put("AppKey", APP_KEY);
        parameters.put("TimeStamp", stamp);
        parameters.put("Method", "hmm.scm_heorder." + method);
        parameters.put("Data", data);
    }

    /**
     * @param method {@code confirm}, {@code cancel} or {@code oostock}
     */
    public static SignedCallback of(String method, Instant at, String data) {
        return new SignedCallback(method, stamp(at), data);
    }

    /** About an order's cancellation. */
    public static SignedCallback cancel(Instant at, String order, int state) {
        return of("cancel", at, data(order, state, ""));
    }

    public static String data(String order, int state, String more) {
        return "{\"PlatformOrderNo\":\"" + order + "\",\"State\":" + state + more + "}";
    }

    /** The lines of a configuration with which such callbacks are taken. */
    public static String[] config(String... more) {
        return Stream.concat(Stream.of("callback.app-key = " + APP_KEY, "callback.secret = " + SECRET), Stream.of(more))
                .toArray(String[]::new);
    }

    /** In China's time. */
    public static String stamp(Instant at) {
        return STAMP.format(at.atOffset(ZoneOffset.ofHours(8)));
    }

    /** Another value of a parameter, or one more of them. */
    public SignedCallback with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    public Map<String, String> parameters() {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.putIfAbsent("Sign", sign(parameters, SECRET));
        return all;
    }

    /** As it arrives. */
    public byte[] body() {
        return encoded(parameters()).getBytes(StandardCharsets.US_ASCII);
    }

    public String text() {
        return encoded(parameters());
    }

    public static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one -> URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    public static String sign(Map<String, String> parameters, String secret) {
        StringBuilder text = new StringBuilder(secret);
        new TreeMap<>(parameters).forEach((name, value) -> text.append(name).append(value));
        text.append(secret);
        try {
            byte[] md5 = MessageDigest.getInstance("MD5")
                    .digest(text.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(md5);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
