package io.github.ylhcancel.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writes lines with one wait for the disk for all that have come meanwhile. The first does not wait for company: what comes while the
 * disk works is the next group. Its thread begins with the first line.
 */
final class GroupCommit implements AutoCloseable {
    /** A disk that hangs must not keep the process from ending. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private record Waiting(byte[] line, CompletableFuture<Void> written) {}

    private final Waiting end = new Waiting(new byte[0], new CompletableFuture<>());
    private final ToldAppender appender;
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    /** The first line may come from a thread of a client that is ended before this is, with all threads of its group. */
    private final ThreadGroup home = Thread.currentThread().getThreadGroup();

    private Thread thread;
    private boolean closed;

    GroupCommit(ToldAppender appender) {
        this.appender = appender;
    }

    synchronized CompletableFuture<Void> write(String line) {
        Waiting one = new Waiting((line + "\n").getBytes(StandardCharsets.UTF_8), new CompletableFuture<>());
        if (closed) {
            one.written().completeExceptionally(new IOException("closed"));
            return one.written();
        }
        waiting.add(one);
        if (thread == null) {
            thread = new Thread(home, this::work, "ylh-journal");
            thread.setDaemon(true);
            thread.start();
        }
        return one.written();
    }

    private void work() {
        try {
            List<Waiting> group = new ArrayList<>();
            while (true) {
                group.add(waiting.take());
                waiting.drainTo(group);
                boolean last = group.remove(end);
                write(group);
                group.clear();
                if (last) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Waiting> group) {
        if (group.isEmpty()) {
            return;
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        group.forEach(one -> lines.writeBytes(one.line()));
        try {
            appender.append(lines.toByteArray());
        } catch (IOException | RuntimeException e) {
            group.forEach(one -> one.written().completeExceptionally(e));
            return;
        }
        group.forEach(one -> one.written().complete(null));
    }

    /** What has come before is written. */
    @Override
    public void close() throws IOException {
        Thread writing;
        synchronized (this) {
            closed = true;
            writing = thread;
            waiting.add(end);
        }
        if (writing != null && writing != Thread.currentThread()) {
            try {
                writing.join(CLOSING.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        appender.close();
    }
}
