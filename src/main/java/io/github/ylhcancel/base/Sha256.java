package io.github.ylhcancel.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of some text in UTF-8, part by part. */
public final class Sha256 {
    private final MessageDigest digest = digest();

    /** A new one, for bytes. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** In hexadecimal digits, of parts that cannot run into each other. */
    public static String ofParts(String... parts) {
        Sha256 all = new Sha256();
        for (String part : parts) {
            all.add(part.length() + ":" + part + "\n");
        }
        return all.hex();
    }

    public Sha256 add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Ends it; in hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
