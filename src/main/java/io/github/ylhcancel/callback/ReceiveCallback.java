package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.callback.CallbackAnswer.Outcome;
import io.github.ylhcancel.config.CallbackAccess;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.AppliedCallback;
import io.github.ylhcancel.store.CallbackTransaction;
import io.github.ylhcancel.store.Callbacks;
import io.github.ylhcancel.store.Callbacks.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the body of a callback, from wherever it comes: lets it in or not, writes it down, applies it, and says what YLH is answered. May be
 * given the same any number of times: it is applied once, and answered the same.
 */
public final class ReceiveCallback {
    /** A callback is never larger. Who reads one need read no further than this, and one byte. */
    public static final int MOST_BYTES = CallbackForm.MOST_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(ReceiveCallback.class);

    /** What was left behind so long ago YLH does not send again, and a person sees it on the list. */
    private static final Duration LEFT_BEHIND = Duration.ofDays(2);

    private static final int MOST_LEFT_BEHIND = 20;

    private final CallbackGate gate;
    private final Callbacks callbacks;
    private final CallbackTransaction transaction;
    private final Optional<String> sourceSystem;
    private final String operator;
    private final Consumer<Checkpoint> checkpoints;
    private final Clock clock;

    /**
     * @param sourceSystem of an order that is cancelled here because YLH has cancelled it
     * @param operator in whose name that is done
     */
    public ReceiveCallback(
            CallbackAccess access,
            Callbacks callbacks,
            CallbackTransaction transaction,
            Optional<String> sourceSystem,
            String operator,
            Consumer<Checkpoint> checkpoints,
            Clock clock) {
        this.gate = new CallbackGate(access);
        this.callbacks = callbacks;
        this.transaction = transaction;
        this.sourceSystem = sourceSystem;
        this.operator = operator;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /**
     * @throws io.github.ylhcancel.base.UserError if it is not configured what YLH signs with
     */
    public static ReceiveCallback from(RunContext context) {
        // Whether a callback could be let in at all is looked at before a database is opened.
        context.settings().callbackAccess();
        return from(context, context.database().toChangeShop(false));
    }

    /** The same over a connection of its own. */
    static ReceiveCallback from(RunContext context, Database open) {
        CallbackAccess access = context.settings().callbackAccess();
        String runId = context.run().id();
        Callbacks callbacks = new Callbacks(open, runId);
        return new ReceiveCallback(
                access,
                callbacks,
                new CallbackTransaction(
                        open,
                        context.database().schema(),
                        callbacks,
                        runId,
                        context.settings().account(),
                        access.cancelsUnasked(),
                        context.checkpoints()),
                context.settings().text(Key.SOURCE_SYSTEM),
                context.run().operator(),
                context.checkpoints(),
                context.database().clock());
    }

    /**
     * @param body as it came
     * @param from the address whence it came, as far as that is known
     */
    public CallbackAnswer receive(byte[] body, Optional<String> from) {
        Instant now = clock.instant();
        try {
            return take(gate.admit(body, from, now), now);
        } catch (RefusedCallback refused) {
            LOG.warn(
                    "event=callback.refused cause={} from={} bytes={}",
                    refused.getMessage(),
                    from.orElse("-"),
                    body.length);
            return CallbackAnswer.to(refused, now);
        }
    }

    /** The same for one that was let in. */
    CallbackAnswer take(CallbackGate.Admitted admitted, Instant now) {
        Callback callback = admitted.callback();
        RecordedCallback recorded = callbacks.receive(callback, admitted.data(), now);
        if (!recorded.isApplied()) {
            checkpoints.accept(Checkpoint.AFTER_RECEIVING);
        }
        return answer(apply(recorded, callback), now);
    }

    /**
     * Applies what was written down and not applied: a process died in between, or its order was not there yet.
     *
     * @param besides what the caller has just had in hand, and is left alone
     * @return the deliveries that YLH has refused by them and that are still to be put back
     */
    public List<Long> applyLeftBehind(List<Long> besides) {
        List<Long> refused = new ArrayList<>();
        try {
            callbacks.waiting(clock.instant().minus(LEFT_BEHIND), MOST_LEFT_BEHIND).stream()
                    .filter(left -> !besides.contains(left.callback().number()))
                    .sorted(Comparator.comparing(left -> left.callback().at()))
                    .forEach(left -> read(left)
                            .ifPresent(callback ->
                                    apply(left.callback(), callback).refused().ifPresent(refused::add)));
        } catch (UserError later) {
            // What the caller was asked to do is done and answered, so this is left to the next.
            LOG.warn("event=callback.left-behind cause={}", later.getMessage());
        }
        return refused;
    }

    private static Optional<Callback> read(Waiting left) {
        RecordedCallback recorded = left.callback();
        try {
            return Optional.of(CallbackData.read(recorded.method(), recorded.at(), left.data(), left.digest()));
        } catch (RefusedCallback unreadable) {
            LOG.warn("event=callback.unreadable number={} cause={}", recorded.number(), unreadable.getMessage());
            return Optional.empty();
        }
    }

    private AppliedCallback apply(RecordedCallback recorded, Callback callback) {
        AppliedCallback applied = transaction.apply(recorded, callback, request(callback), clock.instant());
        RecordedCallback done = applied.callback();
        LOG.info(
                "event=callback order={} method={} state={} placed={} repeated={} effect={} from={} to={}",
                done.orderNumber(),
                done.method().word(),
                done.state().number(),
                applied.placement().code(),
                applied.repeated(),
                done.effect().map(Effect::word).orElse("-"),
                done.from().map(DeliveryState::word).orElse("-"),
                done.to().map(DeliveryState::word).orElse("-"));
        boolean wantsPerson = done.effect().filter(Effect::needsPerson).isPresent()
                || !done.unknownProducts().isEmpty();
        if (wantsPerson || !done.isApplied()) {
            LOG.warn(
                    "event=callback.open order={} supplier_order={} code={} unknown_products={}",
                    done.orderNumber(),
                    done.supplierOrderNumber().orElse("-"),
                    done.code().orElse(applied.placement().code()),
                    done.unknownProducts().isEmpty() ? "-" : done.unknownProducts());
        }
        return applied;
    }

    /** With which an order is cancelled here, if it comes to that; the order is known by its key then. */
    private CancelRequest request(Callback callback) {
        return new CancelRequest(
                callback.orderNumber(),
                LookupBy.ID,
                Optional.of(callback.failure().isEmpty() ? CancelRequest.CANCELLED_BY_YLH : callback.failure()),
                sourceSystem,
                Optional.empty(),
                Optional.empty(),
                operator);
    }

    private static CallbackAnswer answer(AppliedCallback applied, Instant now) {
        RecordedCallback callback = applied.callback();
        return switch (applied.placement()) {
            case PLACED ->
                new CallbackAnswer(
                        applied.repeated() ? Outcome.REPEATED : Outcome.APPLIED,
                        "success",
                        Optional.empty(),
                        callback.appliedAt().orElse(now),
                        Optional.of(callback),
                        applied.refused());
            case NOT_FOUND -> notPlaced(Outcome.UNPLACED, "order_not_found", applied, now);
            case BUSY -> notPlaced(Outcome.UNPLACED, CallbackAnswer.BUSY, applied, now);
            case AMBIGUOUS -> notPlaced(Outcome.CONFLICTING, "order_ambiguous", applied, now);
            case ROW_REFUSED -> notPlaced(Outcome.CONFLICTING, "error", applied, now);
        };
    }

    private static CallbackAnswer notPlaced(Outcome outcome, String code, AppliedCallback applied, Instant now) {
        return new CallbackAnswer(
                outcome,
                code,
                Optional.of(Message.of(
                        "callback." + applied.placement().code(),
                        applied.callback().orderNumber())),
                now,
                Optional.of(applied.callback()),
                OptionalLong.empty());
    }
}
