package io.github.ylhcancel.files;

import io.github.ylhcancel.base.RefusedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file to which something is appended, by its real path. It and its folder belong to root or to the user who runs this: in a folder
 * of somebody else it would go wherever he leads it.
 */
public final class AppendedFile {
    private static final int MOST_TRIES = 100;

    private final Path path;
    private final Set<PosixFilePermission> mode;
    private final Optional<Guard> guard;

    /** Looks at what is to be opened. */
    private record Guard(Trust trust, Place place) {
        void check(Entry entry) throws RefusedFile {
            if (place.isOpen()) {
                return;
            }
            if (entry.isLink()) {
                throw new RefusedFile("file.link", entry.path());
            }
            trust.requireOwner(entry);
            trust.requireOneName(entry, place.folder());
        }
    }

    private AppendedFile(Path path, Set<PosixFilePermission> mode, Optional<Guard> guard) {
        this.path = path;
        this.mode = mode;
        this.guard = guard;
    }

    /**
     * Finds where it is; makes the folders that are missing, but not yet the file.
     *
     * @param mode of the file, when it has to be made
     * @throws RefusedFile if somebody else could put another in its place
     */
    public static AppendedFile at(Path file, Set<PosixFilePermission> mode) throws IOException {
        return at(file, mode, Trust.own());
    }

    static AppendedFile at(Path file, Set<PosixFilePermission> mode, Trust trust) throws IOException {
        if (!Trust.isPossible(file.getFileSystem())) {
            Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Files.createDirectories(real.getParent());
            return new AppendedFile(real, mode, Optional.empty());
        }
        Place place = Place.of(file, trust, Place.Rule.TRUSTED_OR_NEW);
        return new AppendedFile(place.path(), mode, Optional.of(new Guard(trust, place)));
    }

    /**
     * Looks whether something could be appended to it, and makes nothing.
     *
     * @throws IOException if it could not, or others could lead it elsewhere
     */
    public static void requirePossible(Path file) throws IOException {
        Path wanted = file.toAbsolutePath();
        Path nearest = wanted;
        while (nearest.getParent() != null && !Files.exists(nearest, LinkOption.NOFOLLOW_LINKS)) {
            nearest = nearest.getParent();
        }
        if (Files.isDirectory(nearest) && nearest.equals(wanted)) {
            throw new RefusedFile("file.no-file");
        }
        if (!Files.isDirectory(nearest) && !nearest.equals(wanted)) {
            throw new NotDirectoryException(nearest.toString());
        }
        if (Trust.isPossible(file.getFileSystem())) {
            Trust trust = Trust.own();
            Place place = Place.of(nearest, trust, Place.Rule.TRUSTED);
            if (nearest.equals(wanted) && place.entry().isPresent()) {
                new Guard(trust, place).check(place.entry().get());
            }
        }
        if (!Files.isWritable(nearest)) {
            throw new AccessDeniedException(nearest.toString());
        }
    }

    public Path path() {
        return path;
    }

    private Set<LinkOption> links() {
        boolean isOpen = guard.isPresent() && guard.get().place().isOpen();
        return isOpen ? Set.of() : Set.of(LinkOption.NOFOLLOW_LINKS);
    }

    /** What its name stands for now. */
    public Optional<BasicFileAttributes> attributes() throws IOException {
        try {
            return Optional.of(
                    Files.readAttributes(path, BasicFileAttributes.class, links().toArray(new LinkOption[0])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Opens what its name stands for now, or makes it. An interrupt of the thread does not close it.
     *
     * @throws RefusedFile if that is somebody else's by now
     */
    public OutputStream open() throws IOException {
        return opened(how -> Files.newOutputStream(path, how.toArray(new OpenOption[0])), StandardOpenOption.APPEND);
    }

    /**
     * The same for who waits until it is on the disk.
     *
     * @throws RefusedFile if that is somebody else's by now
     */
    public FileChannel appending() throws IOException {
        return opened(how -> FileChannel.open(path, how), StandardOpenOption.APPEND);
    }

    /**
     * The same for one of our own making, any part of which is read and written.
     *
     * @throws RefusedFile if that is somebody else's by now
     */
    public FileChannel readingAndWriting() throws IOException {
        return opened(how -> FileChannel.open(path, how), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private interface Opening<T> {
        T with(Set<OpenOption> how) throws IOException;
    }

    private <T> T opened(Opening<T> opening, OpenOption... as) throws IOException {
        Set<OpenOption> how = new HashSet<>(links());
        how.addAll(List.of(as));
        for (int tries = 1; ; tries++) {
            try {
                if (attributes().isEmpty()) {
                    make();
                }
                if (guard.isPresent()) {
                    guard.get().check(Entry.of(path));
                }
                return opening.with(how);
            } catch (FileAlreadyExistsException | NoSuchFileException changedMeanwhile) {
                // Some file systems, such as /proc, say that there is nothing whatever one does.
                if (tries == MOST_TRIES || !Files.exists(path.getParent())) {
                    throw changedMeanwhile;
                }
            }
        }
    }

    /** The process may keep modes from being as wide as they are wanted. */
    private void make() throws IOException {
        FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        NewFile.mode(path.getFileSystem(), NewFile.OWNERS))
                .close();
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            view.setPermissions(mode);
        }
    }

    /** Has the disk keep its name as well, where folders can be forced. */
    public void forceName() throws IOException {
        if (guard.isPresent()) {
            try (FileChannel folder = FileChannel.open(path.getParent())) {
                folder.force(true);
            }
        }
    }

    /** Once more, for a lock on it that ends with the channel. */
    public FileChannel channel() throws IOException {
        Set<OpenOption> how = new HashSet<>(links());
        how.add(StandardOpenOption.WRITE);
        return FileChannel.open(path, how);
    }
}
