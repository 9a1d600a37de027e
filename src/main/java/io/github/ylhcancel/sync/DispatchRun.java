package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.Outbox.Attempt;
import io.github.ylhcancel.store.Outbox.Claim;
import io.github.ylhcancel.ylh.Gate;
import io.github.ylhcancel.ylh.PacedLimiter;
import io.github.ylhcancel.ylh.YlhClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over the deliveries of a source. This thread has the database: it claims ahead of the limiter, and writes down in
 * batches what the calls came to. The scheduler's thread sends, the client's threads classify the answers and put them into
 * a queue. A process that dies leaves rows that the next run finds: what it had claimed, and what it had not written down
 * yet.
 */
final class DispatchRun {
    private static final Logger LOG = LoggerFactory.getLogger(DispatchRun.class);
    /** Outcomes are written down this often: a process that dies repeats what it had not written. */
    private static final Duration WRITE_AFTER = Duration.ofMillis(400);

    private static final int WRITE_AT = 200;
    /** How soon a run notices that it is to end. */
    private static final Duration REACTION = Duration.ofMillis(100);

    /** How often a run that goes on looks for what has fallen due. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** While no call goes out for longer than this, nothing is kept claimed. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(2);
    /** A run that does not watch makes so many single calls while YLH fails, and waits no longer than this for one. */
    private static final int PROBES = 3;

    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);
    private static final Verdict GIVEN_UP = Verdict.of(Verdict.Kind.UNKNOWN, "the run ended before the answer came");

    /** A delivery on its way through the limiter, to YLH and back. */
    private static final class Flight {
        private final Claim claim;
        private final boolean probe;
        private final List<Call> calls = new ArrayList<>();
        private volatile boolean out;

        Flight(Claim claim, boolean probe) {
            this.claim = claim;
            this.probe = probe;
        }
    }

    private record Answer(Flight flight, Optional<Verdict> verdict, List<Call> calls) {}

    private record Written(Attempt attempt, Optional<Verdict> verdict) {}

    private final OutboxDispatcher.Tools tools;
    private final OutboxDispatcher.Limits limits;
    private final Database database;
    private final LeaderLease lease;
    private final CircuitBreaker breaker;
    private final PacedLimiter limiter;
    private final YlhClient client;
    private final DeliverySource source;
    private final OutboxDispatcher.Listener listener;
    private final DiskStalls stalls = new DiskStalls();
    private final Instant began;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Map<Long, Flight> underWay = new HashMap<>();
    private final List<Written> toWrite = new ArrayList<>();
    private volatile Optional<Verdict> stoppedBy = Optional.empty();
    private int attempted;
    private int probesMade;
    private boolean nothingDue;
    private long lookAgainAt;
    private long writtenAt;
    private Circuit shown;

    /**
     * @param session which has the lease
     */
    DispatchRun(
            OutboxDispatcher.Tools tools,
            OutboxDispatcher.Limits limits,
            DispatchSession session,
            DeliverySource source,
            OutboxDispatcher.Listener listener) {
        this.tools = tools;
        this.limits = limits;
        this.database = tools.database();
        this.lease = session.lease();
        this.breaker = session.breaker();
        this.limiter = session.limiter();
        this.client = session.client();
        this.source = source;
        this.listener = listener;
        this.began = tools.clock().instant();
        this.shown = breaker.circuit();
        this.lookAgainAt = tools.nanoClock().nanos();
        this.writtenAt = tools.nanoClock().nanos();
    }

    int attempted() {
        return attempted;
    }

    Optional<Verdict> stoppedBy() {
        return stoppedBy;
    }

    /**
     * Returns when all is written down. Leaves the lease as it is.
     *
     * @return whether there was nothing left to do; otherwise, and when it throws, the limiter is closed
     */
    boolean go() {
        boolean orderly = false;
        database.afterReconnecting(this::sortOut);
        try {
            while (!isToEnd()) {
                database.again(this::step);
                awaitAnswers(isDone() ? Duration.ZERO : REACTION);
            }
            boolean through = isDone();
            finish(through);
            orderly = true;
            return through;
        } catch (ConnectionLostException away) {
            limiter.close();
            reportUnwritten();
            throw away;
        } finally {
            if (!orderly) {
                limiter.close();
            }
            database.afterReconnecting(() -> {});
        }
    }

    private void step() {
        writeDown(false);
        renewTheLease();
        claim();
    }

    /** What lapsed and is renewed may have been used by others meanwhile. */
    private void renewTheLease() {
        if (!lease.isValid()) {
            limiter.pause(LeaderLease.COOLDOWN);
        }
        lease.renewIfDue();
    }

    private boolean isToEnd() {
        return tools.stop().isRequested() || stoppedBy.isPresent() || lease.isLost() || source.isOver() || isDone();
    }

    private boolean isDone() {
        boolean idle = underWay.isEmpty() && toWrite.isEmpty();
        return idle && (source.isSpent() || !source.goesOn() && (nothingDue || isHopeless()));
    }

    /** The next runs go on looking for YLH. */
    private boolean isHopeless() {
        if (!source.waitsForYlh()) {
            return breaker.isOpen() || isLongPause();
        }
        return breaker.isOpen() && (probesMade >= PROBES || !breaker.mayProbe(now().plus(PROBE_PATIENCE)));
    }

    private boolean isLongPause() {
        return limiter.paused().compareTo(LONG_PAUSE) > 0;
    }

    // ---- claiming and calling

    private void claim() {
        if (!lease.isValid()) {
            return; // What would be claimed now would be turned back.
        }
        if (isLongPause()) {
            limiter.turnBack();
        } else if (breaker.isOpen()) {
            probe();
        } else {
            int ahead = ahead();
            int room = ahead - (underWay.size() - limiter.underWay());
            if (2 * room >= ahead && (!nothingDue || isTimeToLook())) {
                claim(room, false);
            }
        }
    }

    /** One call at a time, to find out. */
    private void probe() {
        boolean idle = underWay.isEmpty() && toWrite.isEmpty();
        if (source.waitsForYlh()
                && idle
                && limiter.paused().isZero()
                && breaker.mayProbe(now())
                && (!nothingDue || isTimeToLook())) {
            probesMade += claim(1, true);
        } else if (underWay.values().stream().anyMatch(flight -> !flight.probe)) {
            limiter.turnBack(); // Those who waited when it opened.
        }
    }

    /** Enough for the limiter until the next look; but what is claimed when the process dies counts as perhaps sent. */
    private int ahead() {
        int enough = Math.min(limits.perSecond(), 2 * limits.mostUnderWay());
        return tools.policy().idempotent() ? enough : Math.max(2, enough / 10);
    }

    private boolean isTimeToLook() {
        return tools.nanoClock().nanos() - lookAgainAt >= 0;
    }

    private int claim(int room, boolean probe) {
        List<Claim> claims = source.claim(room);
        nothingDue = claims.isEmpty();
        lookAgainAt = tools.nanoClock().nanos() + LOOK_AGAIN.toNanos();
        if (!claims.isEmpty()) {
            tools.checkpoints().accept(Checkpoint.AFTER_CLAIM);
        }
        claims.forEach(claim -> start(new Flight(claim, probe)));
        if (underWay.isEmpty() && toWrite.isEmpty()) {
            source.rests();
        }
        return claims.size();
    }

    private void start(Flight flight) {
        Cancellation cancellation = flight.claim.cancellation();
        boolean maySend = cancellation.maySend(tools.policy().idempotent());
        // Before it counts as under way: this may ask the database, and that may be lost.
        Optional<Verdict> objection = maySend ? tools.told().objection(cancellation) : Optional.of(Delivery.ABANDONED);
        underWay.put(cancellation.id(), flight);
        if (objection.isPresent()) {
            slowDownOrStop(objection.get());
            answers.add(new Answer(flight, objection, List.of()));
            return;
        }
        client.cancel(cancellation.request(), flight.calls::add, gate(flight)).whenComplete((verdict, mistake) -> {
            Optional<Verdict> heard = mistake == null ? verdict : Optional.of(mistake(mistake));
            heard.ifPresent(this::slowDownOrStop);
            answers.add(new Answer(flight, heard, List.copyOf(flight.calls)));
        });
    }

    private Gate gate(Flight flight) {
        long claimedAt = tools.nanoClock().nanos();
        return new Gate() {
            @Override
            public boolean isInTime() {
                boolean fresh = tools.nanoClock().nanos() - claimedAt
                        < limits.freshness().toNanos();
                flight.out |= fresh;
                return fresh;
            }

            @Override
            public CompletableFuture<Optional<Verdict>> record() {
                long asked = tools.nanoClock().nanos();
                return tools.told()
                        .write(flight.claim.cancellation())
                        .whenComplete((objection, never) ->
                                makeUpFor(Duration.ofNanos(tools.nanoClock().nanos() - asked)));
            }
        };
    }

    private void makeUpFor(Duration wait) {
        Duration pause = stalls.toMakeUpFor(wait);
        if (!pause.isZero()) {
            limiter.pause(pause);
        }
    }

    private static Verdict mistake(Throwable mistake) {
        LOG.error("event=delivery.mistake", mistake);
        return Verdict.of(Verdict.Kind.UNKNOWN, "ylh failed: " + mistake);
    }

    /** At once, and not only when it is this answer's turn to be written down. */
    private void slowDownOrStop(Verdict verdict) {
        if (verdict.kind() == Verdict.Kind.NOT_APPLIED) {
            limiter.slowDown();
            verdict.retryAfter().ifPresent(asked -> {
                LOG.info("event=pace.paused ms={}", asked.toMillis());
                limiter.pause(asked);
            });
        } else if (verdict.kind().stopsTheRun()) {
            stoppedBy = Optional.of(verdict);
            limiter.close();
        }
    }

    // ---- writing down

    private void awaitAnswers(Duration longest) {
        try {
            Answer answer = tools.scheduler().next(answers, longest.toNanos(), this::isAnswerComing);
            while (answer != null) {
                take(answer);
                answer = answers.poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those who wait at the limiter wait for time to pass. What has been answered is counted first: it only ever becomes more. */
    private boolean isAnswerComing() {
        int answered = answers.size();
        return underWay.size() - answered > limiter.waiting();
    }

    private void take(Answer answer) {
        Claim claim = answer.flight().claim;
        Cancellation claimed = claim.cancellation();
        if (!underWay.remove(claimed.id(), answer.flight())) {
            return; // It was given up when the grace was over.
        }
        if (answer.verdict().isEmpty()) {
            source.turnedBack(claim);
        }
        answer.verdict()
                .filter(verdict -> verdict != Delivery.ABANDONED && verdict != GIVEN_UP)
                .ifPresent(verdict -> breaker.heard(verdict, claimed.id(), answer.flight().probe, now()));
        Progress progress =
                answer.verdict().map(verdict -> progress(claimed, verdict)).orElseGet(claim::unmade);
        toWrite.add(new Written(new Attempt(claimed, progress, answer.calls()), answer.verdict()));
    }

    private Progress progress(Cancellation claimed, Verdict verdict) {
        boolean counts = !breaker.isOpen() && verdict.kind() != Verdict.Kind.NOT_APPLIED;
        return counts
                ? tools.policy().after(claimed, verdict, now(), tools.random())
                : tools.policy().withoutCounting(claimed, verdict, now(), tools.random());
    }

    private void writeDown(boolean atOnce) {
        boolean isTime = tools.nanoClock().nanos() - writtenAt >= WRITE_AFTER.toNanos();
        if (toWrite.isEmpty() || !(atOnce || isTime || underWay.isEmpty() || toWrite.size() >= WRITE_AT)) {
            return;
        }
        tools.checkpoints().accept(Checkpoint.AFTER_ANSWER);
        breaker.save();
        Instant now = now();
        Set<Long> ours =
                tools.outbox().finish(toWrite.stream().map(Written::attempt).toList(), now);
        List<Written> written = List.copyOf(toWrite);
        toWrite.clear();
        writtenAt = tools.nanoClock().nanos();
        // What was turned back is due as before, now that it is written down.
        nothingDue &= written.stream().noneMatch(one -> one.verdict().isEmpty());
        written.forEach(one -> report(one, ours.contains(one.attempt().claimed().id()), now));
        if (breaker.isOpen() != shown.isOpen()) {
            shown = breaker.circuit();
            listener.circuit(shown);
        }
    }

    private void report(Written written, boolean recorded, Instant now) {
        if (written.verdict().isEmpty()) {
            return;
        }
        Cancellation claimed = written.attempt().claimed();
        Progress progress = written.attempt().progress();
        Delivery.log(claimed, progress, written.verdict().get(), recorded);
        attempted++;
        listener.delivered(new Delivery.Report(claimed.after(progress, now), written.verdict()));
    }

    // ---- the end

    /** What has not been sent is turned back; what is under way has its grace to answer. */
    private void finish(boolean through) {
        if (!through) {
            limiter.close();
        }
        awaitAnswers(Duration.ZERO); // Those whom the limiter has turned back.
        if (tools.stop().isRequested() && !underWay.isEmpty()) {
            listener.ending(underWay.size(), limits.grace());
        }
        long end = tools.nanoClock().nanos() + limits.grace().toNanos();
        while (!underWay.isEmpty() && end - tools.nanoClock().nanos() > 0) {
            awaitAnswers(REACTION);
            database.again(() -> {
                writeDown(false);
                renewTheLease();
            });
        }
        for (Flight flight : List.copyOf(underWay.values())) {
            // What still waits for a token has not been sent.
            take(new Answer(flight, flight.out ? Optional.of(GIVEN_UP) : Optional.empty(), List.of()));
        }
        database.again(() -> writeDown(true));
    }

    /** What YLH has answered is said, though there is no database any more to write it down. */
    private void reportUnwritten() {
        long end = tools.nanoClock().nanos() + limits.grace().toNanos();
        do {
            awaitAnswers(underWay.isEmpty() ? Duration.ZERO : REACTION);
        } while (!underWay.isEmpty() && end - tools.nanoClock().nanos() > 0);
        Instant now = now();
        toWrite.forEach(one -> report(one, false, now));
    }

    /**
     * The connection may have been lost between a commit and the news of it. Then rows are ours that nobody sends, and ends are
     * written down that we would write again.
     */
    private void sortOut() {
        Map<Long, Cancellation> mine = new HashMap<>();
        tools.outbox().mine().forEach(row -> mine.put(row.id(), row));
        Instant now = now();
        for (Written one : List.copyOf(toWrite)) {
            if (mine.remove(one.attempt().claimed().id()) == null) {
                toWrite.remove(one);
                report(one, true, now);
            }
        }
        mine.keySet().removeAll(underWay.keySet());
        List<Attempt> unsent = mine.values().stream()
                .map(row -> new Attempt(row, new Claim(row, began).unmade(), List.of()))
                .toList();
        if (!unsent.isEmpty()) {
            tools.outbox().finish(unsent, now);
            nothingDue = false;
        }
    }

    private Instant now() {
        return tools.clock().instant();
    }
}
