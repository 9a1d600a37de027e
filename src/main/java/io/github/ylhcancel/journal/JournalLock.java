package io.github.ylhcancel.journal;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.files.AppendedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one process at a time rename the journal's files and write its index. It is the system's, which takes it from the dead. Nobody
 * waits for it without end: a process that was stopped while it had it must not hold up the others.
 */
final class JournalLock implements AutoCloseable {
    private final FileChannel file;
    private final NanoClock nanoClock;
    /** A lock of the system is the process's, so its own threads have to take turns. */
    private final ReentrantLock threads = new ReentrantLock();

    JournalLock(AppendedFile file, NanoClock nanoClock) throws IOException {
        this.file = file.readingAndWriting();
        this.nanoClock = nanoClock;
    }

    /** What is done under the lock. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does the work when it has the lock.
     *
     * @param patience how long it waits for that
     * @return whether it got it
     */
    boolean holding(Duration patience, Work work) throws IOException {
        if (threads.isHeldByCurrentThread()) {
            work.run();
            return true;
        }
        long end = nanoClock.nanos() + patience.toNanos();
        while (!threads.tryLock()) {
            if (nanoClock.nanos() - end >= 0) {
                return false;
            }
            Thread.yield();
        }
        try (FileLock lock = taken(end)) {
            if (lock == null) {
                return false;
            }
            work.run();
            return true;
        } finally {
            threads.unlock();
        }
    }

    /** Null if somebody keeps it for longer. */
    private FileLock taken(long end) throws IOException {
        while (true) {
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException another) {
                // Another journal of this process has it.
            }
            if (nanoClock.nanos() - end >= 0) {
                return null;
            }
            Thread.yield();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
