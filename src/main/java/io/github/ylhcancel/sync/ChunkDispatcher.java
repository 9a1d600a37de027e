package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.CircuitStore;
import io.github.ylhcancel.ylh.Connections;
import io.github.ylhcancel.ylh.RateLimiter;
import io.github.ylhcancel.ylh.YlhClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells YLH, for a command that cancels in chunks, what each chunk has come to: the chunk's own deliveries and no other, one
 * try each, many at a time, as {@code sync} does and in its place. So it takes the lease and keeps it from chunk to chunk
 * until {@link #pause}. Whatever it does not tell, {@code sync} will. Used by one thread.
 */
public final class ChunkDispatcher implements AutoCloseable {
    /** Fewer are told one after the other, without the lease. */
    static final int MANY = 5;

    private final OutboxDispatcher.Tools tools;
    private final OutboxDispatcher.Limits limits;
    private final Function<RateLimiter, YlhClient> clients;
    private final CautiousDelivery few;
    private final OutboxDispatcher.Listener listener;
    private final Database database;
    private final Cancellations cancellations;
    private Optional<DispatchSession> session = Optional.empty();
    private Optional<Verdict> stoppedBy = Optional.empty();
    private Optional<String> heldBy = Optional.empty();
    private Circuit circuit = Circuit.CLOSED;

    /**
     * @param clients makes the client whose calls go through the limiter that it is given; it is closed with this
     * @param few tells the deliveries of a small chunk, as those of single orders
     * @param listener hears of the deliveries of the other chunks while they are told
     */
    public ChunkDispatcher(
            OutboxDispatcher.Tools tools,
            OutboxDispatcher.Limits limits,
            Function<RateLimiter, YlhClient> clients,
            CautiousDelivery few,
            OutboxDispatcher.Listener listener) {
        this.tools = tools;
        this.limits = limits;
        this.clients = clients;
        this.few = few;
        this.listener = listener;
        this.database = tools.database();
        this.cancellations = new Cancellations(database);
    }

    /**
     * Is closed with the run.
     *
     * @param stop ends telling YLH
     * @param listener hears of the deliveries of the larger chunks while they are told
     */
    public static ChunkDispatcher from(
            RunContext context,
            Database open,
            YlhAccess access,
            Told told,
            StopSignal stop,
            OutboxDispatcher.Listener listener) {
        ChunkDispatcher dispatcher = new ChunkDispatcher(
                OutboxDispatcher.tools(context, open, access, told, stop),
                OutboxDispatcher.limits(context, access, context.settings().maxInFlight()),
                limiter -> Delivery.client(context, access, limiter, Connections.KEPT_WHEN_BUSY),
                new CautiousDelivery(Delivery.from(context, open, access, told), new Cancellations(open)),
                listener);
        context.closeAtTheEnd(dispatcher::close);
        return dispatcher;
    }

    /**
     * Tells YLH of them, whenever they are due. Calls nothing for one that is settled, that a living process is sending, or
     * that YLH may have applied and may not be sent twice; and nothing at all once YLH has turned the run away, while it
     * fails as a whole, while another process has the lease, or when the run is to end.
     *
     * @param ids keys of cancellations that are committed
     * @return how each stands now, in the order of the keys, without a verdict where none was called for. If the database is lost and does
     *     not come back, only those that YLH has answered: that is said, though it could not be written down
     */
    public Map<Long, Delivery.Report> tell(List<Long> ids) {
        Set<Long> each = new LinkedHashSet<>(ids);
        Map<Long, Delivery.Report> told = new HashMap<>();
        try {
            if (!each.isEmpty() && stoppedBy.isEmpty() && !tools.stop().isRequested() && !ylhFails()) {
                if (holdsTheLease() || each.size() >= MANY) {
                    tellMany(each, told);
                } else {
                    tellFew(each, told);
                }
            }
            return withTheOthers(each, told);
        } catch (ConnectionLostException away) {
            if (!isDatabaseGone()) {
                throw away;
            }
            each.retainAll(told.keySet());
            return inOrder(each, told);
        }
    }

    private boolean isDatabaseGone() {
        return database.gone().isPresent();
    }

    /** Asked only while another may have found out meanwhile: what this process finds out makes it give the lease back. */
    private boolean ylhFails() {
        if (!holdsTheLease()) {
            circuit = database.again(() -> new CircuitStore(database).read());
        }
        return circuit.isOpen();
    }

    private boolean holdsTheLease() {
        return session.filter(open -> !open.isWithoutLease()).isPresent();
    }

    private void tellFew(Set<Long> ids, Map<Long, Delivery.Report> told) {
        for (long id : ids) {
            if (few.stoppedBy().isEmpty() && !tools.stop().isRequested() && !isDatabaseGone()) {
                told.put(id, few.deliver(id));
            }
        }
        stoppedBy = few.stoppedBy();
    }

    private void tellMany(Set<Long> ids, Map<Long, Delivery.Report> told) {
        DispatchSession open = session.orElseGet(() -> new DispatchSession(tools, limits, clients));
        boolean sound = false;
        try {
            sound = tellMany(open, ids, told);
        } finally {
            session = sound ? Optional.of(open) : Optional.empty();
            if (!sound) {
                open.close();
            }
        }
        if (circuit.isOpen()) {
            pause(); // So that sync can find out whether YLH is back.
        }
    }

    /** Answers whether the session can be used for the next chunk. */
    private boolean tellMany(DispatchSession open, Set<Long> ids, Map<Long, Delivery.Report> told) {
        if (open.isWithoutLease()) {
            Optional<String> other = open.take();
            if (other.isPresent()) {
                heldBy = other;
                return true;
            }
        }
        DispatchRun run = new DispatchRun(tools, limits, open, new NamedDeliveries(tools, ids), new Collecting(told));
        boolean through = run.go();
        stoppedBy = run.stoppedBy();
        circuit = open.breaker().circuit();
        if (!through && open.isWithoutLease()) {
            heldBy = Optional.of(open.successor());
        } else if (!through) {
            open.giveBackTheLease();
        }
        return through;
    }

    private final class Collecting implements OutboxDispatcher.Listener {
        private final Map<Long, Delivery.Report> told;

        Collecting(Map<Long, Delivery.Report> told) {
            this.told = told;
        }

        @Override
        public void delivered(Delivery.Report report) {
            told.put(report.cancellation().id(), report);
            listener.delivered(report);
        }

        @Override
        public void ending(int underWay, Duration grace) {
            listener.ending(underWay, grace);
        }

        @Override
        public void circuit(Circuit changed) {
            listener.circuit(changed);
        }
    }

    private Map<Long, Delivery.Report> withTheOthers(Set<Long> ids, Map<Long, Delivery.Report> told) {
        Set<Long> others = new HashSet<>(ids);
        others.removeAll(told.keySet());
        for (Cancellation other : database.again(() -> cancellations.byIds(others))) {
            told.put(other.id(), new Delivery.Report(other, Optional.empty()));
        }
        return inOrder(ids, told);
    }

    private static Map<Long, Delivery.Report> inOrder(Set<Long> ids, Map<Long, Delivery.Report> told) {
        Map<Long, Delivery.Report> inOrder = new LinkedHashMap<>();
        ids.forEach(id -> inOrder.put(id, told.get(id)));
        return inOrder;
    }

    /** Gives the lease back until there is more to tell: when the input pauses, or a person is asked. */
    public void pause() {
        if (holdsTheLease()) {
            session.get().giveBackTheLease();
        }
    }

    /** What made more calls pointless in this run, if anything did. */
    public Optional<Verdict> stoppedBy() {
        return stoppedBy;
    }

    /** Which other process had the lease, or took it, so that something was left to it. */
    public Optional<String> heldBy() {
        return heldBy;
    }

    /** Open if YLH failed as a whole when last something was to be told. */
    public Circuit circuit() {
        return circuit;
    }

    @Override
    public void close() {
        pause();
        session.ifPresent(DispatchSession::close);
        session = Optional.empty();
    }
}
