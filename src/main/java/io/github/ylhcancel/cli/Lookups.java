package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.LookupBy;

/** The value of {@code --by}. */
final class Lookups {
    private Lookups() {}

    static LookupBy parse(Subcommand command, String by) {
        if (by == null) {
            return LookupBy.AUTO;
        }
        for (LookupBy lookup : LookupBy.values()) {
            if (lookup.toString().equals(by)) {
                return lookup;
            }
        }
        throw command.usage("option.by", by);
    }
}
