package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.sandbox.FaultRule.Frequency;
import io.github.ylhcancel.sandbox.FaultRule.Next;
import io.github.ylhcancel.sandbox.FaultRule.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The rules still in force, oldest first; the first rule that hits a request is the one that counts. */
final class FaultPlan {
    private final List<FaultRule> rules = new ArrayList<>();
    private final RandomGenerator random;

    FaultPlan(List<FaultRule> rules, RandomGenerator random) {
        this.rules.addAll(rules);
        this.random = random;
    }

    void add(FaultRule rule) {
        rules.add(rule);
    }

    void clear() {
        rules.clear();
    }

    /** The rules as they now stand: a count is what is left of it. */
    List<FaultRule> rules() {
        return List.copyOf(rules);
    }

    Optional<Fault> next(Endpoint endpoint) {
        ListIterator<FaultRule> each = rules.listIterator();
        while (each.hasNext()) {
            FaultRule rule = each.next();
            if (rule.endpoint() == endpoint && hits(rule.frequency())) {
                useUp(rule, each);
                return Optional.of(rule.fault());
            }
        }
        return Optional.empty();
    }

    private boolean hits(Frequency frequency) {
        return !(frequency instanceof Percent percent) || random.nextInt(100) < percent.chance();
    }

    private static void useUp(FaultRule rule, ListIterator<FaultRule> place) {
        if (!(rule.frequency() instanceof Next next)) {
            return;
        }
        if (next.requests() == 1) {
            place.remove();
        } else {
            place.set(new FaultRule(rule.fault(), new Next(next.requests() - 1), rule.endpoint()));
        }
    }
}
