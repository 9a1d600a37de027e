package io.github.ylhcancel.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;

/** Creates and changes the tool's own tables with Flyway, and never a table of the shop's. */
public final class Migrations {
    /** With which the tool's own tables begin, and none of the shop's. */
    public static final String PREFIX = "ylh_";

    public static final String HISTORY_TABLE = PREFIX + "schema_history";

    /** In order; Flyway finds them by itself, but {@code db print-sql} and the tests want their names. */
    public static final List<String> SCRIPTS = List.of(
            "V1__cancellations.sql",
            "V2__calls.sql",
            "V3__sweep.sql",
            "V4__runs.sql",
            "V5__transitions.sql",
            "V6__keys.sql",
            "V7__accounts.sql",
            "V8__os-user.sql",
            "V9__callbacks.sql",
            "V10__agreement.sql",
            "V11__hours.sql",
            "V12__events.sql");

    /** The newest version that this program knows; a test compares it with the scripts. */
    public static final int NEWEST = 12;

    /** Instead of a version: a migration failed half-way, and only a person can say what it left. */
    public static final int FAILED = -1;

    private static final String FOLDER = "io/github/ylhcancel/db/";

    private static final String WHOLE_NUMBERS = "BIGINT";

    private record Applied(int version, boolean success) {}

    private final Database database;
    private final Map<String, String> types;

    public Migrations(Database database) {
        this(database, WHOLE_NUMBERS);
    }

    /**
     * @param key the type of the shop's keys, which the tool's tables repeat
     */
    public Migrations(Database database, String key) {
        this.database = database;
        this.types = types(key);
    }

    private static Map<String, String> types(String key) {
        return Map.of("key", key);
    }

    /**
     * The version in force; empty when the tool's tables are not there. One query: asking Flyway would cost every command 150 ms.
     *
     * @param time hears in passing what time it is for the database, if they are there
     */
    static Optional<Integer> version(Sql sql, Consumer<Instant> time) {
        try {
            List<Applied> applied = sql.list(sql.dialect().appliedVersionsAndNow(), row -> {
                time.accept(row.instant("now_utc"));
                return new Applied(Integer.parseInt(row.text("version")), row.flag("success"));
            });
            if (applied.stream().anyMatch(one -> !one.success())) {
                return Optional.of(FAILED);
            }
            return applied.stream().map(Applied::version).max(Integer::compare);
        } catch (SqlFailure e) {
            if (sql.dialect().isMissingTable(e.sqlException())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Brings the tables to the newest version; answers how many scripts that took. May be run again. */
    public int run() {
        return run("latest");
    }

    /**
     * The same up to a version, so that a test can make a database as an older program left it. Flyway opens connections of its
     * own; an embedded database stays open in this process meanwhile, because ours is.
     */
    public int run(String target) {
        DatabaseAddress address = database.address();
        return Flyway.configure(getClass().getClassLoader())
                .dataSource(new FlywayConnections(address))
                .locations("classpath:" + FOLDER + database.dialect().folder())
                .table(HISTORY_TABLE)
                .target(target)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .cleanDisabled(true)
                .placeholders(types)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /** What is run, with the types filled in. */
    public static String script(Dialect dialect, String name) {
        String path = FOLDER + dialect.folder() + "/" + name;
        try (InputStream script = Migrations.class.getResourceAsStream("/" + path)) {
            if (script == null) {
                throw new IllegalStateException("no script " + path);
            }
            String sql = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> type : types(WHOLE_NUMBERS).entrySet()) {
                sql = sql.replace("${" + type.getKey() + "}", type.getValue());
            }
            return sql;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
