package io.github.ylhcancel.sandbox;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The kind {@code any} of a fault rule: each request that it hits gets one of the faults after which a delivery is tried again. */
public enum AnyFault implements FaultRule.Kind {
    ANY;

    /** After these a client stops, or has its answer. */
    private static final Set<Fault> FINAL = EnumSet.of(
            Fault.BAD_REQUEST,
            Fault.FORBIDDEN,
            Fault.NOT_FOUND,
            Fault.WALL,
            Fault.CONFLICT,
            Fault.REDIRECT,
            Fault.REFUSE);

    private static final List<Fault> AT_CANCEL = Arrays.stream(Fault.values())
            .filter(fault -> !FINAL.contains(fault))
            // Its megabytes say no more than an empty answer and hold up the calls beside it.
            .filter(fault -> fault != Fault.HUGE)
            .toList();

    /** A token that is refused there means wrong credentials, and those are final. */
    private static final List<Fault> AT_TOKEN =
            AT_CANCEL.stream().filter(fault -> fault != Fault.UNAUTHORIZED).toList();

    @Override
    public String word() {
        return "any";
    }

    @Override
    public String description() {
        return "does one of these, drawn for each request: all but "
                + String.join(
                        ", ",
                        Arrays.stream(Fault.values())
                                .filter(fault -> !AT_CANCEL.contains(fault))
                                .map(Fault::word)
                                .toList());
    }

    @Override
    public Fault drawn(Endpoint endpoint, RandomGenerator random) {
        List<Fault> faults = possible(endpoint);
        return faults.get(random.nextInt(faults.size()));
    }

    static List<Fault> possible(Endpoint endpoint) {
        return endpoint == Endpoint.TOKEN ? AT_TOKEN : AT_CANCEL;
    }
}
