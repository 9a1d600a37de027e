package io.github.ylhcancel.model;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.OrderStatus;
import java.util.Optional;

/** What has to hold in every world and at every step. Each answers what is wrong, or null. */
final class Invariants {
    static final String STOCK_ONCE = "stock once";
    static final String ONE_REQUEST = "one request";
    static final String NO_GUESS = "no guess";
    static final String SETTLED_STAYS = "settled stays";
    static final String NO_DEAD_END = "no dead end";

    /** One of them is broken. */
    record Broken(String invariant, String how) {}

    private final int orders;

    Invariants(Scope scope) {
        orders = scope.orders();
    }

    /** What is wrong with a world, or with the step to it. */
    Broken broken(World before, int step, World after) {
        String stock = stockOnce(after);
        if (stock != null) {
            return new Broken(STOCK_ONCE, stock);
        }
        for (int i = 0; i < orders; i++) {
            Broken broken = broken(before, step, after, i);
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    private Broken broken(World before, int step, World after, int i) {
        String settled = settledStays(before, step, after, i);
        if (settled != null) {
            return new Broken(SETTLED_STAYS, settled);
        }
        String request = oneRequest(before, after, i);
        if (request != null) {
            return new Broken(ONE_REQUEST, request);
        }
        String guess = noGuess(before, step, after, i);
        return guess == null ? null : new Broken(NO_GUESS, guess);
    }

    /** While an order has a claim to the goods nothing of it is back on the shelf, and once none has, all of it is, once. */
    private String stockOnce(World world) {
        boolean holds = false;
        for (int i = 0; i < orders; i++) {
            holds |= world.shops[i].holds;
        }
        int back = world.released + world.byShop;
        if (back != (holds ? 0 : World.GOODS)) {
            return "of " + World.GOODS + " units " + back + " came back while "
                    + (holds ? "an order has them" : "no order has them");
        }
        if (world.released < 0) {
            return "more was taken again than came back";
        }
        return world.stock() < 0 ? "the stock is " + world.stock() : null;
    }

    /** What is over goes on by YLH's word or a person's alone, what is over for good not at all. */
    private static String settledStays(World before, int step, World after, int i) {
        for (int number = 1; number <= 2; number++) {
            if (before.shops[i].deliveries[number] == after.shops[i].deliveries[number]) {
                continue;
            }
            Optional<Cancellation> was = before.delivery(i, number);
            if (was.isEmpty()) {
                continue;
            }
            DeliveryState from = was.get().state();
            DeliveryState to = after.delivery(i, number).orElseThrow().state();
            boolean mayGoOn = switch (from) {
                case CONFIRMED, COMPENSATED, WITHDRAWN -> from == to;
                case PARTIAL, ABANDONED, ACCEPTED, HELD -> from == to || Protocol.isWordOfYlhOrPerson(step);
                case PENDING, SENDING, UNKNOWN, REJECTED, DEAD -> true;
            };
            if (!mayGoOn) {
                return "a delivery that was " + from + " is " + to;
            }
        }
        return null;
    }

    /** Of the requests about an order one at most is neither refused nor withdrawn; and none ever changes. */
    private static String oneRequest(World before, World after, int i) {
        CancellationRequest live = null;
        for (int number = 1; number <= 2; number++) {
            Optional<Cancellation> row = after.delivery(i, number);
            if (row.isEmpty()) {
                continue;
            }
            CancellationRequest request = row.get().request();
            if (before.delivery(i, number)
                    .filter(was -> !was.request().equals(request))
                    .isPresent()) {
                return "a request was changed";
            }
            if (isLive(row.get())) {
                if (live != null && !live.equals(request)) {
                    return "YLH gets two requests about one order, and neither was refused or withdrawn";
                }
                live = request;
            }
        }
        return null;
    }

    private static boolean isLive(Cancellation row) {
        return switch (row.state()) {
            case PENDING, SENDING, ACCEPTED, UNKNOWN, CONFIRMED, PARTIAL, DEAD -> true;
            case ABANDONED -> row.maybeApplied();
            case HELD -> row.hold().filter(Hold.REFUSED_ON_REPEAT::equals).isPresent();
            case REJECTED, COMPENSATED, WITHDRAWN -> false;
        };
    }

    /** What was put back YLH has not done and does not do; and nothing is put back that is on record as taken. */
    private static String noGuess(World before, int step, World after, int i) {
        for (int number = 1; number <= 2; number++) {
            Optional<Cancellation> row = after.delivery(i, number);
            boolean isBack = row.filter(
                            one -> one.state() == DeliveryState.COMPENSATED || one.state() == DeliveryState.WITHDRAWN)
                    .isPresent();
            if (isBack && after.shops[i].supplier[number].holds()) {
                return "the order was put back, and YLH has taken the request";
            }
        }
        if (Protocol.isPutBack(step)
                && before.shops[i].status == OrderStatus.CANCELLED
                && after.shops[i].status != OrderStatus.CANCELLED) {
            for (int number = 1; number <= 2; number++) {
                if (before.shops[i].supplier[number].holds()) {
                    return "the order is put back, and YLH has taken its request #" + number;
                }
                if (before.delivery(i, number)
                        .filter(row -> row.state().isTaken())
                        .isPresent()) {
                    return "the order is put back, and its delivery #" + number + " is on record as taken";
                }
            }
        }
        return null;
    }
}
