package io.github.ylhcancel.process;

import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A command that was started: a process of its own, whose output is kept in files. */
final class Job {
    /** Far longer than any command here takes, also on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final Path out;
    private final Path err;

    Job(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Waits for its end; one that takes too long is killed, and the test fails. */
    Ran ended() {
        if (!endsWithin(LIMIT)) {
            kill();
            throw new AssertionError("still running after " + LIMIT + ": " + out() + err());
        }
        return new Ran(process.exitValue(), out(), err());
    }

    boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What it has written to standard output so far, without the line that it is just writing. */
    List<String> lines() {
        String text = out();
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Waits until it has written this many lines to standard output, or has ended. */
    void awaitLines(int count) {
        awaitUntil(() -> lines().size() >= count);
    }

    /** Waits until this is so, or it has ended. */
    void awaitUntil(BooleanSupplier soFar) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || soFar.getAsBoolean());
    }

    /** Of the program itself: every launcher between it and us has become it. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal such as {@code INT}. To the program itself: every launcher between it and us has become it. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SIGKILL, and waits until it is gone. Does nothing to one that has ended. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** The same with that line. */
    String output() {
        return out();
    }

    private String out() {
        return read(out);
    }

    /** What it has written to standard error so far. */
    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
