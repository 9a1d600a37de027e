package io.github.ylhcancel.domain;

import java.util.Optional;

/**
 * Whose process a run was, as the system knows it; the operator is whoever its user says.
 *
 * @param name of the account, or its number where it has none
 * @param login the account that was logged in to, where the system knows it and it is another
 */
public record OsUser(String name, Optional<String> login) {
    /** As many characters as a run's record holds of each. */
    public static final int LENGTH = 64;
}
