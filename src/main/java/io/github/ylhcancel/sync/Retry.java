package io.github.ylhcancel.sync;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.WorkList;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Backlog;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.Interventions;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.sync.Intervened.Outcome;
import io.github.ylhcancel.sync.OperatorDesk.Ruling;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes deliveries due at once because a person wants it. It delivers nothing itself. */
public final class Retry {
    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final int BATCH = 500;

    private final OperatorDesk desk;
    private final Backlog backlog;
    private final Interventions interventions;
    private final Reopening rules;
    private final Clock clock;

    public Retry(
            Orders orders,
            Cancellations cancellations,
            Backlog backlog,
            Interventions interventions,
            Reopening rules,
            Clock clock) {
        this.desk = new OperatorDesk(orders, cancellations);
        this.backlog = backlog;
        this.interventions = interventions;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * @param readOnly for a look at what would be made due
     */
    public static Retry from(RunContext context, boolean readOnly) {
        Database open = context.database().to(readOnly);
        return new Retry(
                new Orders(open, context.database().schema()),
                new Cancellations(open),
                new Backlog(open),
                OperatorDesk.interventions(context, open),
                new Reopening(context.settings().repeats()),
                context.database().clock());
    }

    /** No change: what {@link #retry} would come to now. */
    public Intervened preview(String reference, LookupBy by) {
        return desk.decide(reference, by, this::ruling, delivery -> true);
    }

    public Intervened retry(String reference, LookupBy by, String note) {
        return desk.decide(reference, by, this::ruling, delivery -> reopen(delivery, note));
    }

    private Ruling ruling(Cancellation delivery) {
        Optional<Message> refusal = rules.refusal(delivery);
        if (refusal.isPresent()) {
            return new Ruling(Outcome.REFUSED, delivery.state(), refusal);
        }
        return rules.isDue(delivery, clock.instant())
                ? new Ruling(Outcome.UNCHANGED, delivery.state(), Optional.of(Message.of("retry.due")))
                : new Ruling(Outcome.DONE, Reopening.state(delivery), Optional.empty());
    }

    private boolean reopen(Cancellation delivery, String note) {
        boolean written = interventions.reopen(delivery, note, clock.instant());
        LOG.info(
                "event=retry order={} so_id={} from={} recorded={}",
                delivery.orderNumber(),
                delivery.request().soId(),
                delivery.state(),
                written);
        return written;
    }

    /** How many deliveries {@link #allDead} would make due, and how many dead ones it would leave. */
    public Counts countDead() {
        long dead = backlog.count(WorkList.DEAD, Instant.EPOCH);
        long left = rules.repeats() ? 0 : backlog.deadThatMayBeApplied();
        return new Counts(dead - left, left);
    }

    /**
     * @param left dead deliveries that YLH may have applied and that may not be sent again
     */
    public record Counts(long retried, long left) {}

    /** The dead deliveries that {@link #allDead} would make due, the oldest first. */
    public List<Cancellation> dead(int limit) {
        return backlog.sendableDead(rules.repeats(), limit);
    }

    /** Makes all dead deliveries due, in transactions of some hundred. A process that dies leaves whole transactions. */
    public Counts allDead(String note) {
        long retried = inPages(after -> interventions.reopenDead(after, BATCH, rules.repeats(), note, clock.instant()));
        LOG.info("event=retry.all-dead retried={}", retried);
        return new Counts(retried, countDead().left());
    }

    /**
     * Takes over what other accounts were to deliver, in transactions of some hundred; answers how many deliveries.
     *
     * @param orders whose; nothing for all that are open
     */
    public long adopt(Account account, Optional<Collection<RowKey>> orders, String note) {
        long adopted = inPages(after -> interventions.adopt(account, after, BATCH, orders, note, clock.instant()));
        LOG.info("event=adopt account={} deliveries={}", account.name(), adopted);
        return adopted;
    }

    /** No change: how many {@link #adopt} would take over. */
    public long adoptable(Account account, Optional<Collection<RowKey>> orders) {
        return inPages(after -> interventions.others(account, after, BATCH, orders));
    }

    private static long inPages(LongFunction<List<Cancellation>> pages) {
        long count = 0;
        List<Cancellation> page = List.of();
        do {
            page = pages.apply(page.isEmpty() ? 0 : page.get(page.size() - 1).id());
            count += page.size();
        } while (page.size() == BATCH);
        return count;
    }
}
