package io.github.ylhcancel.hooks;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Event;
import io.github.ylhcancel.files.AppendedFile;
import io.github.ylhcancel.files.RollingFile;
import io.github.ylhcancel.store.Events;
import io.github.ylhcancel.store.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The file of events, to which a run appends right after the commit what it has written, and what runs that died have left. One process
 * appends at a time, so that an order's lines are in order. What was appended and not written down, because the process died in between,
 * is appended once more, with the same id.
 */
public final class EventFile {
    private static final int AT_ONCE = 1_000;
    /** Somebody who appends is through in some milliseconds; one who is stopped must not hold up the others. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * Where it is.
     *
     * @param mostBytes how large it may become before a new one begins
     * @param keep how many old ones stay
     */
    public record Place(Path path, Set<PosixFilePermission> mode, long mostBytes, int keep) {}

    private final Place place;
    private final NanoClock nanoClock;
    private final Consumer<Message> say;
    private final Consumer<Checkpoint> checkpoints;
    private Optional<String> database = Optional.empty();
    private boolean hasSaid;

    /**
     * @param say told once what keeps events from being appended; they are then appended by a later run
     */
    public EventFile(Place place, NanoClock nanoClock, Consumer<Message> say, Consumer<Checkpoint> checkpoints) {
        this.place = place;
        this.nanoClock = nanoClock;
        this.say = say;
        this.checkpoints = checkpoints;
    }

    /** Appends all that is in no file yet. What was done is done, whatever becomes of this: it never fails. */
    public void append(Database open) {
        append(open, true);
    }

    /** The same where there is mostly nothing to append. */
    public void appendLeft(Database open) {
        append(open, false);
    }

    private synchronized void append(Database open, boolean isThere) {
        try {
            if (isThere || !new Events(open).notInFile(1).isEmpty()) {
                appendLocked(open);
            }
        } catch (IOException e) {
            explain(FileReason.of(e));
        } catch (RuntimeException e) {
            explain(Message.of("unexpected", String.valueOf(e.getMessage())));
        }
    }

    private void explain(Object why) {
        LoggerFactory.getLogger(EventFile.class).warn("event=events.not-appended file={} cause={}", place.path(), why);
        if (!hasSaid) {
            hasSaid = true;
            say.accept(Message.of("events.not-appended", place.path(), why));
        }
    }

    private void appendLocked(Database open) throws IOException {
        AppendedFile guard =
                AppendedFile.at(place.path().resolveSibling(place.path().getFileName() + ".lock"), place.mode());
        guard.open().close();
        try (FileChannel channel = guard.channel();
                FileLock lock = lock(channel);
                RollingFile file = new RollingFile(place.path(), place.mode(), place.mostBytes(), place.keep())) {
            if (lock == null) {
                throw new IOException("another process holds " + guard.path());
            }
            Events events = new Events(open);
            List<Event> page;
            do {
                page = events.notInFile(AT_ONCE);
                if (!page.isEmpty()) {
                    append(open, events, page, file);
                }
            } while (page.size() == AT_ONCE);
        }
    }

    /** Null if somebody keeps it for long. */
    private FileLock lock(FileChannel channel) throws IOException {
        long end = nanoClock.nanos() + PATIENCE;
        while (true) {
            FileLock lock = tried(channel);
            if (lock != null || end - nanoClock.nanos() < 0) {
                return lock;
            }
            LockSupport.parkNanos(BETWEEN_TRIES);
        }
    }

    private static FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException another) {
            return null; // Of this process, for another database.
        }
    }

    private void append(Database open, Events events, List<Event> page, RollingFile file) throws IOException {
        if (database.isEmpty()) {
            database = Optional.of(Fingerprint.id(open));
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Map<Long, Long> positions = new LinkedHashMap<>();
        for (Event event : page) {
            positions.put(event.number(), (long) lines.size());
            lines.write((EventLine.of(event, database.get()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        long begin = file.append(lines.toByteArray());
        checkpoints.accept(Checkpoint.AFTER_EVENTS_APPENDED);
        positions.replaceAll((number, position) -> begin + position);
        events.inFile(positions);
    }
}
