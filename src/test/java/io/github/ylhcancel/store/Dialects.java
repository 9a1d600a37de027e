package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Dialect;
import java.util.stream.Stream;

/** The databases by name, for tables of tests. */
final class Dialects {
    private Dialects() {}

    static Stream<Dialect> all() {
        return Stream.of(Dialect.H2, Dialect.POSTGRESQL, Dialect.MARIADB, Dialect.MYSQL);
    }

    static Dialect named(String name) {
        return switch (name) {
            case "H2" -> Dialect.H2;
            case "POSTGRESQL" -> Dialect.POSTGRESQL;
            case "MARIADB" -> Dialect.MARIADB;
            case "MYSQL" -> Dialect.MYSQL;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
