package io.github.ylhcancel.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The one way to make files and folders: only their owner can read them, and what has the name already is left alone, links too. */
public final class NewFile {
    /** The mode of what only its owner reads and writes. */
    public static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rw-------");

    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private NewFile() {}

    /** To be written into. */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, NEW, mode(file.getFileSystem(), OWNERS));
    }

    /**
     * One for somebody else who opens it by its name, with the folders that are missing. A link that leads nowhere is followed only
     * if nobody could have put it there who is not trusted.
     */
    public static void empty(Path file) throws IOException {
        Path folder = folderOf(file);
        Files.createDirectories(folder, mode(folder.getFileSystem(), OWNERS_FOLDER));
        Path real = Trust.isPossible(file.getFileSystem())
                ? Place.of(file, Trust.own(), Place.Rule.NO_LINKS).path()
                : file;
        create(real).close();
    }

    /**
     * One beside {@code file}, to be given its name when it is whole.
     *
     * @param what begins its name, which is otherwise of no meaning
     */
    public static Beside beside(Path file, String what) throws IOException {
        Path folder = folderOf(file);
        for (int number = 1; ; number++) {
            Path fresh = folder.resolve(what + ProcessHandle.current().pid() + "-" + number + ".unfinished");
            try {
                return new Beside(fresh, create(fresh));
            } catch (FileAlreadyExistsException another) {
                // Somebody else's, or one that a process left behind which was killed.
            }
        }
    }

    /**
     * A file that has no name of its own yet.
     *
     * @param channel open to be written into
     */
    public record Beside(Path path, FileChannel channel) {}

    /**
     * Gives {@code file} this content in one step, so that no reader and no crash ever meets half of it; folders that are missing are
     * made.
     *
     * @throws io.github.ylhcancel.base.RefusedFile if somebody else could exchange it
     */
    public static void replace(Path file, byte[] content) throws IOException {
        replace(file, content, OWNERS);
    }

    /** The same for one that others may read. */
    public static void replace(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        Path place = inTrustedFolder(file);
        Beside fresh = beside(place, "." + file.getFileName() + "-");
        try {
            try (FileChannel out = fresh.channel()) {
                write(content, out);
            }
            PosixFileAttributeView view = Files.getFileAttributeView(fresh.path(), PosixFileAttributeView.class);
            if (view != null && !mode.equals(OWNERS)) {
                view.setPermissions(mode);
            }
            Files.move(fresh.path(), place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh.path());
        }
    }

    /** By its real folder; what has the name itself, even a link, is what is replaced. */
    private static Path inTrustedFolder(Path file) throws IOException {
        Path folder = folderOf(file);
        if (!Trust.isPossible(file.getFileSystem())) {
            Files.createDirectories(folder);
            return file;
        }
        // The dot makes it one that is gone through, and so looked at.
        return Place.of(folder.resolve("."), Trust.own(), Place.Rule.TRUSTED_OR_NEW)
                .path()
                .resolve(file.getFileName());
    }

    private static void write(byte[] content, FileChannel out) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            out.write(rest);
        }
    }

    /** Makes one, or finds that somebody has just made it. */
    static void folder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, mode(folder.getFileSystem(), OWNERS_FOLDER));
        } catch (FileAlreadyExistsException made) {
            // What it is the caller sees when he looks at it.
        }
    }

    static FileAttribute<?>[] mode(FileSystem system, Set<PosixFilePermission> permissions) {
        return system.supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static Path folderOf(Path file) throws IOException {
        return Optional.ofNullable(file.toAbsolutePath().getParent())
                .orElseThrow(() -> new NoSuchFileException(file.toString()));
    }
}
