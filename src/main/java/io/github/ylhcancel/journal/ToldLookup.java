package io.github.ylhcancel.journal;

import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.files.AppendedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds the last line about something in all of the journal's files, the newest first. Opens them when it is first asked. */
final class ToldLookup implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final AppendedFile file;
    private final JournalLock lock;
    private final ToldKey boot;
    private List<ToldVolume> volumes = List.of();
    private Object newest;

    ToldLookup(AppendedFile file, JournalLock lock, ToldKey boot) {
        this.file = file;
        this.lock = lock;
        this.boot = boot;
    }

    synchronized Optional<ToldRequest> last(ToldKey key) throws IOException {
        Object now = file.attributes().map(BasicFileAttributes::fileKey).orElse(null);
        if (volumes.isEmpty() || !Objects.equals(now, newest)) {
            reopen();
        }
        for (ToldVolume volume : volumes) {
            Optional<ToldRequest> found = volume.last(key);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Somebody has begun a new file. Under the lock, so that none gets another name meanwhile. */
    private void reopen() throws IOException {
        close();
        if (!lock.holding(PATIENCE, this::open)) {
            open();
        }
    }

    private void open() throws IOException {
        List<ToldVolume> opened = new ArrayList<>();
        volumes = opened;
        newest = file.attributes().map(BasicFileAttributes::fileKey).orElse(null);
        if (newest != null) {
            open(file.path(), false, opened);
        }
        List<Path> old = ToldFiles.old(file.path());
        Collections.reverse(old);
        for (Path one : old) {
            open(one, true, opened);
        }
    }

    private void open(Path path, boolean old, List<ToldVolume> opened) throws IOException {
        try {
            opened.add(new ToldVolume(path, old, lock, boot));
        } catch (NoSuchFileException gone) {
            // It was the oldest, and has just been removed.
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (ToldVolume volume : volumes) {
            volume.close();
        }
        volumes = List.of();
    }
}
