package io.github.ylhcancel.sync;

import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.Circuits;
import io.github.ylhcancel.store.ConnectionLostException;
import io.github.ylhcancel.store.Outbox;
import io.github.ylhcancel.store.Outbox.Attempt;
import io.github.ylhcancel.store.Outbox.Claim;
import io.github.ylhcancel.ylh.PacedGate;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of {@link Drain}. This thread has the database: it claims ahead of the gate, and writes down in batches what the calls came
 * to. The gate's thread sends, the client's threads classify the answers and put them into a queue. A process that dies leaves
 * rows that the next run finds: what it had claimed, and what it had not written down yet.
 */
final class DrainRun {
    private static final Logger LOG = LoggerFactory.getLogger(DrainRun.class);
    /** Outcomes are written down this often: a process that dies repeats what it had not written. */
    private static final Duration WRITE_AFTER = Duration.ofMillis(200);

    private static final int WRITE_AT = 200;
    /** How often a run that goes on looks for what has fallen due. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** While no call goes out for longer than this, nothing is kept claimed. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(2);
    /** A run that does not watch makes so many single calls while YLH fails, and waits no longer than this for one. */
    private static final int PROBES = 3;

    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);
    private static final Verdict GIVEN_UP = Verdict.of(Verdict.Kind.UNKNOWN, "the run ended before the answer came");

    private record Answer(Claim claim, boolean probe, Optional<Verdict> verdict, List<Call> calls) {}

    private record Written(Attempt attempt, Optional<Verdict> verdict) {}

    private final Drain.Tools tools;
    private final Drain.Limits limits;
    private final SteadyDatabase database;
    private final HeldLease lease;
    private final Breaker breaker;
    private final PacedGate gate;
    private final YlhClient client;
    private final Drain.Wish wish;
    private final Drain.Listener listener;
    private final Instant first;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Map<Long, Claim> underWay = new HashMap<>();
    private final List<Written> toWrite = new ArrayList<>();
    private volatile Optional<Verdict> stoppedBy = Optional.empty();
    private boolean lostTheLease;
    private int started;
    private int attempted;
    private int probesMade;
    private boolean nothingDue;
    private long lookAgainAt;
    private long writtenAt;
    private Circuit shown;

    DrainRun(
            Drain.Tools tools,
            Drain.Limits limits,
            SteadyDatabase database,
            HeldLease lease,
            PacedGate gate,
            YlhClient client,
            Drain.Wish wish,
            Drain.Listener listener) {
        this.tools = tools;
        this.limits = limits;
        this.database = database;
        this.lease = lease;
        this.breaker = database.get(() -> new Breaker(new Circuits(tools.database())));
        this.gate = gate;
        this.client = client;
        this.wish = wish;
        this.listener = listener;
        this.first = tools.clock().instant();
        this.lookAgainAt = tools.ticker().nanos();
        this.writtenAt = tools.ticker().nanos();
        this.shown = breaker.circuit();
        database.afterReconnecting(this::giveBackWhatWasNeverSent);
    }

    int attempted() {
        return attempted;
    }

    Optional<Verdict> stoppedBy() {
        return stoppedBy;
    }

    /** Who took the lease from this run, if that is why it ended. */
    Optional<String> lostTheLeaseTo() {
        return lostTheLease ? Optional.of(tools.lease().otherHolder().orElse("?")) : Optional.empty();
    }

    void go() {
        try {
            database.run(this::hasten);
            while (!isToEnd()) {
                database.run(this::step);
                awaitAnswers(WRITE_AFTER);
            }
            finish();
        } finally {
            gate.close();
            lostTheLease = lease.isLost();
            giveBackTheLease();
        }
    }

    private void hasten() {
        if (wish.alsoWaiting()) {
            tools.outbox().hasten(first, tools.policy().idempotent());
        }
        if (wish.insists()) {
            breaker.probeNow();
        }
    }

    private void step() {
        writeDown(false);
        lease.renewIfDue();
        claim();
    }

    private boolean isToEnd() {
        return tools.stop().isRequested()
                || stoppedBy.isPresent()
                || lease.isLost()
                || wish.isOver(now())
                || underWay.isEmpty() && toWrite.isEmpty() && isThrough();
    }

    /** Asked when nothing is under way. */
    private boolean isThrough() {
        return started >= wish.limit() || !wish.watch() && (nothingDue || isHopeless());
    }

    /** The next runs go on looking for YLH. */
    private boolean isHopeless() {
        return breaker.isOpen() && (probesMade >= PROBES || !breaker.mayProbe(now().plus(PROBE_PATIENCE)));
    }

    // ---- claiming and calling

    private void claim() {
        if (!lease.isValid()) {
            return; // What would be claimed now would be turned back.
        }
        if (gate.paused().compareTo(LONG_PAUSE) > 0) {
            gate.turnBack();
        } else if (breaker.isOpen()) {
            gate.turnBack();
            if (underWay.isEmpty() && toWrite.isEmpty() && breaker.mayProbe(now())) {
                probesMade++;
                claim(1, true);
            }
        } else {
            int ahead = ahead();
            int room = ahead - gate.waiting();
            if (2 * room >= ahead && (!nothingDue || isTimeToLook())) {
                claim(room, false);
            }
        }
    }

    /** Enough for the gate until the next look; but what is claimed when the process dies counts as perhaps sent. */
    private int ahead() {
        return tools.policy().idempotent() ? limits.perSecond() : Math.max(2, limits.perSecond() / 10);
    }

    private boolean isTimeToLook() {
        return tools.ticker().nanos() - lookAgainAt >= 0;
    }

    private void claim(int room, boolean probe) {
        int wanted = Math.min(room, wish.limit() - started);
        if (wanted <= 0) {
            return;
        }
        List<Claim> claims = tools.outbox()
                .claimDue(wish.watch() ? now() : first, tools.policy().idempotent(), wanted, now());
        nothingDue = claims.isEmpty();
        lookAgainAt = tools.ticker().nanos() + LOOK_AGAIN.toNanos();
        if (!claims.isEmpty()) {
            tools.checkpoints().accept(Checkpoint.AFTER_CLAIM);
        }
        claims.forEach(claim -> start(claim, probe));
    }

    private void start(Claim claim, boolean probe) {
        Cancellation cancellation = claim.cancellation();
        started++;
        underWay.put(cancellation.id(), claim);
        if (cancellation.maybeApplied() && !tools.policy().idempotent()) {
            answers.add(new Answer(claim, false, Optional.of(Delivery.ABANDONED), List.of()));
            return;
        }
        List<Call> calls = new ArrayList<>();
        client.cancel(cancellation.request(), calls::add).whenComplete((verdict, mistake) -> {
            Optional<Verdict> heard = mistake == null ? verdict : Optional.of(mistake(mistake));
            heard.ifPresent(this::slowDownOrStop);
            answers.add(new Answer(claim, probe, heard, List.copyOf(calls)));
        });
    }

    private static Verdict mistake(Throwable mistake) {
        LOG.error("event=delivery.mistake", mistake);
        return Verdict.of(Verdict.Kind.UNKNOWN, "ylh failed: " + mistake);
    }

    /** At once, and not only when it is this answer's turn to be written down. */
    private void slowDownOrStop(Verdict verdict) {
        if (verdict.kind() == Verdict.Kind.NOT_APPLIED) {
            gate.slowDown();
            verdict.retryAfter().ifPresent(asked -> {
                LOG.info("event=pace.paused ms={}", asked.toMillis());
                gate.pause(asked);
            });
        } else if (verdict.kind().stopsTheRun()) {
            stoppedBy = Optional.of(verdict);
            gate.close();
        }
    }

    // ---- writing down

    private void awaitAnswers(Duration longest) {
        try {
            Answer answer = answers.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
            while (answer != null) {
                take(answer);
                answer = answers.poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Answer answer) {
        Cancellation claimed = answer.claim().cancellation();
        if (underWay.remove(claimed.id()) == null) {
            return; // It was given up when the grace was over.
        }
        if (answer.verdict().isEmpty()) {
            started--;
            nothingDue = false; // It is due as before.
        }
        answer.verdict()
                .filter(verdict -> verdict != Delivery.ABANDONED && verdict != GIVEN_UP)
                .ifPresent(verdict -> breaker.heard(verdict, answer.probe(), now()));
        Progress progress = answer.verdict()
                .map(verdict -> progress(claimed, verdict))
                .orElseGet(() -> answer.claim().unmade());
        toWrite.add(new Written(new Attempt(claimed, progress, answer.calls()), answer.verdict()));
    }

    private Progress progress(Cancellation claimed, Verdict verdict) {
        boolean counts = !breaker.isOpen() && verdict.kind() != Verdict.Kind.NOT_APPLIED;
        return counts
                ? tools.policy().after(claimed, verdict, now(), tools.random())
                : tools.policy().withoutCounting(claimed, verdict, now(), tools.random());
    }

    private void writeDown(boolean atOnce) {
        boolean isTime = tools.ticker().nanos() - writtenAt >= WRITE_AFTER.toNanos();
        if (toWrite.isEmpty() || !(atOnce || isTime || underWay.isEmpty() || toWrite.size() >= WRITE_AT)) {
            return;
        }
        tools.checkpoints().accept(Checkpoint.AFTER_ANSWER);
        Instant now = now();
        Set<Long> ours =
                tools.outbox().finish(toWrite.stream().map(Written::attempt).toList(), now);
        List<Written> written = List.copyOf(toWrite);
        toWrite.clear();
        writtenAt = tools.ticker().nanos();
        breaker.save();
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
    private void finish() {
        gate.close();
        long end = tools.ticker().nanos() + limits.grace().toNanos();
        while (!underWay.isEmpty() && end - tools.ticker().nanos() > 0) {
            awaitAnswers(WRITE_AFTER);
            database.run(() -> {
                writeDown(false);
                lease.renewIfDue();
            });
        }
        for (Claim claim : List.copyOf(underWay.values())) {
            take(new Answer(claim, false, Optional.of(GIVEN_UP), List.of()));
        }
        database.run(() -> writeDown(true));
    }

    private void giveBackTheLease() {
        database.afterReconnecting(() -> {});
        try {
            database.run(() -> lease.release(gate.sinceLastCall()));
        } catch (ConnectionLostException e) {
            LOG.warn("event=lease.not-released cause={}", e.getMessage());
        }
    }

    /** The connection may have been lost between a claim's commit and its answer: then rows are ours that nobody sends. */
    private void giveBackWhatWasNeverSent() {
        Outbox outbox = tools.outbox();
        List<Attempt> unsent = new ArrayList<>();
        for (Cancellation mine : outbox.mine()) {
            boolean known = underWay.containsKey(mine.id())
                    || toWrite.stream().anyMatch(one -> one.attempt().claimed().id() == mine.id());
            if (!known) {
                unsent.add(new Attempt(mine, new Claim(mine, first).unmade(), List.of()));
            }
        }
        if (!unsent.isEmpty()) {
            outbox.finish(unsent, now());
        }
    }

    private Instant now() {
        return tools.clock().instant();
    }
}
