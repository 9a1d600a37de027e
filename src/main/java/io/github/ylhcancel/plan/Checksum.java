package io.github.ylhcancel.plan;

import io.github.ylhcancel.base.Sha256;

/**
 * Shows that what is carried out is what was written: it finds the slip of an editor and the file that was cut and mended. Who wants to
 * deceive can compute it anew; the file's permissions are against him.
 */
final class Checksum {
    private final Sha256 digest = new Sha256();

    void add(String part) {
        digest.add(part).add("\n");
    }

    /** Ends it. */
    String end() {
        return digest.hex();
    }
}
