package io.github.ylhcancel.files;

import io.github.ylhcancel.base.RefusedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * A folder into which something is written, opened once: whatever becomes of its path meanwhile, this is where files are made, and
 * moved out of the way. It may be anybody's; a link in it or on the way to it is followed only if nobody could have put it there who is
 * not trusted.
 */
public final class OpenFolder implements AutoCloseable {
    private final Path path;
    private final DirectoryStream<Path> open;

    private OpenFolder(Path path, DirectoryStream<Path> open) {
        this.path = path;
        this.open = open;
    }

    /** A file that may be there or not, by its real name. */
    public record Target(OpenFolder folder, Path path) {}

    /**
     * Opens the folder of a file.
     *
     * @throws NoSuchFileException if the file is a link that leads nowhere
     * @throws RefusedFile if its path is led elsewhere by somebody else's link
     */
    public static Target of(Path file) throws IOException {
        return of(file, Trust.own());
    }

    static Target of(Path file, Trust trust) throws IOException {
        if (!Trust.isPossible(file.getFileSystem())) {
            Path folder = file.toAbsolutePath().getParent();
            return new Target(new OpenFolder(folder, Files.newDirectoryStream(folder)), file);
        }
        Place place = Place.of(file, trust, Place.Rule.NO_LINKS);
        if (place.isOpen()) {
            throw new RefusedFile("file.no-file");
        }
        if (place.entry().isEmpty() && Files.isSymbolicLink(file)) {
            throw new NoSuchFileException(file.toString());
        }
        Path folder = place.folder().path();
        DirectoryStream<Path> open = Files.newDirectoryStream(folder);
        if (open instanceof SecureDirectoryStream<Path> secure
                && !key(secure).equals(place.folder().key())) {
            open.close();
            throw new RefusedFile("file.changing", folder);
        }
        return new Target(new OpenFolder(folder, open), place.path());
    }

    private static Object key(SecureDirectoryStream<Path> folder) throws IOException {
        return folder.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
    }

    private Optional<SecureDirectoryStream<Path>> secure() {
        return open instanceof SecureDirectoryStream<Path> secure ? Optional.of(secure) : Optional.empty();
    }

    /** What has that name, a link itself and not what it leads to. */
    public Optional<BasicFileAttributes> attributes(Path name) throws IOException {
        try {
            return Optional.of(
                    secure().isPresent()
                            ? secure().get()
                                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                                    .readAttributes()
                            : Files.readAttributes(
                                    path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes a file that only its owner can read, or goes on in one.
     *
     * @param there whether it is there already
     */
    public OutputStream write(Path name, boolean there) throws IOException {
        Set<OpenOption> how = Set.of(
                there ? StandardOpenOption.APPEND : StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        var mode = NewFile.mode(path.getFileSystem(), NewFile.OWNERS);
        return Channels.newOutputStream(
                secure().isPresent()
                        ? secure().get().newByteChannel(name, how, mode)
                        : Files.newByteChannel(path.resolve(name), how, mode));
    }

    /**
     * Gives a file another name.
     *
     * @throws FileAlreadyExistsException if that is taken
     */
    public void move(Path name, Path free) throws IOException {
        if (attributes(free).isPresent()) {
            throw new FileAlreadyExistsException(free.toString());
        }
        if (secure().isPresent()) {
            secure().get().move(name, secure().get(), free);
        } else {
            Files.move(path.resolve(name), path.resolve(free));
        }
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
