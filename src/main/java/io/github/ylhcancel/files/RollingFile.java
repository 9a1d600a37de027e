package io.github.ylhcancel.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A file that several processes append to at once, as cron and somebody at a terminal do, and that makes room when it is full:
 * {@code ylh.log} becomes {@code ylh.log.1}, that {@code ylh.log.2}, and the last is deleted.
 *
 * <p>Logback's own rolling knows one process only: another that has the file open goes on writing into the renamed one, of any
 * size, until that is deleted. Here each line first looks whether the name still stands for the open file. A line is handed to
 * the system in one piece, at the end of the file, so that lines of two processes never mix. Who renames holds a lock on the
 * file and looks again. Who does not get the lock does not wait for long, because a stopped process must not hold up the
 * others, and writes where it is: the file may grow over its cap by what is written meanwhile.
 */
public final class RollingFile implements AutoCloseable {
    /** Some milliseconds. */
    private static final int MOST_TRIES = 1000;

    private final AppendedFile file;
    private final long mostBytes;
    private final int keep;
    private OutputStream out;
    private Object open;

    /**
     * @param mode of the files that it makes
     * @param keep how many old files
     * @throws IOException if the file cannot be appended to, or others could lead it elsewhere
     */
    public RollingFile(Path file, Set<PosixFilePermission> mode, long mostBytes, int keep) throws IOException {
        this.file = AppendedFile.at(file, mode);
        this.mostBytes = mostBytes;
        this.keep = keep;
        current();
    }

    /**
     * Answers where in the file it begins, if nobody else appends at the same time.
     *
     * @throws IOException if it cannot be written
     */
    public synchronized long append(byte[] lines) throws IOException {
        long position = 0;
        try {
            position = makeRoom(lines.length);
        } catch (IOException e) {
            // Nothing can be renamed or made here. The line is not lost for that: it goes into what is open.
            if (out == null) {
                throw e;
            }
        }
        out.write(lines);
        return position;
    }

    private long makeRoom(int length) throws IOException {
        BasicFileAttributes now = current();
        return isFull(now, length) ? roll(length).size() : now.size();
    }

    /** What is no file, such as /dev/stderr, has a name too, but must keep it. */
    private boolean isFull(BasicFileAttributes now, int length) {
        return now.isRegularFile() && now.size() > 0 && now.size() + length > mostBytes;
    }

    private BasicFileAttributes roll(int length) throws IOException {
        try (FileChannel holder = file.channel();
                FileLock lock = lock(holder)) {
            Optional<BasicFileAttributes> now = file.attributes();
            if (lock != null && now.filter(this::isOpen).isPresent() && isFull(now.get(), length)) {
                shift();
            }
        } catch (OverlappingFileLockException e) {
            // Another thread makes room.
        }
        return current();
    }

    /** Null if somebody keeps it for longer than renaming takes. */
    private static FileLock lock(FileChannel holder) throws IOException {
        FileLock lock = holder.tryLock();
        for (int tries = 1; lock == null && tries < MOST_TRIES; tries++) {
            Thread.yield();
            lock = holder.tryLock();
        }
        return lock;
    }

    /** The file's own renaming comes last: after it another process may begin with the next. */
    private void shift() throws IOException {
        int excess = keep + 1;
        while (Files.deleteIfExists(old(excess))) {
            excess++;
        }
        for (int number = keep - 1; number >= 1; number--) {
            if (Files.exists(old(number))) {
                rename(old(number), old(number + 1));
            }
        }
        if (keep == 0) {
            Files.delete(file.path());
        } else {
            rename(file.path(), old(1));
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path old(int number) {
        return file.path().resolveSibling(file.path().getFileName() + "." + number);
    }

    /** What the name stands for now; opened, if that is not what is open. */
    private BasicFileAttributes current() throws IOException {
        Optional<BasicFileAttributes> now = file.attributes();
        while (now.filter(this::isOpen).isEmpty()) {
            // Looked at before and after: in between somebody may give the name to another file.
            Object before = now.map(BasicFileAttributes::fileKey).orElse(null);
            OutputStream fresh = file.open();
            close();
            out = fresh;
            open = before;
            now = file.attributes();
        }
        return now.get();
    }

    private boolean isOpen(BasicFileAttributes there) {
        return out != null && Objects.equals(there.fileKey(), open);
    }

    @Override
    public synchronized void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
