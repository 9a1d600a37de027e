package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.StoreException;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.PutBackAnswer;
import io.github.ylhcancel.store.PutBackTransaction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows a refusal: the order is put back, or a person has to decide. It is a step of its own, done by whoever wrote the refusal down,
 * and by {@code sync} after a process that died in between; so nothing that stands in its way loses YLH's answer.
 */
public final class Compensator {
    private static final Logger LOG = LoggerFactory.getLogger(Compensator.class);
    private static final int PAGE = 200;

    private final Database database;
    private final PutBackTransaction transaction;
    private final Cancellations cancellations;
    private final Clock clock;
    private final Consumer<Checkpoint> checkpoints;
    private Optional<RuntimeException> trouble = Optional.empty();

    public Compensator(
            Database database, PutBackTransaction transaction, Clock clock, Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.transaction = transaction;
        this.cancellations = new Cancellations(database);
        this.clock = clock;
        this.checkpoints = checkpoints;
    }

    public static Compensator from(RunContext context, Database open) {
        return new Compensator(
                open,
                new PutBackTransaction(
                        open,
                        context.database().schema(),
                        context.run().id(),
                        context.run().operator(),
                        context.settings().putsBackWhatIsRefused(),
                        context.checkpoints()),
                context.database().clock(),
                context.checkpoints());
    }

    /**
     * Puts the order of a delivery back that YLH has refused, or has it held. May be called of any delivery, and again: what is not
     * refused, or not any more, is left as it is. What the database does not let be done is left too, and {@link #trouble} says why.
     *
     * @return the delivery as it stands now
     */
    public Cancellation compensate(long id) {
        checkpoints.accept(Checkpoint.AFTER_REFUSAL);
        Optional<Cancellation> told = putBack(id);
        Cancellation delivery = told.orElseGet(() -> cancellations.byId(id).orElseThrow());
        LOG.info(
                "event=compensate order={} so_id={} state={} hold={}",
                delivery.orderNumber(),
                delivery.request().soId(),
                delivery.state(),
                delivery.hold().map(Object::toString).orElse(""));
        return delivery;
    }

    private Optional<Cancellation> putBack(long id) {
        try {
            return delivery(id, transaction.compensate(id, clock.instant()));
        } catch (ConnectionLostException lost) {
            throw lost;
        } catch (UserError | StoreException broken) {
            LOG.warn("event=compensate.left delivery={} cause={}", id, broken.getMessage());
            trouble = Optional.of(broken);
            return Optional.empty();
        }
    }

    /** What else than others' locks has kept orders from being put back: a right or a column that is missing, say. */
    public Optional<RuntimeException> trouble() {
        return trouble;
    }

    private static Optional<Cancellation> delivery(long id, PutBackAnswer answer) {
        if (answer instanceof PutBackAnswer.Back back) {
            return back.delivery();
        }
        if (answer instanceof PutBackAnswer.Left left) {
            LOG.warn("event=compensate.left delivery={} cause={}", id, left.why());
        }
        return answer instanceof PutBackAnswer.Held held ? Optional.of(held.delivery()) : Optional.empty();
    }

    /** How a delivery stands when its refusal has been followed up; any other stands as it did. */
    public Delivery.Report followUp(Delivery.Report report) {
        if (report.state() != DeliveryState.REJECTED || database.gone().isPresent()) {
            return report;
        }
        try {
            return new Delivery.Report(compensate(report.cancellation().id()), report.verdict());
        } catch (ConnectionLostException away) {
            if (database.gone().isEmpty()) {
                throw away;
            }
            return report; // That the database is gone its users find out; the next sync goes on.
        }
    }

    /**
     * The same for all that are due.
     *
     * @param goesOn asked before each
     * @param listener hears of each that is rejected no more
     */
    public void compensateDue(BooleanSupplier goesOn, Consumer<Cancellation> listener) {
        Instant now = clock.instant();
        List<Long> page = due(now, 0);
        while (!page.isEmpty()) {
            for (long id : page) {
                if (trouble.isPresent() || !goesOn.getAsBoolean()) {
                    return;
                }
                Cancellation delivery = compensate(id);
                if (delivery.state() != DeliveryState.REJECTED) {
                    listener.accept(delivery);
                }
            }
            page = page.size() < PAGE ? List.of() : due(now, page.get(page.size() - 1));
        }
    }

    private List<Long> due(Instant now, long after) {
        return database.again(() -> cancellations.toPutBack(now, after, PAGE));
    }
}
