package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ShellLine;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.domain.DatabaseIdentity;
import io.github.ylhcancel.plan.PlanHeader;
import io.github.ylhcancel.plan.PlanKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a command whose dry run can write a plan. */
final class PlanOptions {
    /** What the plan fixes for all its orders. */
    record Fixed(
            Optional<String> reason,
            Optional<String> note,
            Optional<String> sourceSystem,
            Optional<Instant> cancelTime) {}

    /** More than anybody reads; the orders of a plan stand in it themselves. */
    private static final int ARGUMENTS_LENGTH = 10_000;

    @Option(
            names = "--plan-out",
            paramLabel = "FILE",
            description =
                    "With --dry-run: write what would be done as a plan, for 'ylh cancel --plan FILE' to do later.")
    private Path file;

    @Option(
            names = "--plan-expires",
            paramLabel = "SPAN",
            description = "For how long the plan may be carried out, such as 4h (default: plan.expires-after).")
    private String expires;

    boolean isGiven() {
        return file != null || expires != null;
    }

    boolean isWanted() {
        return file != null;
    }

    /** Refuses what cannot be meant. */
    void check(Subcommand command, boolean dryRun) {
        if (file == null && expires != null) {
            throw command.usage("plan.expires-alone");
        }
        if (file != null && !dryRun) {
            throw command.usage("plan.needs-dry-run");
        }
        if (expires != null) {
            parsed(command);
        }
    }

    private Duration parsed(Subcommand command) {
        return command.span("--plan-expires", expires);
    }

    /**
     * Begins the plan, if one is wanted. The database must have been opened for the run by then.
     *
     * @throws io.github.ylhcancel.base.UserError if it cannot be written there
     */
    Optional<PlanOutput> open(Subcommand command, PlanKind kind, Fixed fixed) {
        if (file == null) {
            return Optional.empty();
        }
        return Optional.of(PlanOutput.open(command, file, header(command, kind, fixed)));
    }

    private PlanHeader header(Subcommand command, PlanKind kind, Fixed fixed) {
        Services services = command.services();
        Instant now = services.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Duration most = services.settings().planExpiresAfter();
        Duration life = expires == null ? most : parsed(command);
        if (life.compareTo(most) > 0) {
            throw command.usage(
                    "plan.expires-too-late",
                    Key.PLAN_EXPIRES_AFTER,
                    services.settings().setting(Key.PLAN_EXPIRES_AFTER).value());
        }
        DatabaseIdentity database = services.database().identity();
        List<String> arguments = ShellLine.withoutSecrets(
                command.spec.root().commandLine().getParseResult().originalArgs(),
                services.settings().secrets(),
                ARGUMENTS_LENGTH);
        return new PlanHeader(
                kind,
                command.spec.name(),
                arguments,
                database,
                now,
                now.plus(life),
                services.run().operator(),
                services.run().host(),
                services.run().id(),
                fixed.reason(),
                fixed.note(),
                fixed.sourceSystem(),
                fixed.cancelTime());
    }
}
