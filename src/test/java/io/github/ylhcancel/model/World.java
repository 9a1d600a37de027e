package io.github.ylhcancel.model;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Money;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.domain.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One state of everything: the database, what two processes and an operator have in their memory, the network, YLH. Orders are numbered 0
 * (alone, or the main one) and 1 (its child), the cancellations of an order 1 and 2; 0 stands for what YLH does without a request of ours.
 *
 * <p>It is kept as three numbers, and unfolded only to be looked at: the rows of the program are its own objects, each kept once.
 */
final class World {
    static final int LONGS = 3;
    /** How many units both orders have of the one article; in a family it was taken from the stock once. */
    static final int GOODS = 2;

    /** How far a process has come with a delivery. */
    enum At {
        IDLE,
        CLAIMED,
        SENT,
        ANSWERED
    }

    /** How YLH stands with one request about an order; of no request of ours, how it stands with the shop's own or its own doing. */
    enum Supplier {
        UNHEARD,
        TAKEN,
        CANCELLED,
        PARTLY,
        /** It said no as an answer. The same bytes again may be taken. */
        REFUSED,
        /** It said no by callback, or when a person asked. The same bytes are refused, unless a person wants them sent again. */
        ENDED;

        /** Whether YLH has done something, or will. */
        boolean holds() {
            return this == TAKEN || this == CANCELLED || this == PARTLY;
        }
    }

    private static final OrderStatus[] STATUS = OrderStatus.values();
    private static final Money[] MONEY = Money.values();
    private static final At[] AT = At.values();
    private static final Supplier[] SUPPLIER = Supplier.values();
    private static final Verdict.Kind[] VERDICT = Verdict.Kind.values();

    /** The rows, each once, for all worlds of an exploration. */
    static final class Rows {
        final Kept<Cancellation> deliveries = new Kept<>(1 << 12);
        final Kept<List<Transition>> changes = new Kept<>(1 << 6);

        Rows() {
            changes.number(List.of());
        }
    }

    /** An order of the shop and what is on record about it. */
    static final class Shop {
        OrderStatus status = OrderStatus.PENDING;
        /** The shop's own program has asked YLH and has no answer. */
        boolean told;

        Money money = Money.NONE;
        /** By number, from 1; 0 where there is none, otherwise one more than its number among the kept ones. */
        final int[] deliveries = new int[3];
        /** As a bit for each number: the lease is over. */
        int leaseOver;

        int changes;
        /** As a bit for each number: what its cancellation gave back is not taken again. */
        int cameBack;
        /** Whether it has a claim to the goods, as the shop would see it. */
        boolean holds = true;

        final Supplier[] supplier = {Supplier.UNHEARD, Supplier.UNHEARD, Supplier.UNHEARD};
        /** As a bit for each number and outcome: YLH's callback is on its way. */
        int callbacks;
        /** As a bit for each number: a refusal is on its way by callback that YLH sent before a person had the request sent again. */
        int stale;
        /** As a bit for each number: a copy of the request is on its way that nobody waits for. */
        int late;

        private void become(Shop other) {
            status = other.status;
            told = other.told;
            money = other.money;
            System.arraycopy(other.deliveries, 0, deliveries, 0, 3);
            leaseOver = other.leaseOver;
            changes = other.changes;
            cameBack = other.cameBack;
            holds = other.holds;
            System.arraycopy(other.supplier, 0, supplier, 0, 3);
            callbacks = other.callbacks;
            stale = other.stale;
            late = other.late;
        }
    }

    /** What a process remembers. */
    static final class Process {
        At at = At.IDLE;
        int order;
        /** The row as it was claimed. */
        int claimed;

        Verdict.Kind verdict = Verdict.Kind.ACCEPTED;
        /** A person has had the request sent again since it was claimed. */
        boolean outlasted;

        void forget() {
            at = At.IDLE;
            order = 0;
            claimed = 0;
            verdict = Verdict.Kind.ACCEPTED;
            outlasted = false;
        }

        private void become(Process other) {
            at = other.at;
            order = other.order;
            claimed = other.claimed;
            verdict = other.verdict;
            outlasted = other.outlasted;
        }
    }

    final Rows rows;
    final Shop[] shops = {new Shop(), new Shop()};
    final Process[] processes = {new Process(), new Process()};
    /** What the operator is about to say of a delivery as he saw it: 0 nothing, otherwise one of {@link Protocol.Word} and one more. */
    int word;

    int wordOrder;
    int wordSeen;
    /** What this program gave back and did not take again, of order or family. */
    int released;
    /** What customers have bought of it since. */
    int sold;
    /** What the shop's own program gave back, less what it took again. */
    int byShop;

    World(Rows rows) {
        this.rows = rows;
    }

    void become(World other) {
        for (int i = 0; i < 2; i++) {
            shops[i].become(other.shops[i]);
            processes[i].become(other.processes[i]);
        }
        word = other.word;
        wordOrder = other.wordOrder;
        wordSeen = other.wordSeen;
        released = other.released;
        sold = other.sold;
        byShop = other.byShop;
    }

    Optional<Cancellation> delivery(int order, int number) {
        int kept = shops[order].deliveries[number];
        return kept == 0 ? Optional.empty() : Optional.of(rows.deliveries.of(kept - 1));
    }

    void put(int order, Cancellation delivery) {
        shops[order].deliveries[delivery.number()] = rows.deliveries.number(delivery) + 1;
    }

    /** The latest first, as the store reads them. */
    List<Cancellation> deliveries(int order) {
        List<Cancellation> found = new ArrayList<>(2);
        delivery(order, 2).ifPresent(found::add);
        delivery(order, 1).ifPresent(found::add);
        return found;
    }

    List<Transition> changes(int order) {
        return rows.changes.of(shops[order].changes);
    }

    void add(int order, Transition change) {
        List<Transition> more = new ArrayList<>(changes(order));
        more.add(change);
        shops[order].changes = rows.changes.number(List.copyOf(more));
    }

    Cancellation claimed(Process process) {
        return rows.deliveries.of(process.claimed);
    }

    /** How much of the article is on the shelf. */
    int stock() {
        return released + byShop - sold;
    }

    void fold(long[] into) {
        for (int i = 0; i < 2; i++) {
            Shop shop = shops[i];
            Bits bits = new Bits();
            bits.add(shop.status.ordinal(), 3).add(shop.told ? 1 : 0, 1).add(shop.money.ordinal(), 3);
            bits.add(shop.deliveries[1], 12).add(shop.deliveries[2], 12).add(shop.changes, 6);
            for (Supplier one : shop.supplier) {
                bits.add(one.ordinal(), 3);
            }
            bits.add(shop.callbacks, 9)
                    .add(shop.stale >> 1, 2)
                    .add(shop.late >> 1, 2)
                    .add(shop.leaseOver >> 1, 2);
            into[i] = bits.add(shop.cameBack >> 1, 2).add(shop.holds ? 1 : 0, 1).value;
        }
        Bits bits = new Bits();
        for (Process one : processes) {
            bits.add(one.at.ordinal(), 2).add(one.order, 1).add(one.claimed, 12).add(one.verdict.ordinal(), 3);
            bits.add(one.outlasted ? 1 : 0, 1);
        }
        bits.add(word, 3).add(wordOrder, 1).add(wordSeen, 12);
        into[2] = bits.add(released + 4, 4).add(sold / GOODS, 2).add(byShop + 4, 4).value;
    }

    void unfold(long order0, long order1, long rest) {
        long[] folded = {order0, order1};
        for (int i = 0; i < 2; i++) {
            Shop shop = shops[i];
            Bits bits = new Bits(folded[i]);
            shop.status = STATUS[bits.take(3)];
            shop.told = bits.take(1) == 1;
            shop.money = MONEY[bits.take(3)];
            shop.deliveries[1] = bits.take(12);
            shop.deliveries[2] = bits.take(12);
            shop.changes = bits.take(6);
            for (int k = 0; k < 3; k++) {
                shop.supplier[k] = SUPPLIER[bits.take(3)];
            }
            shop.callbacks = bits.take(9);
            shop.stale = bits.take(2) << 1;
            shop.late = bits.take(2) << 1;
            shop.leaseOver = bits.take(2) << 1;
            shop.cameBack = bits.take(2) << 1;
            shop.holds = bits.take(1) == 1;
        }
        Bits bits = new Bits(rest);
        for (Process one : processes) {
            one.at = AT[bits.take(2)];
            one.order = bits.take(1);
            one.claimed = bits.take(12);
            one.verdict = VERDICT[bits.take(3)];
            one.outlasted = bits.take(1) == 1;
        }
        word = bits.take(3);
        wordOrder = bits.take(1);
        wordSeen = bits.take(12);
        released = bits.take(4) - 4;
        sold = bits.take(2) * GOODS;
        byShop = bits.take(4) - 4;
    }

    /** Numbers of a few bits each, one after the other in one of 64. */
    private static final class Bits {
        private long value;
        private int at;

        Bits() {}

        Bits(long value) {
            this.value = value;
        }

        Bits add(int number, int width) {
            if (number < 0 || number >>> width != 0 || at + width > Long.SIZE) {
                throw new IllegalStateException(number + " does not fit into " + width + " bits at " + at);
            }
            value |= (long) number << at;
            at += width;
            return this;
        }

        int take(int width) {
            int number = (int) (value >>> at & (1L << width) - 1);
            at += width;
            return number;
        }
    }
}
