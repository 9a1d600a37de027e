package io.github.ylhcancel.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Shows that what is carried out is what was written: it finds the slip of an editor and the file that was cut and mended. Who wants to
 * deceive can compute it anew; the file's permissions are against him.
 */
final class Checksum {
    private final MessageDigest digest;

    Checksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(String part) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    /** Ends it. */
    String end() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
