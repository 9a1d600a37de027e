package io.github.ylhcancel.cli;

import io.github.ylhcancel.plan.PlanHeader;
import io.github.ylhcancel.plan.PlanTotals;
import io.github.ylhcancel.plan.PlanWriter;
import io.github.ylhcancel.plan.PlannedOrder;
import java.nio.file.Path;

/** The plan that a dry run writes. Closed without {@link #commit} it was none, and no file is left. */
final class PlanOutput implements AutoCloseable {
    private final Subcommand command;
    private final Path file;
    private final PlanHeader header;
    private final PlanWriter writer;

    private PlanOutput(Subcommand command, Path file, PlanHeader header) {
        this.command = command;
        this.file = file;
        this.header = header;
        this.writer = PlanWriter.create(file, header);
    }

    static PlanOutput open(Subcommand command, Path file, PlanHeader header) {
        return new PlanOutput(command, file, header);
    }

    PlanHeader header() {
        return header;
    }

    void add(PlannedOrder order) {
        writer.add(order);
    }

    /** Ends the plan and says what is in it. Only for a run that came to its end: half a plan looks like a whole one. */
    void commit() {
        PlanWriter.Written plan = writer.commit();
        PlanTotals totals = plan.totals();
        Path config = command.root().common().config;
        String with = config == null ? "" : "-c " + config + " ";
        command.note("plan.written", totals.orders(), totals.units(), file, header.expiresAt(), with, plan.sha256());
    }

    @Override
    public void close() {
        writer.close();
    }
}
