package io.github.ylhcancel.journal;

import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.files.AppendedFile;
import io.github.ylhcancel.files.NewFile;
import io.github.ylhcancel.files.TrustedFile;
import io.github.ylhcancel.journal.ToldIndex.Head;
import io.github.ylhcancel.journal.ToldIndex.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the journal's files, in which the last line about something is looked up. Its index is made from it, is brought up to date by
 * whoever looks, and is made anew where it does not fit. Without one the file is read from its beginning.
 */
final class ToldVolume implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToldVolume.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A file's first line is what it is known by. */
    private static final int FIRST = 1 << 16;
    /** So many bytes of lines have records that are better written together. */
    private static final int MANY = 1 << 20;

    private final Path path;
    private final boolean old;
    private final FileChannel file;
    private final JournalLock lock;
    private final ToldKey boot;
    private ToldKey name = ToldKey.NONE;
    private Optional<ToldIndex> index = Optional.empty();
    private long covered;

    /**
     * @param old whether nothing is written to it any more
     * @param boot this start of the machine
     * @throws io.github.ylhcancel.base.RefusedFile if somebody else could have written it
     */
    ToldVolume(Path path, boolean old, JournalLock lock, ToldKey boot) throws IOException {
        this.path = path;
        this.old = old;
        this.file = TrustedFile.open(path);
        this.lock = lock;
        this.boot = boot;
    }

    /** The last line about it; nothing where there is none. */
    Optional<ToldRequest> last(ToldKey key) throws IOException {
        try {
            if (file.size() == 0) {
                return Optional.empty();
            }
            if (isCovered()) {
                return found(key);
            }
        } catch (DamagedIndexException torn) {
            // Somebody is writing it, or it is really damaged: under the lock that is one question.
        }
        Holder<Optional<ToldRequest>> found = new Holder<>();
        boolean held = lock.holding(PATIENCE, () -> found.value = lookedUp(key));
        return held && found.value != null ? found.value : scanned(key);
    }

    private static final class Holder<T> {
        private T value;
    }

    /** Null if there can be no index. */
    private Optional<ToldRequest> lookedUp(ToldKey key) throws IOException {
        for (int tries = 1; tries <= 2; tries++) {
            try {
                if (index.isEmpty()) {
                    open();
                }
                if (index.isEmpty() || !cover()) {
                    return null;
                }
                return found(key);
            } catch (DamagedIndexException e) {
                LOG.warn("event=told.index-made-anew file={} cause={}", path, e.getMessage());
                remove();
            } catch (IOException full) {
                LOG.warn("event=told.no-index file={} cause={}", path, full.toString());
                return null;
            }
        }
        return null;
    }

    private boolean isCovered() throws IOException {
        if (index.isEmpty()) {
            return false;
        }
        long size = file.size();
        if (size > covered) {
            covered = index.get().head().covered();
        }
        return size == covered;
    }

    private Optional<ToldRequest> found(ToldKey key) throws IOException {
        Optional<Place> place = index.orElseThrow().find(key);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(place.get().length(), FIRST));
        while (bytes.hasRemaining() && file.read(bytes, place.get().offset() + bytes.position()) >= 0) {
            // To its end.
        }
        Optional<ToldRequest> line =
                ToldLine.read(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
        if (line.map(ToldKey::of).filter(key::isSame).isEmpty()) {
            throw new DamagedIndexException("another line");
        }
        return line;
    }

    // ---- under the lock

    private void open() throws IOException {
        name = name();
        if (name.isSame(ToldKey.NONE)) {
            return;
        }
        AppendedFile table = AppendedFile.at(ToldFiles.indexOf(path), NewFile.OWNERS);
        boolean fresh = table.attributes().filter(there -> there.size() > 0).isEmpty();
        ToldIndex opened = new ToldIndex(table.readingAndWriting());
        index = Optional.of(opened);
        covered = 0;
        if (fresh) {
            opened.begin(new Head(name, boot, 0, 0));
            return;
        }
        Head head = opened.head();
        if (!head.of().isSame(name) || head.covered() > file.size()) {
            throw new DamagedIndexException("another file's");
        }
        if (!head.boot().isSame(boot) && !head.boot().isSame(ToldKey.NONE)) {
            throw new DamagedIndexException("the machine was started anew");
        }
        covered = head.covered();
    }

    private ToldKey name() throws IOException {
        ByteBuffer first = ByteBuffer.allocate(FIRST);
        while (first.hasRemaining() && file.read(first, first.position()) >= 0) {
            int end = new String(first.array(), 0, first.position(), StandardCharsets.ISO_8859_1).indexOf('\n');
            if (end >= 0) {
                return ToldKey.of(Arrays.copyOf(first.array(), end));
            }
        }
        return ToldKey.NONE;
    }

    /** Whoever has it open goes on with what he has. */
    private void remove() throws IOException {
        if (index.isPresent()) {
            index.get().close();
            index = Optional.empty();
        }
        Files.deleteIfExists(ToldFiles.indexOf(path));
    }

    /** Answers whether all whole lines are in the index. */
    private boolean cover() throws IOException {
        ToldIndex table = index.orElseThrow();
        Head head = table.head();
        long size = file.size();
        long entries = head.entries();
        if (head.covered() < size) {
            int[] more = {0};
            boolean many = size - head.covered() > MANY;
            if (many) {
                table.load();
            }
            long end = new WholeLines(file).read(head.covered(), (text, offset, length) -> {
                Optional<ToldRequest> line = ToldLine.read(text);
                if (line.isPresent() && entries + more[0] < ToldIndex.FULL) {
                    more[0] += table.put(ToldKey.of(line.get()), new Place(offset, length));
                }
            });
            if (many) {
                table.store();
            }
            head = new Head(name, boot, end, entries + more[0]);
            if (head.isFull()) {
                return false;
            }
            table.write(head);
        }
        if (old && !head.boot().isSame(ToldKey.NONE)) {
            table.force();
            table.write(new Head(name, ToldKey.NONE, head.covered(), head.entries()));
            table.force();
        }
        covered = head.covered();
        return true;
    }

    // ---- without an index

    private Optional<ToldRequest> scanned(ToldKey key) throws IOException {
        LOG.info("event=told.scan file={} bytes={}", path, file.size());
        Holder<ToldRequest> last = new Holder<>();
        new WholeLines(file)
                .read(
                        0,
                        (text, offset, length) -> ToldLine.read(text)
                                .filter(line -> ToldKey.of(line).isSame(key))
                                .ifPresent(line -> last.value = line));
        return Optional.ofNullable(last.value);
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (index.isPresent()) {
            index.get().close();
        }
    }
}
