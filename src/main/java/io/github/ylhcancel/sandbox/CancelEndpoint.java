package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.domain.Callback.State;
import io.github.ylhcancel.sandbox.Reply.Whole;
import java.time.Instant;
import java.util.Optional;

/** Takes cancellations. */
final class CancelEndpoint {
    private final SandboxOptions options;
    private final Tokens tokens;
    private final RateWindow rate;
    private final Cancellations cancellations;
    private final FaultPlan faults;
    private final FaultyReplies faulty;
    private final CallbackPlan callbacks;

    CancelEndpoint(
            SandboxOptions options,
            Tokens tokens,
            RateWindow rate,
            Cancellations cancellations,
            FaultPlan faults,
            CallbackPlan callbacks) {
        this.options = options;
        this.tokens = tokens;
        this.rate = rate;
        this.cancellations = cancellations;
        this.faults = faults;
        this.callbacks = callbacks;
        this.faulty = FaultyReplies.forCancel(options);
    }

    Verdict answer(Call call, Instant now) {
        CancelBody body = CancelBody.read(call.body());
        body.soId().ifPresent(soId -> cancellations.received(soId, call.body()));
        Optional<Whole> objection = objection(call, body, now);
        if (objection.isPresent()) {
            return Verdict.turnedAway(objection.get(), body.soId());
        }
        String soId = body.soId().orElseThrow();
        Optional<Fault> fault = faults.next(Endpoint.CANCEL, soId);
        Decision decision = reaches(fault) ? decide(soId, call.body(), now) : Decision.NONE;
        if (fault.equals(Optional.of(Fault.UNAUTHORIZED))) {
            call.authorization("Bearer").ifPresent(tokens::invalidate);
        }
        Reply reply = fault.isPresent() ? faulty.reply(fault.get(), decision.reply()) : decision.reply();
        return new Verdict(reply, decision.applied(), fault, body.soId(), decision.callbacks());
    }

    private static boolean reaches(Optional<Fault> fault) {
        return fault.isEmpty() || fault.get().moment() == Fault.Moment.AFTER;
    }

    private Optional<Whole> objection(Call call, CancelBody body, Instant now) {
        if (!rate.admits(now)) {
            return Optional.of(Replies.tooManyCalls(options.retryAfter()));
        }
        if (!call.method().equals("POST")) {
            return Optional.of(Replies.methodNotAllowed("POST"));
        }
        if (!call.hasContentType("application/json")) {
            return Optional.of(Replies.badRequest("Content-Type must be application/json"));
        }
        if (call.authorization("Bearer")
                .filter(token -> tokens.valid(token, now))
                .isEmpty()) {
            return Optional.of(Replies.invalidToken());
        }
        return body.mistake().map(Replies::badRequest);
    }

    private Decision decide(String soId, byte[] body, Instant now) {
        if (options.refuse().filter(soId::contains).isPresent()) {
            return Decision.refused(Replies.refused(options.refuseCode()));
        }
        if (options.refuseDifferent() && cancellations.heldOtherwise(soId, body)) {
            return Decision.refused(Replies.refused("REQUEST_DIFFERS", "与已受理的取消请求不一致"));
        }
        boolean isNew = cancellations.apply(soId, body);
        // The callback to the shop starts here: from this moment on it may come, even before the answer.
        CallbackPlan.Outcome outcome =
                isNew ? callbacks.ofApplied(soId, cancellations::isAsked, now) : CallbackPlan.Outcome.NONE;
        if (outcome.state() == State.FAILURE) {
            cancellations.fail(soId);
        }
        return new Decision(Replies.accepted(soId), true, outcome.batch());
    }

    /** What the business side says. */
    private record Decision(Whole reply, boolean applied, Optional<CallbackBatch> callbacks) {
        private static final Decision NONE = refused(FaultyReplies.notReached());

        static Decision refused(Whole reply) {
            return new Decision(reply, false, Optional.empty());
        }
    }
}
