package io.github.ylhcancel.sandbox;

import java.util.Objects;

/** What a client must present to get a token from the sandbox. Its text form holds no password and no secret. */
public record Credentials(String username, String password, String clientId, String clientSecret) {
    /** Invented for the sandbox; no other system knows them. */
    public static final Credentials DEFAULT = new Credentials(
            "sandbox-user", "sandbox-password-not-secret", "sandbox-client", "sandbox-client-secret-not-secret");

    public Credentials {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(clientSecret, "clientSecret");
    }

    @Override
    public String toString() {
        return "Credentials[username=" + username + ", clientId=" + clientId + "]";
    }
}
