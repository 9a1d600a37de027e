package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.domain.Finding.Severity;
import io.github.ylhcancel.domain.RowChange;
import io.github.ylhcancel.domain.TriedOrder;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.setup.CheckSchema;
import io.github.ylhcancel.setup.SetUpDatabase;
import io.github.ylhcancel.setup.TryCancel;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh db}: makes a database ready, and keeps it small. */
@Command(
        name = "db",
        description = "Creates, upgrades, checks and prunes the tables.",
        subcommands = {
            DbCommand.Init.class,
            DbCommand.Upgrade.class,
            DbCommand.Check.class,
            DbPruneCommand.class,
            DbCommand.PrintSql.class
        })
final class DbCommand extends CommandGroup {
    private static Fields fields(SetUpDatabase.Done done) {
        return new Fields()
                .with("database", done.database())
                .with("shop_created", done.shopCreated())
                .with("migrations", done.migrations())
                .with("version", done.version())
                .with("sample_orders", done.orders())
                .with("setting", done.setting());
    }

    /** {@code ylh db init}. */
    @Command(
            name = "init",
            sortOptions = false,
            description = {
                "Creates the shop's tables in an empty database, and the tool's own tables (ylh_…).",
                "May be repeated: what is there stays as it is. Where there are other tables it asks for --new-shop.",
                "Of a shop with a schema of its own it creates only the tool's tables."
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

        @Option(
                names = "--new-shop",
                description = "Create a new, empty shop although the database has tables of something else.")
        private boolean newShop;

        @Override
        ExitCode execute() {
            if (sample < 0 || sample > 5_000_000) {
                throw usage("db.sample-count", sample);
            }
            SetUpDatabase.Done done = SetUpDatabase.from(services()).init(sample, seed, newShop);
            root().report("db init", false).summary(fields(done), () -> lines(done));
            return ExitCode.OK;
        }

        private List<String> lines(SetUpDatabase.Done done) {
            List<String> lines = new ArrayList<>();
            lines.add(text(shopLine(done), done.database()));
            lines.add(
                    done.migrations() > 0
                            ? text("db.migrated", done.version(), done.migrations())
                            : text("db.current", done.version()));
            if (done.orders() > 0) {
                lines.add(text("db.sampled", done.orders(), seed));
            }
            if (root().isQuiet()) {
                lines.clear();
            }
            // Without it the next sweep is refused, so this is for a person to do.
            done.setting().ifPresent(line -> lines.addAll(List.of(text("db.add-setting"), line)));
            return lines;
        }

        private String shopLine(SetUpDatabase.Done done) {
            if (!SetUpDatabase.from(services()).createsShop()) {
                return "db.shop-mapped";
            }
            return done.shopCreated() ? "db.shop-created" : "db.shop-there";
        }
    }

    /** {@code ylh db upgrade}. */
    @Command(name = "upgrade", description = "Brings the tool's own tables to the version of this program.")
    static final class Upgrade extends Subcommand {
        @Override
        ExitCode execute() {
            SetUpDatabase.Done done = SetUpDatabase.from(services()).upgrade();
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

    /** {@code ylh db check}. */
    @Command(
            name = "check",
            description = {
                "Compares the schema in the configuration with the shop's tables: what is missing, not filled, too short,",
                "or without an index; and says of a server whether it takes writes, what the user lacks a right for, what",
                "survives a crash, whether a pool is in between, and how far its clock is from this machine's.",
                "Changes nothing; exit code 3 when something has to be mended."
            })
    static final class Check extends Subcommand {
        @Option(
                names = "--try",
                paramLabel = "ORDER",
                description =
                        "If nothing has to be mended, cancel this order in a transaction that is undone, and show row by row"
                                + " what would change.")
        private String tried;

        @Override
        ExitCode execute() {
            CheckSchema check = CheckSchema.from(services());
            List<Finding> findings = check.findings();
            Report report = root().report("db check", false);
            findings.forEach(finding -> report.result(fields(finding), () -> shown(finding)));
            long errors = count(findings, Severity.ERROR);
            boolean refused = tried != null && !tryOut(report, errors);
            long warnings = count(findings, Severity.WARNING);
            report.summary(
                    new Fields()
                            .with("database", check.database())
                            .with("errors", errors)
                            .with("warnings", warnings)
                            .with("notes", count(findings, Severity.NOTE)),
                    () -> root().isQuiet()
                            ? List.of()
                            : List.of(text(
                                    errors + warnings == 0 ? "check.all-well" : "check.summary",
                                    check.database(),
                                    errors,
                                    warnings)));
            return errors > 0 || refused ? ExitCode.SOME_FAILED : ExitCode.OK;
        }

        /** Answers whether the order would be cancelled. */
        private boolean tryOut(Report report, long errors) {
            if (errors > 0) {
                note("check.try-later");
                return false;
            }
            TryCancel trial = TryCancel.from(services());
            TriedOrder result = trial.of(tried);
            String number = result.order().number();
            if (result.refusal().isPresent()) {
                String why = text("check.try-refused", number, result.refusal().get());
                report.result(new Fields().with("order", number).with("message", why), () -> List.of(why));
                return false;
            }
            result.changes().forEach(change -> report.result(fields(number, change), () -> List.of(line(change))));
            if (!root().isQuiet()) {
                note("check.tried", number);
            }
            if (!trial.showsStockLog()) {
                note("check.try-no-log");
            }
            return true;
        }

        private static Fields fields(String order, RowChange change) {
            return new Fields()
                    .with("order", order)
                    .with("table", change.table())
                    .with("row", change.row().isEmpty() ? null : change.row())
                    .with("column", change.column())
                    .with("before", change.before())
                    .with("after", change.after());
        }

        private String line(RowChange change) {
            String row = change.row().isEmpty() ? text("check.try-new-row") : change.row();
            return Style.padded(change.table() + " " + row, 36)
                    + " " + change.column() + ": " + change.before().orElse("-") + " → "
                    + change.after().orElse("-");
        }

        private static long count(List<Finding> findings, Severity severity) {
            return findings.stream()
                    .filter(finding -> finding.severity() == severity)
                    .count();
        }

        private Fields fields(Finding finding) {
            return new Fields()
                    .with("severity", finding.severity().word())
                    .with("what", finding.what())
                    .with("message", services().texts().of(finding.message()))
                    .with("remedy", finding.remedy());
        }

        private List<String> shown(Finding finding) {
            return root().isQuiet() && finding.severity() == Severity.NOTE ? List.of() : lines(finding);
        }

        private List<String> lines(Finding finding) {
            Style style = root().style();
            String word = Style.padded(finding.severity().word(), 9);
            List<String> lines = new ArrayList<>();
            String shown = switch (finding.severity()) {
                case ERROR -> style.bad(word);
                case WARNING -> style.warning(word);
                case NOTE -> word;
            };
            lines.add(shown
                    + Style.padded(finding.what(), 28)
                    + " " + services().texts().of(finding.message()));
            finding.remedy().ifPresent(remedy -> lines.add(" ".repeat(9) + remedy));
            return lines;
        }
    }

    /** {@code ylh db print-sql}. */
    @Command(name = "print-sql", description = "Prints the SQL that 'db init' and 'db upgrade' run; needs no database.")
    static final class PrintSql extends Subcommand {
        @Option(names = "--tool-only", description = "Without the tables of the shop.")
        private boolean toolOnly;

        @Override
        boolean beginsWithSettings() {
            return false;
        }

        @Override
        ExitCode execute() {
            terminal().out().print(SetUpDatabase.from(services()).sql(!toolOnly));
            terminal().out().flush();
            return ExitCode.OK;
        }
    }
}
