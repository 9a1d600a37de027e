package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Scheduler;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.callback.CallbackAnswer.Outcome;
import io.github.ylhcancel.callback.CallbackWorker.Result;
import io.github.ylhcancel.config.ListenAccess;
import io.github.ylhcancel.http.Answer;
import io.github.ylhcancel.http.Answering;
import io.github.ylhcancel.http.Head;
import io.github.ylhcancel.http.HttpServer;
import io.github.ylhcancel.http.Limits;
import io.github.ylhcancel.http.Request;
import io.github.ylhcancel.http.Service;
import io.github.ylhcancel.run.RunContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Receives callbacks over HTTP. A forged one is turned away before anybody works for it; of the others each is applied by one of a few
 * workers, and answered after its commit or, if that takes too long, by the word that it is to come again.
 */
public final class Listen implements Service {
    private static final Limits LIMITS = new Limits(
            512, 4, 8 << 10, 128 << 10, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(10));

    private static final String HEALTH = "/healthz";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MOST_QUEUED = 256;

    /** An answer has to be there within a second, and some of that is needed for the way. */
    private static final Duration LONGEST = Duration.ofMillis(800);

    private static final Duration LOOK_AROUND = Duration.ofMillis(200);

    private final RunContext context;
    private final ListenAccess access;
    private final Function<Message, String> texts;
    private final CallbackGate gate;
    private final Senders senders;
    private final FailedSignatures failed;
    private final Clock clock;
    private final Scheduler scheduler;
    private final ListenTally tally = new ListenTally();
    private final BlockingQueue<InHand> queue = new ArrayBlockingQueue<>(MOST_QUEUED);
    private final Map<String, InHand> inHand = new ConcurrentHashMap<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean ending;
    private HttpServer server;

    private Listen(RunContext context, ListenAccess access, Function<Message, String> texts) {
        this.context = context;
        this.access = access;
        this.texts = texts;
        this.gate = new CallbackGate(context.settings().callbackAccess());
        this.senders = new Senders(access.trustedProxies());
        this.failed = new FailedSignatures(context.nanoClock());
        this.clock = context.database().clock();
        this.scheduler = context.scheduler();
    }

    /**
     * @param texts puts a sentence into words
     * @throws UserError if it is not configured what YLH signs with
     */
    public static Listen from(RunContext context, ListenAccess access, Function<Message, String> texts) {
        return new Listen(context, access, texts);
    }

    /**
     * Looks whether the database can be used. One that is away may come back, and does not keep us from listening.
     *
     * @return why it cannot be used now
     * @throws UserError if somebody has to change something first
     */
    public Optional<UserError> tryDatabase() {
        try {
            Desk.open(context).close();
            return Optional.empty();
        } catch (UserError e) {
            if (e.exitCode() == ExitCode.DATABASE || e.exitCode() == ExitCode.LOCKED) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    /**
     * Returns when it listens.
     *
     * @return where
     * @throws IOException if it cannot be listened on
     */
    public InetSocketAddress start() throws IOException {
        server = HttpServer.start("ylh-http", access.address(), LIMITS, Optional.empty(), this);
        boolean isEmbedded = context.database().address().isEmbedded();
        int count = isEmbedded ? 1 : access.workers();
        for (int number = 0; number < count; number++) {
            CallbackWorker worker = new CallbackWorker(
                    queue,
                    () -> Desk.open(context),
                    isEmbedded,
                    number == 0,
                    this::answer,
                    () -> ending,
                    clock,
                    context.nanoClock(),
                    new Interrupt());
            Thread thread = new Thread(worker, "ylh-callback-" + number);
            thread.setDaemon(true);
            thread.start();
            workers.add(thread);
        }
        return new InetSocketAddress(access.address().getAddress(), server.port());
    }

    /** Goes on until it is to end, then finishes what is in hand, as far as the time is enough for that. */
    public ListenTally run(StopSignal stop, Interrupt interrupt, Duration grace) {
        while (!stop.isRequested()) {
            interrupt.sleep(LOOK_AROUND);
            failed.logIfTime();
        }
        ending = true;
        long end = context.nanoClock().nanos() + grace.toNanos();
        // Nobody wakes this one.
        Interrupt pause = new Interrupt();
        server.stopAccepting();
        while (isAtWork() && context.nanoClock().nanos() - end < 0) {
            pause.sleep(Duration.ofMillis(20));
            server.stopAccepting();
        }
        server.close();
        failed.log();
        return tally;
    }

    private boolean isAtWork() {
        return workers.stream().anyMatch(Thread::isAlive) || server.connections() > 0;
    }

    @Override
    public Optional<Answer> refuse(Head head) {
        if (head.path().equals(HEALTH)) {
            return wrongMethod(head, "GET");
        }
        if (!head.path().equals(access.path())) {
            return Optional.of(Answer.empty(404));
        }
        return wrongMethod(head, "POST").or(() -> refuseCallback(head));
    }

    private static Optional<Answer> wrongMethod(Head head, String right) {
        return head.method().equals(right)
                ? Optional.empty()
                : Optional.of(Answer.empty(405).with("Allow", right));
    }

    private Optional<Answer> refuseCallback(Head head) {
        if (!head.hasContentType(FORM)) {
            return Optional.of(Answer.empty(415));
        }
        if (ending) {
            tally.add(ListenTally.LATER);
            return Optional.of(later());
        }
        InetAddress sender = senders.of(head);
        if (!failed.hears(sender)) {
            failed.unheard(sender);
            tally.add(ListenTally.TOO_MANY);
            return Optional.of(answer(429, "too_many", "listen.too-many").with("Retry-After", "60"));
        }
        return Optional.empty();
    }

    @Override
    public void serve(Request request, Answering answering) {
        if (request.head().path().equals(HEALTH)) {
            answering.answer(Answer.text(200, "up\n"));
            return;
        }
        InetAddress sender = senders.of(request.head());
        Waiting waiting = new Waiting(answering, tally);
        Instant now = clock.instant();
        try {
            take(gate.admit(request.body(), Optional.of(sender.getHostAddress()), now), waiting);
        } catch (RefusedCallback refused) {
            failed.refused(refused, sender);
            tell(CallbackAnswer.to(refused, now), waiting);
        }
    }

    private void take(CallbackGate.Admitted admitted, Waiting waiting) {
        InHand mine = new InHand(admitted);
        InHand shared = inHand.compute(
                mine.digest(), (digest, there) -> there != null && there.join(waiting) ? there : joined(mine, waiting));
        if (shared == mine && !queue.offer(mine)) {
            answer(mine, new Result.Later());
            return;
        }
        scheduler.after(LONGEST.toNanos(), () -> waiting.answer(later(), ListenTally.LATER));
    }

    private static InHand joined(InHand mine, Waiting waiting) {
        mine.join(waiting);
        return mine;
    }

    private void answer(InHand one, Result result) {
        inHand.remove(one.digest(), one);
        boolean first = true;
        for (Waiting waiting : one.end()) {
            if (result instanceof Result.Done done) {
                tell(first ? done.answer() : done.answer().again(), waiting);
            } else {
                waiting.answer(later(), ListenTally.LATER);
            }
            first = false;
        }
    }

    private void tell(CallbackAnswer answer, Waiting waiting) {
        Outcome outcome = answer.outcome();
        waiting.answer(Answer.json(outcome.httpStatus(), answer.json(texts)), outcome.word());
    }

    private Answer later() {
        return answer(503, "later", "listen.later").with("Retry-After", "5");
    }

    private Answer answer(int status, String code, String key) {
        return Answer.json(status, CallbackAnswer.later(code, texts.apply(Message.of(key)), clock.instant()));
    }
}
