package io.github.ylhcancel.model;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.model.Invariants.Broken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through all worlds that can be reached, those with the fewest disturbances first and among these by the fewest steps, until there is no
 * other or an invariant is broken.
 */
final class Exploration {
    /**
     * What was found.
     *
     * @param states how many different worlds it saw
     * @param broken the first invariant that is broken, if one is
     * @param way the shortest way to it, a line a step
     * @param kinds what happened on any of the ways
     * @param deliveries in which states it saw a delivery
     */
    record Found(
            Scope scope,
            long states,
            long steps,
            int longest,
            Optional<Broken> broken,
            List<String> way,
            Set<Protocol.Kind> kinds,
            Set<DeliveryState> deliveries) {
        @Override
        public String toString() {
            String seen = String.format(
                    Locale.ROOT,
                    "%s: %,d states, %,d steps, up to %d disturbances, ways of up to %d steps",
                    scope.name(),
                    states,
                    steps,
                    scope.disturbances(),
                    longest);
            return broken.map(one -> seen + "; \"" + one.invariant() + "\" is broken: " + one.how() + "\n  "
                            + String.join("\n  ", way))
                    .orElse(seen);
        }
    }

    private static final int NONE = -1;
    private static final int DEEPEST = 255;

    private final Scope scope;
    private final Protocol protocol;
    private final Invariants invariants;
    private final World.Rows rows = new World.Rows();

    private long[] keys = new long[World.LONGS << 12];
    private int[] parents = new int[1 << 12];
    private int[] causes = new int[1 << 12];
    /** Disturbances and steps of the shortest way, as one number that sorts so. */
    private short[] ways = new short[1 << 12];

    private int[] table = new int[1 << 14];
    private int count;

    private final List<List<Queue>> queues = new ArrayList<>();
    private final Set<Protocol.Kind> kinds = EnumSet.noneOf(Protocol.Kind.class);
    private long steps;
    private int longest;

    private Broken broken;
    private int brokenAt = Integer.MAX_VALUE;
    private int brokenFrom;
    private int brokenBy;

    private static final class Queue {
        private int[] all = new int[64];
        private int size;

        void add(int one) {
            if (size == all.length) {
                all = Arrays.copyOf(all, size * 2);
            }
            all[size++] = one;
        }
    }

    private Exploration(Scope scope, Rules rules) {
        this.scope = scope;
        this.protocol = new Protocol(scope, rules);
        this.invariants = new Invariants(scope);
        Arrays.fill(table, NONE);
        for (int cost = 0; cost <= scope.disturbances(); cost++) {
            List<Queue> byDepth = new ArrayList<>();
            for (int depth = 0; depth <= DEEPEST; depth++) {
                byDepth.add(new Queue());
            }
            queues.add(byDepth);
        }
    }

    static Found of(Scope scope, Rules rules) {
        return new Exploration(scope, rules).explore();
    }

    private Found explore() {
        long[] key = new long[World.LONGS];
        for (World world : protocol.beginnings(rows)) {
            world.fold(key);
            reach(key, NONE, NONE, 0);
        }
        World world = new World(rows);
        World next = new World(rows);
        for (int cost = 0; cost <= scope.disturbances(); cost++) {
            for (int depth = 0; depth < DEEPEST; depth++) {
                Queue queue = queues.get(cost).get(depth);
                int way = way(cost, depth);
                if (way >= brokenAt) {
                    return found();
                }
                for (int i = 0; i < queue.size; i++) {
                    if (ways[queue.all[i]] == (short) way) {
                        expand(queue.all[i], cost, depth, world, next, key);
                    }
                }
                if (queue.size > 0) {
                    longest = Math.max(longest, depth);
                }
                queues.get(cost).set(depth, null);
            }
        }
        if (broken == null) {
            lookForDeadEnds(world, key);
        }
        return found();
    }

    private static int way(int cost, int depth) {
        return cost << 8 | depth;
    }

    private void expand(int from, int cost, int depth, World world, World next, long[] key) {
        unfold(from, world);
        next.become(world);
        for (int step : protocol.all()) {
            int dearer;
            Broken wrong;
            try {
                if (!protocol.happens(next, step)) {
                    continue;
                }
                dearer = cost + protocol.cost(world, step);
                wrong = invariants.broken(world, step, next);
            } catch (IllegalStateException e) {
                // The program would stop with it: it was about to do what its own rules do not have.
                dearer = cost + protocol.cost(world, step);
                wrong = new Broken(Invariants.SETTLED_STAYS, e.getMessage());
            }
            if (dearer <= scope.disturbances()) {
                steps++;
                kinds.add(Protocol.kind(step));
                if (wrong == null) {
                    next.fold(key);
                    reach(key, from, step, way(dearer, depth + 1));
                } else if (way(dearer, depth + 1) < brokenAt) {
                    broken = wrong;
                    brokenAt = way(dearer, depth + 1);
                    brokenFrom = from;
                    brokenBy = step;
                }
            }
            next.become(world);
        }
    }

    private void unfold(int state, World into) {
        int at = state * World.LONGS;
        into.unfold(keys[at], keys[at + 1], keys[at + 2]);
    }

    private void reach(long[] key, int from, int step, int way) {
        int place = place(key);
        int state = table[place];
        if (state == NONE) {
            state = add(key, place);
        } else if ((ways[state] & 0xffff) <= way) {
            return;
        }
        parents[state] = from;
        causes[state] = step;
        ways[state] = (short) way;
        queues.get(way >> 8).get(way & 0xff).add(state);
    }

    /** Where in the table it is, or belongs. */
    private int place(long[] key) {
        long hash = (key[0] * 0x9E3779B97F4A7C15L ^ key[1]) * 0xC2B2AE3D27D4EB4FL ^ key[2];
        hash *= 0x9E3779B97F4A7C15L;
        int place = (int) (hash ^ hash >>> 32) & table.length - 1;
        while (table[place] != NONE && !isKey(table[place], key)) {
            place = place + 1 & table.length - 1;
        }
        return place;
    }

    private boolean isKey(int state, long[] key) {
        int at = state * World.LONGS;
        return keys[at] == key[0] && keys[at + 1] == key[1] && keys[at + 2] == key[2];
    }

    private int add(long[] key, int place) {
        if (count == parents.length) {
            keys = Arrays.copyOf(keys, keys.length * 2);
            parents = Arrays.copyOf(parents, count * 2);
            causes = Arrays.copyOf(causes, count * 2);
            ways = Arrays.copyOf(ways, count * 2);
        }
        System.arraycopy(key, 0, keys, count * World.LONGS, World.LONGS);
        table[place] = count;
        count++;
        if (count * 2 > table.length) {
            enlarge();
        }
        return count - 1;
    }

    private void enlarge() {
        table = new int[table.length * 2];
        Arrays.fill(table, NONE);
        long[] key = new long[World.LONGS];
        for (int state = 0; state < count; state++) {
            System.arraycopy(keys, state * World.LONGS, key, 0, World.LONGS);
            table[place(key)] = state;
        }
    }

    /** From each world the program comes, by itself, to one in which nothing is due any more. */
    private void lookForDeadEnds(World world, long[] key) {
        boolean[] good = new boolean[count];
        for (int state = 0; state < count; state++) {
            List<Integer> passed = new ArrayList<>();
            int at = state;
            unfold(at, world);
            while (at == NONE || !good[at]) {
                if (at != NONE) {
                    passed.add(at);
                }
                int step = protocol.onward(world);
                if (step == -1) {
                    break;
                }
                if (step == -2 || passed.size() > 100 || !protocol.happens(world, step)) {
                    broken = new Broken(Invariants.NO_DEAD_END, "something is due that nobody does");
                    brokenFrom = state;
                    brokenBy = NONE;
                    return;
                }
                world.fold(key);
                at = table[place(key)];
            }
            passed.forEach(one -> good[one] = true);
        }
    }

    private Found found() {
        List<String> way = new ArrayList<>();
        if (broken != null) {
            List<Integer> states = new ArrayList<>();
            for (int state = brokenFrom; state != NONE; state = parents[state]) {
                states.add(state);
            }
            Collections.reverse(states);
            World world = new World(rows);
            for (int i = 0; i < states.size(); i++) {
                unfold(states.get(i), world);
                if (i == 0) {
                    way.add("0. " + protocol.said(world));
                }
                int step = i + 1 < states.size() ? causes[states.get(i + 1)] : brokenBy;
                if (step != NONE) {
                    way.add(i + 1 + ". " + told(world, step));
                }
            }
        }
        Set<DeliveryState> deliveries = EnumSet.noneOf(DeliveryState.class);
        for (int i = 0; i < rows.deliveries.size(); i++) {
            deliveries.add(rows.deliveries.of(i).state());
        }
        return new Found(scope, count, steps, longest, Optional.ofNullable(broken), way, kinds, deliveries);
    }

    private String told(World world, int step) {
        String said = protocol.said(world, step);
        try {
            protocol.happens(world, step);
        } catch (IllegalStateException e) {
            return said + "  [" + e.getMessage() + "]";
        }
        return said + "  [" + protocol.said(world) + "]";
    }
}
