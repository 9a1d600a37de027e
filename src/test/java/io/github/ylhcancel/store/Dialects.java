package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Dialect;
import java.util.stream.Stream;

/** The databases by name, for tables of tests. */
final class Dialects {
    private Dialects() {}

    static Stream<Dialect> all() {
        return Stream.of(Dialect.H2, Dialect.POSTGRESQL, Dialect.MARIADB);
    }

    static Dialect named(String folder) {
        return all().filter(dialect -> dialect.folder().equalsIgnoreCase(folder))
                .findFirst()
                .orElseThrow();
    }
}
