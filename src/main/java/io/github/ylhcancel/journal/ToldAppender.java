package io.github.ylhcancel.journal;

import io.github.ylhcancel.base.RefusedFile;
import io.github.ylhcancel.files.AppendedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Appends to the journal's file and has the disk keep it. A group of lines is handed to the system in one piece at the end of the file,
 * so that those of two processes never mix. A file that is full gets the next number and a new one is begun. Used by one thread.
 */
final class ToldAppender implements AutoCloseable {
    /** Who does not get the lock by then writes all the same, behind an empty line if need be, and leaves the file its name. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final AppendedFile file;
    private final JournalLock lock;
    private final long mostBytes;
    private final int keep;
    private FileChannel out;
    private FileChannel in;
    private Object open;

    /**
     * @param keep how many old files
     * @throws IOException if the file cannot be appended to, or others could lead it elsewhere
     */
    ToldAppender(AppendedFile file, JournalLock lock, long mostBytes, int keep) throws IOException {
        this.file = file;
        this.lock = lock;
        this.mostBytes = mostBytes;
        this.keep = keep;
        current();
    }

    /**
     * Returns when the lines are on the disk.
     *
     * @param lines each with its end
     * @throws IOException if that is not certain
     */
    void append(byte[] lines) throws IOException {
        try {
            boolean held = lock.holding(PATIENCE, () -> {
                if (isFull(current(), lines.length)) {
                    shift();
                    current();
                }
                write(lines, !endsWithALine());
            });
            if (!held) {
                current();
                write(lines, true);
            }
            out.force(false);
        } catch (IOException e) {
            // What the system could not write it may have dropped: the next try begins with the file anew.
            closeQuietly();
            throw e;
        }
    }

    /** What a process left behind that died while it wrote has no end. */
    private boolean endsWithALine() throws IOException {
        long size = in.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        return size == 0 || in.read(last, size - 1) == 1 && last.get(0) == '\n';
    }

    private void write(byte[] lines, boolean behindAnEnd) throws IOException {
        ByteBuffer group = ByteBuffer.allocate(lines.length + 1);
        if (behindAnEnd) {
            group.put((byte) '\n');
        }
        group.put(lines).flip();
        while (group.hasRemaining()) {
            out.write(group);
        }
    }

    private boolean isFull(BasicFileAttributes now, int length) {
        return now.size() > 0 && now.size() + length > mostBytes;
    }

    /** The file gets its number, and only then its index the same: one that fits no file is made anew. */
    private void shift() throws IOException {
        List<Path> old = ToldFiles.old(file.path());
        int next = old.isEmpty() ? 1 : ToldFiles.number(old.get(old.size() - 1)) + 1;
        for (Path oldest : old.subList(0, Math.max(0, old.size() - keep + 1))) {
            Files.deleteIfExists(oldest);
            Files.deleteIfExists(ToldFiles.indexOf(oldest));
        }
        Path full = ToldFiles.old(file.path(), next);
        Path index = ToldFiles.indexOf(file.path());
        Files.move(file.path(), full, StandardCopyOption.ATOMIC_MOVE);
        if (Files.exists(index)) {
            Files.move(
                    index,
                    ToldFiles.indexOf(full),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What the name stands for now; opened, if that is not what is open. */
    private BasicFileAttributes current() throws IOException {
        Optional<BasicFileAttributes> now = file.attributes();
        while (now.filter(this::isOpen).isEmpty()) {
            // Looked at before and after: in between somebody may give the name to another file.
            Object before = now.map(BasicFileAttributes::fileKey).orElse(null);
            close();
            in = file.readingAndWriting();
            out = file.appending();
            open = before;
            if (before == null) {
                file.forceName();
            }
            now = file.attributes();
        }
        if (!now.get().isRegularFile()) {
            throw new RefusedFile("file.no-file");
        }
        return now.get();
    }

    private boolean isOpen(BasicFileAttributes there) {
        return open != null && Objects.equals(there.fileKey(), open);
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // It is given up.
        }
    }

    @Override
    public void close() throws IOException {
        open = null;
        for (FileChannel channel : new FileChannel[] {in, out}) {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
