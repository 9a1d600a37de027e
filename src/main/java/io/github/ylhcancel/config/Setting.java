package io.github.ylhcancel.config;

import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.domain.DatabaseUrl;
import java.util.Optional;

/**
 * One value and where it came from.
 *
 * @param origin a file with its line, an environment variable, a flag; absent for a default
 */
public record Setting(Key key, String value, Optional<String> origin) {
    /** What stands before the host of an address: a name, and often a password. */
    private static final String USER_INFO = "(?<=//)[^/?#]*@";

    /** Fit to be printed: a secret is hidden, its length too, and so is whatever somebody put into an address. */
    public String shown() {
        if (key.isSecret()) {
            return value.isEmpty() ? value : Secrets.HIDDEN;
        }
        if (key.kind() == Kind.REASON) {
            return PersonalData.masked(value);
        }
        if (key == Key.DB_URL) {
            return DatabaseUrl.shown(value);
        }
        return value.replaceAll(USER_INFO, Secrets.HIDDEN + "@");
    }

    @Override
    public String toString() {
        return key + " = " + shown();
    }
}
