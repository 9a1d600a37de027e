package io.github.ylhcancel.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flywaydb.core.Flyway;

/** Creates and changes the tool's own tables with Flyway, and never a table of the shop's. */
final class Migrations {
    static final String HISTORY_TABLE = "ylh_schema_history";

    /** In order; Flyway finds them by itself, but {@code db print-sql} and the tests want their names. */
    static final List<String> SCRIPTS =
            List.of("V1__cancellations.sql", "V2__calls.sql", "V3__sweep.sql", "V4__runs.sql");

    private final Database database;

    Migrations(Database database) {
        this.database = database;
    }

    /** Brings the tables to the newest version; answers how many scripts that took. May be run again. */
    int run() {
        return run("latest");
    }

    /**
     * The same up to a version, so that a test can make a database as an older program left it. Flyway opens connections of its
     * own; an embedded database stays open in this process meanwhile, because ours is.
     */
    int run(String target) {
        DatabaseAddress address = database.address();
        return Flyway.configure(getClass().getClassLoader())
                .dataSource(new FlywayConnections(address))
                .locations("classpath:io/github/ylhcancel/store/"
                        + database.dialect().folder())
                .table(HISTORY_TABLE)
                .target(target)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .cleanDisabled(true)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    static String script(Dialect dialect, String name) {
        String path = dialect.folder() + "/" + name;
        try (InputStream script = Migrations.class.getResourceAsStream(path)) {
            if (script == null) {
                throw new IllegalStateException("no script " + path);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
