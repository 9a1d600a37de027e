package io.github.ylhcancel.journal;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.RefusedFile;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.files.AppendedFile;
import io.github.ylhcancel.files.NewFile;
import io.github.ylhcancel.files.TrustedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A file of this machine with a line for each call that was about to go out to YLH, which several processes write at once. Behind it are
 * older files, kept as evidence.
 */
public final class ToldJournal implements AutoCloseable {
    /** About two hundred thousand lines. */
    static final long MOST_BYTES = 64L << 20;

    /** With the one that is written to two gigabytes, or six million calls. */
    static final int KEEP = 31;

    private final Path path;
    private final JournalLock lock;
    private final GroupCommit commit;
    private final ToldLookup lookup;

    private ToldJournal(Path path, JournalLock lock, GroupCommit commit, ToldLookup lookup) {
        this.path = path;
        this.lock = lock;
        this.commit = commit;
        this.lookup = lookup;
    }

    /**
     * Opens it for both, and makes what is missing of it.
     *
     * @throws IOException if it cannot be written, or others could lead it elsewhere
     */
    public static ToldJournal at(Path file, NanoClock nanoClock) throws IOException {
        return at(file, nanoClock, MOST_BYTES, KEEP);
    }

    static ToldJournal at(Path file, NanoClock nanoClock, long mostBytes, int keep) throws IOException {
        AppendedFile appended = AppendedFile.at(file, NewFile.OWNERS);
        Path real = appended.path();
        if (real.getFileName() == null
                || appended.attributes().filter(there -> !there.isRegularFile()).isPresent()) {
            throw new RefusedFile("file.no-file");
        }
        JournalLock lock = new JournalLock(AppendedFile.at(ToldFiles.lockOf(real), NewFile.OWNERS), nanoClock);
        try {
            ToldAppender appender = new ToldAppender(appended, lock, mostBytes, keep);
            return new ToldJournal(real, lock, new GroupCommit(appender), new ToldLookup(appended, lock, boot()));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Names this start of the machine: what was not forced before the last one may be lost in part. */
    private static ToldKey boot() {
        try {
            return ToldKey.of(
                    TrustedFile.read(Path.of("/proc/sys/kernel/random/boot_id")).bytes());
        } catch (IOException elsewhere) {
            return ToldKey.of(new byte[0]);
        }
    }

    /** Where it really is. */
    public Path path() {
        return path;
    }

    /** The last line about this so-id, of this database and account; nothing where there is none. */
    public Optional<ToldRequest> last(String database, Account account, String soId) throws IOException {
        return lookup.last(ToldKey.of(database, Optional.of(account), soId));
    }

    /** Writes a line; ends when it is on the disk, or with the {@link IOException} because of which that is not certain. Waits for nothing. */
    public CompletableFuture<Void> write(ToldRequest told) {
        return commit.write(ToldLine.of(told));
    }

    @Override
    public void close() throws IOException {
        commit.close();
        lookup.close();
        lock.close();
    }
}
