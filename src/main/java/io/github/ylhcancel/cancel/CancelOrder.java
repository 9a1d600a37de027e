package io.github.ylhcancel.cancel;

import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.Text;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.CancelTransaction.Contended;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.LeftAlone;
import io.github.ylhcancel.store.CancelTransaction.LostRace;
import io.github.ylhcancel.store.CancelTransaction.Recorded;
import io.github.ylhcancel.store.CancelTransaction.RowRefused;
import io.github.ylhcancel.store.CancelTransaction.StockRowMissing;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.sync.Delivery;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels one order: decide, record in one transaction, and leave telling YLH to {@link CancelOrders}. May be called again for the same order, also after a
 * crash: what is done is not done twice, and what is left is finished.
 */
public final class CancelOrder {
    private static final Logger LOG = LoggerFactory.getLogger(CancelOrder.class);
    /** A race is lost to somebody who changed the order, so a few looks settle it, unless something is very wrong. */
    private static final int MOST_LOOKS = 5;

    private final Orders orders;
    private final Cancellations cancellations;
    private final CancelTransaction transaction;
    private final Clock clock;
    private final Consumer<Checkpoint> checkpoints;

    public CancelOrder(
            Orders orders,
            Cancellations cancellations,
            CancelTransaction transaction,
            Clock clock,
            Consumer<Checkpoint> checkpoints) {
        this.orders = orders;
        this.cancellations = cancellations;
        this.transaction = transaction;
        this.clock = clock;
        this.checkpoints = checkpoints;
    }

    /** What a look at the order showed: that there is nothing to decide, or an order and the decision on it. */
    private sealed interface Look {}

    private record Settled(CancelResult result) implements Look {}

    private record Decided(Order order, Decision decision, Instant now) implements Look {}

    /**
     * No change: says what {@link #cancel} would do now. What only the database can refuse, such as a stock row that is gone, is not
     * foreseen.
     */
    public CancelResult preview(CancelRequest request) {
        return preview(request, look(request));
    }

    /** As {@link #preview(CancelRequest)}, for an order that is cancelled only as it was seen. */
    public CancelResult preview(CancelRequest request, OrderSnapshot seen) {
        CancelResult preview = preview(request, look(request, seen));
        return seen.unpaid() && preview.outcome() == Outcome.WOULD_CANCEL && orders.isPaid(seen.id())
                ? left(request, preview.order().orElseThrow(), Reason.PAID_MEANWHILE)
                : preview;
    }

    private CancelResult preview(CancelRequest request, Look look) {
        if (look instanceof Settled settled) {
            return settled.result();
        }
        Decided decided = (Decided) look;
        if (decided.decision() instanceof Decision.Cancel cancel) {
            return wouldCancel(request, decided.order(), cancel);
        }
        Optional<Cancellation> cancellation = ((Decision.AlreadyCancelled) decided.decision()).cancellation();
        return alreadyCancelled(
                request, decided.order(), cancellation.map(known -> new Delivery.Report(known, Optional.empty())));
    }

    /** All of a cancellation but telling YLH. */
    UntoldResult record(CancelRequest request) {
        return record(request, () -> look(request), transaction::write);
    }

    /**
     * Cancels the order if it is still as it was seen, and otherwise leaves it alone ({@link Outcome#SKIPPED}) and says what
     * changed. One that is to be cancelled as unpaid is also left alone if it has been paid for ({@link Outcome#PAID_MEANWHILE}) or
     * is just being paid for. The request's reference only names it in the result.
     */
    UntoldResult record(CancelRequest request, OrderSnapshot seen) {
        return record(
                request,
                () -> look(request, seen),
                seen.unpaid() ? transaction::writeIfUnpaid : transaction::writeIfUntouched);
    }

    private UntoldResult record(
            CancelRequest request, Supplier<Look> looking, Function<Entry, CancelTransaction.Result> writing) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Look look = looking.get();
            if (look instanceof Settled settled) {
                return UntoldResult.of(settled.result());
            }
            Decided decided = (Decided) look;
            if (decided.decision() instanceof Decision.AlreadyCancelled already) {
                return again(request, decided.order(), already.cancellation());
            }
            Optional<UntoldResult> result = carryOut(request, decided, writing);
            if (result.isPresent()) {
                return result.get();
            }
            LOG.info("event=cancel.lost-race order={} looks={}", decided.order().number(), looks + 1);
        }
        return UntoldResult.of(
                CancelResult.without(request.reference(), Outcome.FAILED, Message.of("order.keeps-changing")));
    }

    private Look look(CancelRequest request) {
        Instant now = clock.instant();
        String reference = request.reference();
        Optional<Look> problem = problem(request, now);
        if (problem.isPresent()) {
            return problem.get();
        }
        List<Order> found = orders.find(reference, request.by());
        if (found.isEmpty()) {
            return notFound(request, request.by());
        }
        if (found.size() > 1) {
            String numbers = found.stream().map(Order::number).limit(5).collect(Collectors.joining(", "));
            return new Settled(CancelResult.without(
                    reference, Outcome.AMBIGUOUS, Message.of("order.ambiguous", found.size(), numbers)));
        }
        return decide(request, found.get(0), now);
    }

    private Look look(CancelRequest request, OrderSnapshot seen) {
        Instant now = clock.instant();
        Optional<Look> problem = problem(request, now);
        if (problem.isPresent()) {
            return problem.get();
        }
        Optional<Order> found =
                orders.find(String.valueOf(seen.id()), LookupBy.ID).stream().findFirst();
        if (found.isEmpty()) {
            return notFound(request, LookupBy.ID);
        }
        Order order = found.get();
        return seen.change(order)
                .<Look>map(change -> new Settled(
                        CancelResult.unchanged(request.reference(), order, seen.outcome(order), "", change)))
                .orElseGet(() -> decide(request, order, now));
    }

    private static Optional<Look> problem(CancelRequest request, Instant now) {
        return request.problem(now)
                .map(why -> new Settled(CancelResult.without(request.reference(), Outcome.REFUSED, why)));
    }

    private static Settled notFound(CancelRequest request, LookupBy by) {
        return new Settled(CancelResult.without(
                request.reference(),
                Outcome.NOT_FOUND,
                Message.of("order.not-found", Message.of("order.lookup." + by))));
    }

    private Look decide(CancelRequest request, Order order, Instant now) {
        Decision decision = Decision.of(order, cancellations.ofOrder(order.id()), request, now);
        if (decision instanceof Decision.Cancel cancel && sourceSystemMissing(request, cancel)) {
            return refused(request, order, Message.of("source-system.missing"));
        }
        if (decision instanceof Decision.Refused refused) {
            return refused(request, order, refused.why());
        }
        if (decision instanceof Decision.SameAsBefore same) {
            Cancellation before = same.cancellation();
            Message why = Message.of("order.same-as-before", before.updatedAt());
            return new Settled(CancelResult.unchanged(
                    request.reference(), order, Outcome.SKIPPED, before.state().word(), why));
        }
        return new Decided(order, decision, now);
    }

    private static Settled refused(CancelRequest request, Order order, Message why) {
        return new Settled(CancelResult.unchanged(request.reference(), order, Outcome.REFUSED, CancelResult.NONE, why));
    }

    private static boolean sourceSystemMissing(CancelRequest request, Decision.Cancel decision) {
        return decision.request().isPresent()
                && decision.kept().isEmpty()
                && request.sourceSystem().isEmpty();
    }

    private CancelResult wouldCancel(CancelRequest request, Order order, Decision.Cancel decision) {
        List<OrderLine> lines = orders.lines(order.id());
        try {
            return wouldCancel(request, order, decision, lines, StockPlan.of(lines, orders.family(order.id())));
        } catch (ArithmeticException overflow) {
            return failed(request, order, Message.of("order.too-many"));
        }
    }

    private static CancelResult wouldCancel(
            CancelRequest request, Order order, Decision.Cancel decision, List<OrderLine> lines, StockPlan stock) {
        String sync = decision.request().isEmpty()
                ? CancelResult.NONE
                : decision.kept()
                        .filter(kept -> !kept.state().isOpen())
                        .map(kept -> kept.state().word())
                        .orElse(CancelResult.WOULD_TELL);
        return new CancelResult(
                request.reference(),
                Optional.of(order),
                Outcome.WOULD_CANCEL,
                order.status().shown(),
                OrderStatus.CANCELLED.word(),
                sync,
                stock.note(),
                stock.releases(),
                suppliers(lines));
    }

    private static List<OrderLine> suppliers(List<OrderLine> lines) {
        return lines.stream().filter(line -> !line.ownStock()).toList();
    }

    /** Records; nothing when somebody else was faster, so that the order has to be looked at again. */
    private Optional<UntoldResult> carryOut(
            CancelRequest request, Decided decided, Function<Entry, CancelTransaction.Result> writing) {
        Order order = decided.order();
        CancelTransaction.Result result =
                writing.apply(entry(request, order, (Decision.Cancel) decided.decision(), decided.now()));
        if (result instanceof LostRace) {
            return Optional.empty();
        }
        if (result instanceof LeftAlone leftAlone) {
            return Optional.of(UntoldResult.of(left(request, order, leftAlone.why())));
        }
        if (result instanceof StockRowMissing missing) {
            return Optional.of(UntoldResult.of(failed(
                    request,
                    order,
                    Message.of("order.stock-row-missing", missing.line().article()))));
        }
        if (result instanceof RowRefused refused) {
            return Optional.of(UntoldResult.of(
                    failed(request, order, Message.of("order.row-refused", Text.line(refused.why(), 200)))));
        }
        if (result instanceof Contended) {
            return Optional.of(UntoldResult.of(failed(request, order, Message.of("order.contended"))));
        }
        checkpoints.accept(Checkpoint.AFTER_COMMIT);
        Recorded recorded = (Recorded) result;
        return Optional.of(
                new UntoldResult(recorded.cancellationId(), report -> cancelled(request, order, recorded, report)));
    }

    private static CancelResult left(CancelRequest request, Order order, Reason why) {
        Outcome outcome = why == Reason.PAID_MEANWHILE ? Outcome.PAID_MEANWHILE : Outcome.SKIPPED;
        return CancelResult.unchanged(request.reference(), order, outcome, "", Message.of("unpaid.left." + why.word()));
    }

    private static CancelResult failed(CancelRequest request, Order order, Message why) {
        return CancelResult.unchanged(request.reference(), order, Outcome.FAILED, CancelResult.NONE, why);
    }

    private static Entry entry(CancelRequest request, Order order, Decision.Cancel decision, Instant now) {
        String reason = request.reason().orElseThrow();
        return new Entry(
                order,
                reason,
                request.cancelTime().orElse(now),
                request.operator(),
                request.note().map(note -> reason + " · " + note).orElse(reason),
                decision.request(),
                decision.kept(),
                now);
    }

    private static CancelResult cancelled(
            CancelRequest request, Order order, Recorded recorded, Optional<Delivery.Report> report) {
        CancelResult result = new CancelResult(
                request.reference(),
                Optional.of(order),
                Outcome.CANCELLED,
                order.status().shown(),
                OrderStatus.CANCELLED.word(),
                report.map(told -> told.state().word()).orElse(CancelResult.NONE),
                both(recorded.stock().note(), report.flatMap(CancelOrder::explanation)),
                recorded.released(),
                suppliers(recorded.lines()));
        LOG.info(
                "event=cancel order={} from={} units={} sync={}",
                order.number(),
                result.from(),
                result.units(),
                result.sync());
        return result;
    }

    private static Optional<Message> both(Optional<Message> one, Optional<Message> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(Message.of("order.both", one.get(), other.get()))
                : one.or(() -> other);
    }

    /** A repeat calls nothing when YLH has it, and finishes the delivery when YLH has not. */
    private static UntoldResult again(CancelRequest request, Order order, Optional<Cancellation> cancellation) {
        Optional<Long> open =
                cancellation.filter(known -> known.state().isOpen()).map(Cancellation::id);
        return open.isPresent()
                ? new UntoldResult(open, report -> alreadyCancelled(request, order, report))
                : UntoldResult.of(alreadyCancelled(
                        request, order, cancellation.map(known -> new Delivery.Report(known, Optional.empty()))));
    }

    private static CancelResult alreadyCancelled(CancelRequest request, Order order, Optional<Delivery.Report> report) {
        boolean elsewhere = report.isEmpty() && order.soId().isPresent();
        String sync = report.map(known -> known.state().word())
                .orElse(elsewhere ? CancelResult.UNTRACKED : CancelResult.NONE);
        Message message = report.flatMap(CancelOrder::explanation)
                .orElse(Message.of(elsewhere ? "order.cancelled-elsewhere" : "order.already-cancelled"));
        return CancelResult.unchanged(request.reference(), order, Outcome.ALREADY_CANCELLED, sync, message);
    }

    /** Reason YLH has not taken it; nothing when it has. */
    private static Optional<Message> explanation(Delivery.Report report) {
        Cancellation cancellation = report.cancellation();
        String said = report.verdict()
                .map(Verdict::detail)
                .or(cancellation::lastError)
                .orElse("");
        return switch (report.state()) {
            case PENDING -> Optional.of(said.isEmpty() ? Message.of("sync.queued") : Message.of("sync.pending", said));
            case SENDING ->
                Optional.of(Message.of("sync.sending", cancellation.leaseOwner().orElse("")));
            case UNKNOWN ->
                Optional.of(Message.of(
                        cancellation.nextAttemptAt().isPresent() ? "sync.unknown" : "sync.unknown-held", said));
            case REJECTED -> Optional.of(Message.of("sync.rejected", said));
            case HELD -> Optional.of(Message.of("sync.held", said));
            case DEAD -> Optional.of(Message.of("sync.dead", cancellation.attempts(), said));
            case ABANDONED -> Optional.of(Message.of("sync.abandoned"));
            case ACCEPTED, CONFIRMED, PARTIAL, COMPENSATED -> Optional.empty();
        };
    }
}
