package io.github.ylhcancel.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Makes a shop in an empty database, on the server's side: so many overdue orders, as many paid and as many fresh ones. */
final class Filling {
    /** Foreign keys need not be checked here: the scripts are right, and the outcome of every run is looked at. */
    private static final List<String> POSTGRESQL =
            List.of("SET TIME ZONE 'UTC'", "SET session_replication_role = replica");

    private static final List<String> MARIADB =
            List.of("SET time_zone = '+00:00'", "SET foreign_key_checks = 0", "SET unique_checks = 0");
    private static final List<String> H2 = List.of("SET TIME ZONE 'UTC'", "SET REFERENTIAL_INTEGRITY FALSE");

    private final String engine;
    private final Shop shop;
    private final int overdue;
    private final Instant now;

    Filling(String engine, Shop shop, int overdue, Instant now) {
        this.engine = engine;
        this.shop = shop;
        this.overdue = overdue;
        this.now = now;
    }

    void run(Address address) throws IOException, SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements(tables())) {
                statement.execute(sql);
            }
            for (String sql : settings()) {
                statement.execute(sql);
            }
            for (String sql : statements(engine + ".sql", shop.word() + ".sql")) {
                statement.execute(sql);
            }
            statement.execute("DROP TABLE bench_number");
            if (engine.equals("h2")) {
                statement.execute("SET REFERENTIAL_INTEGRITY TRUE");
            }
        }
    }

    private String tables() {
        return shop == Shop.DEFAULT
                ? "/io/github/ylhcancel/db/" + engine + "/shop.sql"
                : "/io/github/ylhcancel/django/" + engine + ".sql";
    }

    private List<String> settings() {
        return switch (engine) {
            case "postgresql" -> POSTGRESQL;
            case "mariadb" -> MARIADB;
            default -> H2;
        };
    }

    private List<String> statements(String... scripts) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String script : scripts) {
            all.append(read(script)).append('\n');
        }
        return Stream.of(filled(all.toString()).split(";\\s*\n"))
                .map(String::strip)
                .filter(sql -> !sql.isEmpty())
                .toList();
    }

    private String filled(String script) {
        LocalDateTime utc = LocalDateTime.ofInstant(now.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
        return script.replace("${orders}", String.valueOf(overdue))
                .replace("${last}", String.valueOf(3 * overdue))
                .replace("${now}", utc.toLocalDate() + " " + utc.toLocalTime().truncatedTo(ChronoUnit.HOURS) + ":00");
    }

    private static String read(String script) throws IOException {
        try (InputStream in = Filling.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IOException("no script " + script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
