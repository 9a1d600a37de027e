package io.github.ylhcancel.process;

import io.github.ylhcancel.testing.Ran;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A machine on which one command is started again whenever it has ended, a moment later. */
final class Machine implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    private static final int LONGEST_PAUSE_MILLIS = 1500;

    private final Shell shell;
    private final String[] command;
    private final Random random;
    private final Map<Integer, Integer> codes = new TreeMap<>();
    private final Map<Integer, String> words = new TreeMap<>();
    private final List<String> stackTraces = new ArrayList<>();
    private Instant nextStart = Instant.EPOCH;
    private Job job;

    Machine(Shell shell, String[] command, long seed) {
        this.shell = shell;
        this.command = command.clone();
        this.random = new Random(seed);
    }

    /** Starts it if it does not run and its time has come. */
    void keepRunning() {
        if (job != null && !job.isAlive()) {
            ended();
        }
        if (job == null && !Instant.now().isBefore(nextStart)) {
            job = shell.start(command);
        }
    }

    private void ended() {
        Ran ran = job.ended();
        codes.merge(ran.code(), 1, Integer::sum);
        ran.err().lines().findFirst().ifPresent(line -> words.putIfAbsent(ran.code(), line));
        if (ran.err().contains("\tat ") || ran.out().contains("\tat ")) {
            stackTraces.add(ran.out() + ran.err());
        }
        job = null;
        nextStart = Instant.now().plus(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
    }

    /** SIGKILL; answers whether there was something to kill. */
    boolean kill() {
        if (job == null) {
            return false;
        }
        job.kill();
        int before = codes.getOrDefault(KILLED, 0);
        ended();
        return codes.getOrDefault(KILLED, 0) > before;
    }

    /** Asks it to end, waits until it has, and does not start it again. */
    void end() {
        if (job != null) {
            job.signal("TERM");
            ended();
        }
        nextStart = Instant.MAX;
    }

    /** How often it ended with which code, its kills included. */
    Map<Integer, Integer> codes() {
        return new TreeMap<>(codes);
    }

    /** The first words that it had to say about each code with which it ended. */
    Map<Integer, String> words() {
        return new TreeMap<>(words);
    }

    /** What it wrote where it showed a stack trace instead of a sentence. */
    List<String> stackTraces() {
        return List.copyOf(stackTraces);
    }

    @Override
    public void close() {
        shell.close();
    }
}
