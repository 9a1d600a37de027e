package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Sha256;
import io.github.ylhcancel.base.Text;
import java.net.URI;
import java.util.Locale;

/**
 * Who we are at YLH. A delivery belongs to the account that it was decided for: a so-id of one account means nothing, or something else,
 * at another.
 *
 * @param stored as it stands in the database: the name, and behind it a digest that tells apart whose names are alike
 */
public record Account(String stored) {
    private static final int NAME_LENGTH = 120;
    private static final int DIGEST_LENGTH = 16;

    public static Account of(URI authUrl, String clientId, String user) {
        String name = Text.line(user + "@" + String.valueOf(authUrl.getHost()).toLowerCase(Locale.ROOT), NAME_LENGTH);
        String digest = Sha256.ofParts(authUrl.toString(), clientId, user).substring(0, DIGEST_LENGTH);
        return new Account(name + " " + digest);
    }

    /** For people: user@host. */
    public String name() {
        return stored.length() > DIGEST_LENGTH ? stored.substring(0, stored.length() - DIGEST_LENGTH - 1) : stored;
    }

    @Override
    public String toString() {
        return name();
    }
}
