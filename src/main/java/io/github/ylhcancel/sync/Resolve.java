package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.Interventions;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.sync.Intervened.Outcome;
import io.github.ylhcancel.sync.OperatorDesk.Ruling;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles by a person's word a delivery that did not end by itself. May be called again with the same word: it changes nothing. */
public final class Resolve {
    private static final Logger LOG = LoggerFactory.getLogger(Resolve.class);

    private final OperatorDesk desk;
    private final Interventions interventions;
    private final Compensator compensator;
    private final Clock clock;

    public Resolve(
            Orders orders,
            Cancellations cancellations,
            Interventions interventions,
            Compensator compensator,
            Clock clock) {
        this.desk = new OperatorDesk(orders, cancellations);
        this.interventions = interventions;
        this.compensator = compensator;
        this.clock = clock;
    }

    /**
     * @param readOnly for a look at what a word would come to
     */
    public static Resolve from(RunContext context, boolean readOnly) {
        Database open = context.database().to(readOnly);
        return new Resolve(
                new Orders(open, context.database().schema()),
                new Cancellations(open),
                OperatorDesk.interventions(context, open),
                Compensator.from(context, open),
                context.database().clock());
    }

    /** No change: what {@link #resolve} would come to now. */
    public Intervened preview(String reference, LookupBy by, OperatorWord word) {
        return desk.decide(reference, by, delivery -> ruling(delivery, word), delivery -> true);
    }

    public Intervened resolve(String reference, LookupBy by, OperatorWord word, String note) {
        Intervened said = desk.decide(
                reference, by, delivery -> ruling(delivery, word), delivery -> settle(delivery, word, note));
        boolean isRefused = said.to().filter(to -> to == DeliveryState.REJECTED).isPresent();
        return isRefused && !said.outcome().isProblem() ? followedUp(said) : said;
    }

    /** A refusal that a person tells of is followed up as one that YLH tells of itself. */
    private Intervened followedUp(Intervened said) {
        Cancellation now = compensator.compensate(said.delivery().orElseThrow().id());
        Optional<Message> consequence = switch (now.state()) {
            case COMPENSATED -> Optional.of(Message.of("resolve.put-back"));
            case HELD -> now.hold().map(why -> Message.of("next.held-" + why.word(), now.orderNumber()));
            default -> said.message();
        };
        return new Intervened(
                said.reference(), said.order(), said.delivery(), said.outcome(), Optional.of(now.state()), consequence);
    }

    private static Ruling ruling(Cancellation delivery, OperatorWord word) {
        if (word.isSaidOf(delivery.state())) {
            return new Ruling(Outcome.UNCHANGED, delivery.state(), Optional.of(Message.of("resolve.unchanged", word)));
        }
        return word.refusal(delivery.state(), delivery.orderNumber())
                .map(why -> new Ruling(Outcome.REFUSED, delivery.state(), Optional.of(why)))
                .orElseGet(() -> new Ruling(Outcome.DONE, word.state(), word.consequence()));
    }

    private boolean settle(Cancellation delivery, OperatorWord word, String note) {
        boolean written = interventions.settle(delivery, word, note, clock.instant());
        LOG.info(
                "event=resolve order={} so_id={} from={} to={} recorded={}",
                delivery.orderNumber(),
                delivery.request().soId(),
                delivery.state(),
                word.state(),
                written);
        return written;
    }
}
