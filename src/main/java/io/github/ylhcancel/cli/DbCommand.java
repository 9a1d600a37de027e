package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.setup.SetUpDatabase;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh db}: makes a database ready. */
@Command(
        name = "db",
        description = "Creates and upgrades the tables.",
        subcommands = {DbCommand.Init.class, DbCommand.Upgrade.class, DbCommand.PrintSql.class})
final class DbCommand extends CommandGroup {
    private static Fields fields(SetUpDatabase.Done done) {
        return new Fields()
                .with("database", done.database())
                .with("shop_created", done.shopCreated())
                .with("migrations", done.migrations())
                .with("version", done.version())
                .with("sample_orders", done.orders());
    }

    /** {@code ylh db init}. */
    @Command(
            name = "init",
            sortOptions = false,
            description = {
                "Creates the shop's tables if there are none, and the tool's own tables (ylh_…).",
                "May be repeated: what is there stays as it is."
            })
    static final class Init extends Subcommand {
        @Option(
                names = "--sample",
                paramLabel = "N",
                defaultValue = "0",
                description = "Also make up N believable orders, in an empty shop.")
        private int sample;

        @Option(
                names = "--seed",
                paramLabel = "S",
                defaultValue = "1",
                description = "The same seed makes the same orders (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Override
        ExitCode execute() {
            if (sample < 0 || sample > 5_000_000) {
                throw usage("db.sample-count", sample);
            }
            SetUpDatabase.Done done = services().setUpDatabase().init(sample, seed);
            root().report("db init", false).summary(fields(done), () -> lines(done));
            return ExitCode.OK;
        }

        private List<String> lines(SetUpDatabase.Done done) {
            List<String> lines = new ArrayList<>();
            lines.add(text(done.shopCreated() ? "db.shop-created" : "db.shop-there", done.database()));
            lines.add(
                    done.migrations() > 0
                            ? text("db.migrated", done.version(), done.migrations())
                            : text("db.current", done.version()));
            if (done.orders() > 0) {
                lines.add(text("db.sampled", done.orders(), seed));
            }
            return root().isQuiet() ? List.of() : lines;
        }
    }

    /** {@code ylh db upgrade}. */
    @Command(name = "upgrade", description = "Brings the tool's own tables to the version of this program.")
    static final class Upgrade extends Subcommand {
        @Override
        ExitCode execute() {
            SetUpDatabase.Done done = services().setUpDatabase().upgrade();
            root().report("db upgrade", false)
                    .summary(
                            fields(done),
                            () -> root().isQuiet()
                                    ? List.of()
                                    : List.of(
                                            done.migrations() > 0
                                                    ? text("db.migrated", done.version(), done.migrations())
                                                    : text("db.current", done.version())));
            return ExitCode.OK;
        }
    }

    /** {@code ylh db print-sql}. */
    @Command(name = "print-sql", description = "Prints the SQL that 'db init' and 'db upgrade' run; needs no database.")
    static final class PrintSql extends Subcommand {
        @Option(names = "--tool-only", description = "Without the tables of the shop.")
        private boolean toolOnly;

        @Override
        ExitCode execute() {
            terminal().out().print(services().setUpDatabase().sql(!toolOnly));
            terminal().out().flush();
            return ExitCode.OK;
        }
    }
}
