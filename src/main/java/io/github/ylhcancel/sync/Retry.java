package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.domain.RowKey;
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
import java.util.Set;
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
    public Intervened preview(String reference, LookupBy by, String note) {
        return desk.decide(reference, by, delivery -> ruling(delivery, note), delivery -> true);
    }

    public Intervened retry(String reference, LookupBy by, String note) {
        return desk.decide(reference, by, delivery -> ruling(delivery, note), delivery -> reopen(delivery, note));
    }

    private Ruling ruling(Cancellation delivery, String note) {
        Optional<Message> refusal = rules.refusal(delivery).or(() -> unexplained(delivery, note));
        if (refusal.isPresent()) {
            return new Ruling(Outcome.REFUSED, delivery.state(), refusal);
        }
        return rules.isDue(delivery, clock.instant())
                ? new Ruling(Outcome.UNCHANGED, delivery.state(), Optional.of(Message.of("retry.due")))
                : new Ruling(Outcome.DONE, Reopening.state(delivery), Optional.empty());
    }

    private static Optional<Message> unexplained(Cancellation delivery, String note) {
        return note.isEmpty() && Reopening.wantsReason(delivery.state())
                ? Optional.of(Message.of("retry.unexplained", delivery.state()))
                : Optional.empty();
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

    /** How many deliveries {@link #all} would make due, and how many it would leave. */
    public Counts count(Set<DeliveryState> states) {
        return new Counts(
                backlog.countReopenable(states, rules.repeats(), clock.instant()),
                backlog.countUnsendable(states, rules.repeats()));
    }

    /**
     * @param left deliveries that must not be sent again: YLH may have applied them and may not be asked twice, or the order was changed meanwhile
     */
    public record Counts(long retried, long left) {}

    /** The deliveries that {@link #all} would make due, the oldest first. */
    public List<Cancellation> reopenable(Set<DeliveryState> states) {
        return backlog.reopenable(states, rules.repeats(), clock.instant());
    }

    /**
     * Makes all deliveries in these states due that are not yet, in transactions of some hundred. A process that dies leaves whole
     * transactions.
     */
    public Counts all(Set<DeliveryState> states, String note) {
        Instant now = clock.instant();
        long retried = inPages(after -> interventions.reopenAll(states, after, BATCH, rules.repeats(), note, now));
        LOG.info("event=retry.all states={} retried={}", states, retried);
        return new Counts(retried, backlog.countUnsendable(states, rules.repeats()));
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
        } while (!page.isEmpty());
        return count;
    }
}
