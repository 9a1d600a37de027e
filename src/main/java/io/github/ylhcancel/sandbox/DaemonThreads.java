package io.github.ylhcancel.sandbox;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the process alive. */
record DaemonThreads(String name, AtomicInteger count) implements ThreadFactory {
    DaemonThreads(String name) {
        this(name, new AtomicInteger());
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
