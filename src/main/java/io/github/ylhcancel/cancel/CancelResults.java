package io.github.ylhcancel.cancel;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.CancelAnswer;
import io.github.ylhcancel.store.CancelAnswer.AlreadyCancelled;
import io.github.ylhcancel.store.CancelAnswer.Busy;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelAnswer.Changed;
import io.github.ylhcancel.store.CancelAnswer.Declined;
import io.github.ylhcancel.store.CancelAnswer.Failed;
import io.github.ylhcancel.store.CancelAnswer.Skipped;
import io.github.ylhcancel.sync.Delivery;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts into words of the program what became of an order. */
final class CancelResults {
    /** Apart from the rest: a preview has nothing to log. */
    private static final class Log {
        static final Logger LOG = LoggerFactory.getLogger(CancelResults.class);
    }

    /** Of a state, as the shop calls it. */
    private static final int LONGEST_WORD = 100;

    private CancelResults() {}

    /** The cancellation whose delivery the answer is about. */
    static Optional<Long> delivery(CancelAnswer answer) {
        if (answer instanceof Cancelled cancelled) {
            return cancelled.cancellationId();
        }
        return answer instanceof AlreadyCancelled already ? already.cancellationId() : Optional.empty();
    }

    /**
     * @param looked the order as it was found before anything was locked
     */
    static CancelResult of(
            CancelItem item, Order looked, CancelAnswer answer, Optional<Delivery.Report> report, boolean repeats) {
        if (answer instanceof Cancelled cancelled) {
            return cancelled(item, cancelled, report, repeats);
        }
        if (answer instanceof AlreadyCancelled already
                && report.isEmpty()
                && already.cancellationId().isPresent()) {
            return CancelResult.unchanged(
                    item.request().reference(),
                    already.order(),
                    Outcome.ALREADY_CANCELLED,
                    SyncState.UNSEEN,
                    Message.of("order.already-cancelled"));
        }
        if (answer instanceof AlreadyCancelled already) {
            return alreadyCancelled(item, already.order(), already.unsent(), report, repeats);
        }
        if (answer instanceof Declined declined) {
            return declined(item, declined.order(), declined.decision());
        }
        if (answer instanceof Changed changed) {
            return changed(item, changed.order(), changed.what());
        }
        if (answer instanceof Skipped skipped) {
            return skipped(item, skipped.order().orElse(looked), skipped.why());
        }
        if (answer instanceof Failed failed) {
            return failed(item, looked, failed.why());
        }
        return answer instanceof Busy ? failed(item, looked, Message.of("order.contended")) : gone(item);
    }

    private static CancelResult cancelled(
            CancelItem item, Cancelled done, Optional<Delivery.Report> report, boolean repeats) {
        Order order = done.order();
        if (report.filter(CancelResults::isPutBack).isPresent()) {
            return putBack(item, order, order.status().shown(), order.status().shown(), report.get());
        }
        CancelResult result = new CancelResult(
                item.request().reference(),
                Optional.of(order),
                Outcome.CANCELLED,
                order.status().shown(),
                OrderStatus.CANCELLED.word(),
                report.map(told -> SyncState.of(told.state())).orElseGet(() -> unreported(done)),
                both(done.stock().note(), report.flatMap(told -> explanation(told, repeats))),
                Optional.of(done.money()),
                done.stock().releases(),
                suppliers(done.lines()));
        Log.LOG.info(
                "event=cancel order={} from={} units={} sync={}",
                order.number(),
                result.from(),
                result.units(),
                result.sync());
        return result;
    }

    private static boolean isPutBack(Delivery.Report report) {
        return report.state() == DeliveryState.COMPENSATED;
    }

    /** YLH has refused, so the order is as it was before. */
    private static CancelResult putBack(CancelItem item, Order order, String from, String to, Delivery.Report report) {
        Log.LOG.info("event=cancel.refused order={} sync={}", order.number(), report.state());
        return new CancelResult(
                item.request().reference(),
                Optional.of(order),
                Outcome.REFUSED,
                from,
                to,
                SyncState.of(report.state()),
                Optional.of(Message.of("sync.compensated", said(report))),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static String said(Delivery.Report report) {
        return said(report.cancellation(), report.verdict());
    }

    private static String said(Cancellation cancellation, Optional<Verdict> verdict) {
        return verdict.map(Verdict::detail).or(cancellation::lastError).orElse("");
    }

    /** Without a report there is nothing to tell, or no database any more that could say how the request stands. */
    private static SyncState unreported(Cancelled done) {
        if (done.tells()) {
            return SyncState.of(DeliveryState.PENDING);
        }
        return done.cancellationId().isPresent() ? SyncState.UNSEEN : SyncState.NONE;
    }

    private static List<OrderLine> suppliers(List<OrderLine> lines) {
        return lines.stream().filter(line -> !line.ownStock()).toList();
    }

    private static Optional<Message> both(Optional<Message> one, Optional<Message> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(Message.of("order.both", one.get(), other.get()))
                : one.or(() -> other);
    }

    private static CancelResult alreadyCancelled(
            CancelItem item,
            Order order,
            Optional<Decision.Unsent> unsent,
            Optional<Delivery.Report> report,
            boolean repeats) {
        if (report.filter(CancelResults::isPutBack).isPresent()) {
            String to = Text.line(report.get().cancellation().from(), LONGEST_WORD);
            return putBack(item, order, order.status().shown(), to, report.get());
        }
        SyncState sync = report.map(known -> SyncState.of(known.state()))
                .or(() -> unsent.map(Decision.Unsent::sync))
                .orElse(SyncState.NONE);
        Message message = report.flatMap(known -> explanation(known, repeats))
                .or(() -> unsent.map(Decision.Unsent::why))
                .orElse(Message.of("order.already-cancelled"));
        return CancelResult.unchanged(item.request().reference(), order, Outcome.ALREADY_CANCELLED, sync, message);
    }

    private static CancelResult declined(CancelItem item, Order order, Decision decision) {
        if (decision instanceof Decision.SameAsBefore same) {
            Cancellation before = same.cancellation();
            Message why = Message.of("order.same-as-before", before.updatedAt());
            return CancelResult.unchanged(
                    item.request().reference(), order, Outcome.SKIPPED, SyncState.of(before.state()), why);
        }
        Message why = ((Decision.Refused) decision).why();
        return CancelResult.unchanged(item.request().reference(), order, Outcome.REFUSED, SyncState.NONE, why);
    }

    static CancelResult changed(CancelItem item, Order order, Message what) {
        Outcome outcome = item.seen().orElseThrow().outcome(order);
        return CancelResult.unchanged(item.request().reference(), order, outcome, SyncState.UNSEEN, what);
    }

    static CancelResult skipped(CancelItem item, Order order, Reason why) {
        Outcome outcome = why == Reason.PAID_MEANWHILE ? Outcome.PAID_MEANWHILE : Outcome.SKIPPED;
        Message message = Message.of("unpaid.left." + why.word());
        return CancelResult.unchanged(item.request().reference(), order, outcome, SyncState.UNSEEN, message);
    }

    /** YLH was sent something else, and the database has forgotten it. */
    static CancelResult toldBefore(CancelItem item, Order order, Telling.Forgotten forgotten) {
        ToldRequest told = forgotten.told();
        Message why = Message.of(
                CancelResult.TOLD_BEFORE,
                PersonalData.masked(told.request().cancelReason()),
                told.request().cancelTime(),
                told.at(),
                order.number(),
                forgotten.journal());
        return CancelResult.unchanged(item.request().reference(), order, Outcome.REFUSED, SyncState.UNSEEN, why);
    }

    private static CancelResult failed(CancelItem item, Order order, Message why) {
        return CancelResult.unchanged(item.request().reference(), order, Outcome.FAILED, SyncState.NONE, why);
    }

    /** The database was lost before it had its turn. */
    static CancelResult away(CancelItem item) {
        return CancelResult.without(item.request().reference(), Outcome.FAILED, Message.of("order.database-away"));
    }

    static CancelResult missing(CancelItem item, OrderLookup.Missing lookup) {
        return CancelResult.without(item.request().reference(), lookup.outcome(), lookup.why());
    }

    /** It was there when it was looked for, and is not, or is another, now that its row is locked. */
    private static CancelResult gone(CancelItem item) {
        return missing(item, (OrderLookup.Missing) OrderLookup.of(List.of(), item.by()));
    }

    /** What a dry run says of an order that it would not cancel. */
    static CancelResult preview(CancelItem item, Order order, Decision decision, boolean repeats) {
        if (decision instanceof Decision.AlreadyCancelled already) {
            return alreadyCancelled(
                    item,
                    order,
                    already.unsent(),
                    already.cancellation().map(known -> new Delivery.Report(known, Optional.empty())),
                    repeats);
        }
        if (decision instanceof Decision.TellLate) {
            return CancelResult.unchanged(
                    item.request().reference(),
                    order,
                    Outcome.ALREADY_CANCELLED,
                    SyncState.WOULD_TELL,
                    Message.of("order.told-late"));
        }
        return declined(item, order, decision);
    }

    /**
     * @param unsent how an earlier request will stand that YLH is not told again
     */
    static CancelResult wouldCancel(
            CancelItem item,
            Order order,
            Decision.Cancel decision,
            Optional<DeliveryState> unsent,
            PaymentState money,
            List<OrderLine> lines,
            StockPlan stock,
            boolean repeats) {
        SyncState sync = decision.request().isEmpty()
                ? SyncState.NONE
                : unsent.map(SyncState::of).orElse(SyncState.WOULD_TELL);
        Optional<Message> why =
                unsent.flatMap(state -> explanation(state, decision.kept().orElseThrow(), Optional.empty(), repeats));
        return new CancelResult(
                item.request().reference(),
                Optional.of(order),
                Outcome.WOULD_CANCEL,
                order.status().shown(),
                OrderStatus.CANCELLED.word(),
                sync,
                both(stock.note(), why),
                Optional.of(money),
                stock.releases(),
                suppliers(lines));
    }

    private static Message why(Cancellation held) {
        return held.hold()
                .map(why -> Message.of("next.held-" + why.word(), held.orderNumber()))
                .orElse(Message.of("next.held", held.orderNumber()));
    }

    private static Optional<Message> explanation(Delivery.Report report, boolean repeats) {
        return explanation(report.state(), report.cancellation(), report.verdict(), repeats);
    }

    /**
     * Why YLH has not taken it; nothing when it has.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    private static Optional<Message> explanation(
            DeliveryState state, Cancellation cancellation, Optional<Verdict> verdict, boolean repeats) {
        String said = said(cancellation, verdict);
        return switch (state) {
            case PENDING -> Optional.of(said.isEmpty() ? Message.of("sync.queued") : Message.of("sync.pending", said));
            case SENDING ->
                Optional.of(Message.of("sync.sending", cancellation.leaseOwner().orElse("")));
            case UNKNOWN ->
                Optional.of(Message.of(
                        state.isOpen(repeats && cancellation.nextAttemptAt().isPresent())
                                ? "sync.unknown"
                                : "sync.unknown-held",
                        said));
            case REJECTED -> Optional.of(Message.of("sync.rejected", said));
            case HELD ->
                Optional.of(Message.of(
                        cancellation.hold().filter(Hold.TOLD_BEFORE::equals).isPresent()
                                ? "sync.held-unsent"
                                : "sync.held",
                        said,
                        why(cancellation)));
            case DEAD -> Optional.of(Message.of("sync.dead", cancellation.attempts(), said));
            case ABANDONED -> Optional.of(Message.of("sync.abandoned"));
            case ACCEPTED, CONFIRMED, PARTIAL, COMPENSATED, WITHDRAWN -> Optional.empty();
        };
    }
}
