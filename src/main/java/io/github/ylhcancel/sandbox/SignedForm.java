package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.domain.CallbackSignature;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A callback as it travels; what is sent again is this, byte by byte. Its text form does not hold the signature.
 *
 * @param timeStamp when YLH says that it made it
 * @param data what it says
 */
public record SignedForm(CallbackMessage message, String timeStamp, String data, byte[] body) {
    static final String CONTENT_TYPE = "application/x-www-form-urlencoded;charset=UTF-8";

    private static final DateTimeFormatter CHINA_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.ofHours(8));

    public static SignedForm of(CallbackMessage message, CallbackKeys keys, Instant at) {
        return signed(message, keys.appKey(), keys.secret(), at);
    }

    /** Signed by somebody who knows the key, and not the secret. */
    public static SignedForm forged(CallbackMessage message, CallbackKeys keys, Instant at) {
        return signed(message, keys.appKey(), "", at);
    }

    private static SignedForm signed(CallbackMessage message, String appKey, String secret, Instant at) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("AppKey", appKey);
        parameters.put("TimeStamp", CHINA_TIME.format(at));
        parameters.put("Method", message.method().word());
        parameters.put("Data", message.data());
        parameters.put(CallbackSignature.PARAMETER, CallbackSignature.of(parameters, secret));
        String form = parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return new SignedForm(
                message, parameters.get("TimeStamp"), parameters.get("Data"), form.getBytes(StandardCharsets.US_ASCII));
    }

    /** A copy of the bytes. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String toString() {
        return message.method().word() + " of " + timeStamp + ": " + data;
    }
}
