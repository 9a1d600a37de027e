package io.github.ylhcancel.ylh;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How one HTTP exchange ended. */
sealed interface Reply {
    /**
     * An answer came.
     *
     * @param body cut off at the limit
     * @param complete whether {@code body} is all of it
     */
    record Answer(int status, Optional<String> retryAfter, byte[] body, boolean complete) implements Reply {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** No answer came, or not to its end. */
    record Failure(Stage stage, String detail) implements Reply {}

    /** How far the exchange got before it failed. */
    enum Stage {
        /** There was no connection, so the request cannot have arrived. */
        CONNECTING,
        /** The other side is not who it should be; nothing was sent. */
        TLS,
        /** The request may have arrived. */
        SENT
    }
}
