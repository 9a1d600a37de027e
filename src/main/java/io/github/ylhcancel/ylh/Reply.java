package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.Text;
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
        /** Without the byte order mark that some servers put in front. */
        String text() {
            String text = new String(body, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }

    /**
     * No answer came, or not to its end.
     *
     * @param detail made one line, because Java repeats in it what the other side sent
     */
    record Failure(Stage stage, String detail) implements Reply {
        private static final int DETAIL_LENGTH = 200;

        public Failure {
            detail = Text.line(detail, DETAIL_LENGTH);
        }
    }

    /** How far the exchange got before it failed. */
    enum Stage {
        /** There was no connection, so the request cannot have arrived. */
        CONNECTING,
        /** Somebody on the way did not let it pass; nothing was sent. */
        PROXY,
        /** The other side is not who it should be; nothing was sent. */
        TLS,
        /** The request may have arrived. */
        SENT
    }
}
