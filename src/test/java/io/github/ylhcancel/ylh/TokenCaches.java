package io.github.ylhcancel.ylh;

import io.github.ylhcancel.testing.TestAccess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;

/** Lets tests of other packages keep a token. */
public final class TokenCaches {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    private TokenCaches() {}

    public static void write(Path file) {
        at(file).write(new Token("Bearer", "invented", Instant.parse("2026-03-01T08:50:00Z")));
    }

    /** Whether the token is taken. */
    public static boolean isUsed(Path file) {
        return at(file).read().isPresent();
    }

    private static TokenCache at(Path file) {
        return new TokenCache(TestAccess.to(NOWHERE, NOWHERE, file).access());
    }
}
