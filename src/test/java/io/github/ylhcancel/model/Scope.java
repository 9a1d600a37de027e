package io.github.ylhcancel.model;

/**
 * What an exploration covers.
 *
 * @param orders one order alone, or a main order and its child with the same goods
 * @param known of how many of them YLH knows
 * @param repeats whether YLH takes a byte-identical repeat for the same request ({@code ylh.idempotent})
 * @param rollsBack whether refused orders are put back by themselves ({@code ylh.on-reject})
 * @param soon whether an order is cancelled anew so soon that YLH's clock cannot tell which of its requests a callback is about
 * @param unasked whether an order is cancelled here of which YLH says unasked that it has cancelled it ({@code callback.unasked})
 * @param disturbances how many disturbances there may be on the way to a state, whichever they are and however often each: a crash, an answer
 *     lost, a lease that runs out under a living process, an operator's word, the shop acting by itself, a callback that comes again. What
 *     happens anyway (deciding, claiming, sending, answering, recording, YLH's callback, putting back) is free and as often as it can be
 */
record Scope(
        String name,
        int orders,
        int known,
        boolean repeats,
        boolean rollsBack,
        boolean soon,
        boolean unasked,
        int disturbances) {
    static Scope alone(int disturbances) {
        return new Scope("one order", 1, 1, true, true, false, false, disturbances);
    }

    static Scope unknown(int disturbances) {
        return new Scope("one order without a so-id", 1, 0, true, true, false, false, disturbances);
    }

    /** Of whose child YLH does not know. */
    static Scope familyHalfKnown(int disturbances) {
        return new Scope("main order and a child without a so-id", 2, 1, true, true, false, false, disturbances);
    }

    static Scope family(int disturbances) {
        return new Scope("main order and child", 2, 2, true, true, false, false, disturbances);
    }

    Scope withoutRepeats() {
        return new Scope(name + ", no repeats", orders, known, false, rollsBack, soon, unasked, disturbances);
    }

    Scope holding() {
        return new Scope(name + ", refused ones held", orders, known, repeats, false, soon, unasked, disturbances);
    }

    Scope cancelledAnewSoon() {
        return new Scope(
                name + ", cancelled anew within minutes",
                orders,
                known,
                repeats,
                rollsBack,
                true,
                unasked,
                disturbances);
    }

    Scope takingUnasked() {
        return new Scope(
                name + ", cancelled when YLH says so", orders, known, repeats, rollsBack, soon, true, disturbances);
    }

    boolean family() {
        return orders == 2;
    }

    /** Whether YLH knows of it. */
    boolean knows(int order) {
        return order < known;
    }
}
