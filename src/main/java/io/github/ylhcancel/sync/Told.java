package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.journal.ToldJournal;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the journal of this machine has to do with telling YLH: nothing is sent that differs from what was sent before and the database
 * has forgotten, and whatever is sent is written down first. The journal is opened for the first delivery.
 */
public final class Told implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Told.class);

    /** Opens the journal. */
    public interface Opening {
        /** Nothing where there is none. */
        Optional<ToldJournal> open();
    }

    private final Opening opening;
    private final Database database;
    private final Account account;
    private final String runId;
    private final Clock clock;
    private final Consumer<Checkpoint> checkpoints;
    private Optional<ToldJournal> journal;
    private String databaseId;

    /**
     * @param clock of the database
     */
    public Told(
            Opening opening,
            Database database,
            Account account,
            String runId,
            Clock clock,
            Consumer<Checkpoint> checkpoints) {
        this.opening = opening;
        this.database = database;
        this.account = account;
        this.runId = runId;
        this.clock = clock;
        this.checkpoints = checkpoints;
    }

    /** As the configuration has it. Is closed with the run. */
    public static Told from(RunContext context, Database open, YlhAccess access) {
        Told told = new Told(
                () -> context.settings().journal().flatMap(path -> open(context, path)),
                open,
                access.account(),
                context.run().id(),
                context.database().clock(),
                context.checkpoints());
        context.closeAtTheEnd(told::close);
        return told;
    }

    private static Optional<ToldJournal> open(RunContext context, Path path) {
        try {
            return Optional.of(ToldJournal.at(path, context.nanoClock()));
        } catch (IOException e) {
            Message why = FileReason.of(e);
            if (!context.settings().isDefault(Key.JOURNAL)) {
                throw UserError.usage("journal.unwritable", path, why);
            }
            context.say(Message.of("journal.none", path, why));
            return Optional.empty();
        }
    }

    /**
     * Before the first order is touched.
     *
     * @throws UserError if there has to be a journal that cannot be written
     */
    public void open() {
        if (journal == null) {
            journal = opening.open();
            if (journal.isPresent()) {
                databaseId = database.again(() -> Fingerprint.id(database));
            }
        }
    }

    /**
     * The last that YLH was sent about this so-id, if the database has forgotten it.
     *
     * @throws IOException if the journal cannot be read
     */
    public Optional<ToldRequest> forgotten(String soId) throws IOException {
        return last(soId).filter(this::isForgotten);
    }

    private Optional<ToldRequest> last(String soId) throws IOException {
        open();
        return journal.isPresent() ? journal.get().last(databaseId, account, soId) : Optional.empty();
    }

    private boolean isForgotten(ToldRequest last) {
        return !last.isAmong(
                new Cancellations(database).requestsAbout(last.request().soId()));
    }

    /** What keeps it from being sent, if anything does. */
    Optional<Verdict> objection(Cancellation claimed) {
        try {
            return last(claimed.request().soId())
                    .filter(last -> !last.request().equals(claimed.request()) && isForgotten(last))
                    .map(this::toldBefore);
        } catch (IOException e) {
            return Optional.of(unusable(e));
        }
    }

    private Verdict toldBefore(ToldRequest last) {
        LOG.warn(
                "event=told.forgotten order={} so_id={} sent_at={} sent_by={}",
                last.orderNumber(),
                last.request().soId(),
                last.at(),
                last.runId());
        String detail = "YLH was sent '" + PersonalData.masked(last.request().cancelReason()) + "', cancel time "
                + last.request().cancelTime() + ", at " + last.at() + " (" + path() + ")";
        return Verdict.of(Verdict.Kind.FORGOTTEN, detail);
    }

    /** The journal's file. */
    public Path path() {
        return journal.orElseThrow().path();
    }

    private Verdict unusable(Throwable problem) {
        LOG.error("event=told.unusable", problem);
        String why = problem instanceof IOException io
                ? Optional.ofNullable(io.getMessage()).orElse(io.toString())
                : problem.toString();
        return Verdict.of(Verdict.Kind.JOURNAL, path() + ": " + why);
    }

    /** Writes down that it goes out now; ends with what keeps it back, if anything does. */
    CompletableFuture<Optional<Verdict>> write(Cancellation claimed) {
        if (journal.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ToldRequest line = new ToldRequest(
                clock.instant(),
                databaseId,
                Optional.of(account),
                claimed.orderId(),
                claimed.orderNumber(),
                claimed.request(),
                runId);
        return journal.get().write(line).handle((done, problem) -> {
            if (problem != null) {
                return Optional.of(unusable(problem));
            }
            checkpoints.accept(Checkpoint.AFTER_JOURNAL);
            return Optional.empty();
        });
    }

    @Override
    public void close() {
        if (journal != null && journal.isPresent()) {
            try {
                journal.get().close();
            } catch (IOException e) {
                LOG.warn("event=told.not-closed cause={}", e.toString());
            }
        }
    }
}
