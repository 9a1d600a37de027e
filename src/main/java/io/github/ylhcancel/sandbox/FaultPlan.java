package io.github.ylhcancel.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The rules still in force, oldest first; the first rule that hits a request is the one that counts. */
final class FaultPlan {
    private final List<FaultRule> rules = new ArrayList<>();
    private final Chance chance;

    FaultPlan(List<FaultRule> rules, long seed) {
        this.rules.addAll(rules);
        this.chance = new Chance(seed);
    }

    void add(FaultRule rule) {
        rules.add(rule);
    }

    void clear() {
        rules.clear();
    }

    /** These rules instead, with chance as it was at the start. */
    void restart(List<FaultRule> first) {
        clear();
        rules.addAll(first);
        chance.clear();
    }

    /** The rules as they now stand: a count is what is left of it. */
    List<FaultRule> rules() {
        return List.copyOf(rules);
    }

    /**
     * The fault of one request that is in order.
     *
     * @param whose the {@code soId} at the cancel endpoint
     */
    Optional<Fault> next(Endpoint endpoint, String whose) {
        RandomGenerator random = chance.next(endpoint.word() + " " + whose);
        ListIterator<FaultRule> each = rules.listIterator();
        while (each.hasNext()) {
            FaultRule rule = each.next();
            if (rule.endpoint() == endpoint && rule.frequency().hits(random)) {
                useUp(rule, each);
                return Optional.of(rule.kind().drawn(endpoint, random));
            }
        }
        return Optional.empty();
    }

    private static void useUp(FaultRule rule, ListIterator<FaultRule> place) {
        rule.frequency()
                .rest()
                .ifPresentOrElse(rest -> place.set(new FaultRule(rule.kind(), rest, rule.endpoint())), place::remove);
    }
}
