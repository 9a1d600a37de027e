package io.github.ylhcancel.files;

import io.github.ylhcancel.domain.RefusedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file to which something is appended, by its real path. It and its folder belong to root or to the user who runs this: in a folder
 * of somebody else it would go wherever he leads it.
 */
public final class AppendedFile {
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
        while (true) {
            try {
                return attributes().isPresent() ? opened() : made();
            } catch (FileAlreadyExistsException | NoSuchFileException changedMeanwhile) {
                if (!Files.exists(path.getParent())) {
                    throw changedMeanwhile;
                }
            }
        }
    }

    private OutputStream opened() throws IOException {
        if (guard.isPresent()) {
            guard.get().check(Entry.of(path));
        }
        Set<OpenOption> how = new HashSet<>(links());
        how.add(StandardOpenOption.APPEND);
        return Files.newOutputStream(path, how.toArray(new OpenOption[0]));
    }

    /** The process may keep modes from being as wide as they are wanted. */
    private OutputStream made() throws IOException {
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
        return opened();
    }

    /** Once more, for a lock on it that ends with the channel. */
    public FileChannel channel() throws IOException {
        Set<OpenOption> how = new HashSet<>(links());
        how.add(StandardOpenOption.WRITE);
        return FileChannel.open(path, how);
    }
}
