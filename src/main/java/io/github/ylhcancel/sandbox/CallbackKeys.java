package io.github.ylhcancel.sandbox;

import java.util.Objects;

/** With what callbacks are signed. Its text form holds neither. */
public record CallbackKeys(String appKey, String secret) {
    /** Invented for the sandbox; no other system knows them. */
    public static final CallbackKeys DEFAULT =
            new CallbackKeys("sandbox-app-key", "sandbox-callback-secret-not-secret");

    public CallbackKeys {
        Objects.requireNonNull(appKey, "appKey");
        Objects.requireNonNull(secret, "secret");
    }

    @Override
    public String toString() {
        return "CallbackKeys";
    }
}
