package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import io.github.ylhcancel.sandbox.CallbackBatch.Planned;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What YLH calls back and how: the rules still in force, all of which are asked about each cancellation, and the orders it knows. */
final class CallbackPlan {
    /** A day and an hour, so that nobody takes it who takes those of the last day. */
    private static final Duration EXPIRED = Duration.ofHours(25);

    private final CallbackOptions options;
    private final Chance chance;
    private final List<CallbackRule> rules = new ArrayList<>();
    private final Map<String, KnownOrder> orders = new LinkedHashMap<>();
    private final Set<String> turnedBack = new HashSet<>();
    private Optional<URI> url;

    CallbackPlan(CallbackOptions options, long seed) {
        this.options = options;
        this.chance = new Chance(seed);
        restart();
    }

    /** As it was at the start. */
    void restart() {
        rules.clear();
        rules.addAll(options.rules());
        orders.clear();
        turnedBack.clear();
        options.orders().forEach(this::know);
        url = options.url();
        chance.clear();
    }

    Optional<URI> url() {
        return url;
    }

    void setUrl(URI changed) {
        url = Optional.of(CallbackOptions.requireAddress(changed));
    }

    List<CallbackRule> rules() {
        return List.copyOf(rules);
    }

    void add(CallbackRule rule) {
        rules.add(rule);
    }

    void clearRules() {
        rules.clear();
    }

    void know(KnownOrder order) {
        orders.put(order.soId(), order);
    }

    List<KnownOrder> orders() {
        return List.copyOf(orders.values());
    }

    /** What comes of a cancellation that has just been applied; nothing without an address. */
    record Outcome(State state, Optional<CallbackBatch> batch) {
        static final Outcome NONE = new Outcome(State.SUCCESS, Optional.empty());
    }

    /** @param isAsked whether somebody has asked to cancel this so-id */
    Outcome ofApplied(String soId, Predicate<String> isAsked, Instant now) {
        if (url.isEmpty()) {
            return Outcome.NONE;
        }
        Set<CallbackKind> kinds = hits(chance.next("callback " + soId));
        if (kinds.contains(CallbackKind.NONE)) {
            return Outcome.NONE;
        }
        KnownOrder order = orders.getOrDefault(soId, KnownOrder.unheardOf(soId));
        State state = kinds.contains(CallbackKind.REFUSE)
                ? State.FAILURE
                : kinds.contains(CallbackKind.PARTLY) ? State.PARTLY : State.SUCCESS;
        CallbackMessage message = CallbackMessage.ofCancellation(order, state);
        List<Planned> all = new ArrayList<>();
        Planning planning = new Planning(all, kinds, soId, now);
        planning.first(CallbackKind.CONFIRM, CallbackMessage.ofSupply(Method.CONFIRM, order));
        planning.first(CallbackKind.OUT_OF_STOCK, CallbackMessage.ofSupply(Method.OUT_OF_STOCK, order));
        if (kinds.contains(CallbackKind.UNASKED)) {
            unasked(isAsked)
                    .ifPresent(other ->
                            planning.first(CallbackKind.UNASKED, CallbackMessage.ofCancellation(other, State.SUCCESS)));
        }
        planning.first(CallbackKind.FORGED, message);
        planning.first(CallbackKind.EXPIRED, message);
        Set<CallbackKind> own = EnumSet.copyOf(kinds);
        own.removeAll(Planning.OTHERS);
        SignedForm form = SignedForm.of(message, options.keys(), now);
        all.add(new Planned(form, Optional.of(soId), own, Duration.ZERO, true));
        if (kinds.contains(CallbackKind.TWICE)) {
            all.add(new Planned(form, Optional.of(soId), EnumSet.of(CallbackKind.TWICE), Duration.ZERO, false));
        }
        Optional<Duration> delay = kinds.contains(CallbackKind.EARLY)
                ? Optional.empty()
                : Optional.of(
                        kinds.contains(CallbackKind.LATE) ? options.delay().plus(options.late()) : options.delay());
        return new Outcome(
                state, Optional.of(new CallbackBatch(url.get(), all, delay, kinds.contains(CallbackKind.HELD))));
    }

    /** All kinds that hit, but of those that say how it ended the first alone. */
    private Set<CallbackKind> hits(RandomGenerator random) {
        Set<CallbackKind> kinds = EnumSet.noneOf(CallbackKind.class);
        ListIterator<CallbackRule> each = rules.listIterator();
        while (each.hasNext()) {
            CallbackRule rule = each.next();
            boolean counts = !rule.kind().isOutcome() || kinds.stream().noneMatch(CallbackKind::isOutcome);
            if (rule.frequency().hits(random) && counts && kinds.add(rule.kind())) {
                rule.frequency()
                        .rest()
                        .ifPresentOrElse(rest -> each.set(new CallbackRule(rule.kind(), rest)), each::remove);
            }
        }
        return kinds;
    }

    private Optional<KnownOrder> unasked(Predicate<String> isAsked) {
        return orders.values().stream()
                .filter(order -> !isAsked.test(order.soId()) && turnedBack.add(order.soId()))
                .findFirst();
    }

    /** The callbacks that go before the one that counts. */
    private final class Planning {
        /** Kinds that are said of the callback before it, or behind it. */
        private static final Set<CallbackKind> OTHERS = EnumSet.of(
                CallbackKind.CONFIRM,
                CallbackKind.OUT_OF_STOCK,
                CallbackKind.UNASKED,
                CallbackKind.FORGED,
                CallbackKind.EXPIRED,
                CallbackKind.TWICE);

        private final List<Planned> all;
        private final Set<CallbackKind> kinds;
        private final String soId;
        private final Instant now;

        Planning(List<Planned> all, Set<CallbackKind> kinds, String soId, Instant now) {
            this.all = all;
            this.kinds = kinds;
            this.soId = soId;
            this.now = now;
        }

        void first(CallbackKind kind, CallbackMessage message) {
            if (kinds.contains(kind)) {
                boolean forged = kind == CallbackKind.FORGED;
                boolean expired = kind == CallbackKind.EXPIRED;
                SignedForm form = signed(message, forged, expired, now);
                all.add(new Planned(form, Optional.of(soId), EnumSet.of(kind), Duration.ZERO, !forged && !expired));
            }
        }
    }

    private SignedForm signed(CallbackMessage message, boolean forged, boolean expired, Instant now) {
        Instant at = expired ? now.minus(EXPIRED) : now;
        return forged ? SignedForm.forged(message, options.keys(), at) : SignedForm.of(message, options.keys(), at);
    }

    /**
     * What somebody wants to be sent.
     *
     * @throws IllegalArgumentException if there is no address, or no order is named
     */
    CallbackBatch ofTrigger(Trigger trigger, Instant now) {
        URI to = url.orElseThrow(() -> new IllegalArgumentException(
                "This sandbox has no callback address; start it with --callback-url, or POST /callbacks/url."));
        CallbackMessage message = trigger.message(order(trigger));
        SignedForm form = signed(message, trigger.forged(), trigger.expired(), now);
        Set<CallbackKind> kinds = EnumSet.of(CallbackKind.UNASKED);
        if (trigger.forged()) {
            kinds.add(CallbackKind.FORGED);
        }
        if (trigger.expired()) {
            kinds.add(CallbackKind.EXPIRED);
        }
        List<Planned> all = new ArrayList<>();
        for (int time = 0; time < trigger.times(); time++) {
            boolean repeats = time == 0 && !trigger.forged() && !trigger.expired();
            all.add(new Planned(form, trigger.soId(), kinds, trigger.delay(), repeats));
        }
        return new CallbackBatch(to, all, Optional.of(Duration.ZERO), false);
    }

    private KnownOrder order(Trigger trigger) {
        return orders.values().stream()
                .filter(known -> trigger.soId().equals(Optional.of(known.soId()))
                        || trigger.order().equals(Optional.of(known.number())))
                .findFirst()
                .orElseGet(trigger::unheardOf);
    }
}
