package io.github.ylhcancel.files;

import io.github.ylhcancel.base.RefusedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A folder into which another program puts files for this one, which moves them into folders below it. Nothing in it is trusted: no link is
 * followed, and nothing that is there is ever written over or removed.
 */
public final class SpoolFolder {
    /** What whoever writes a file calls it until it is whole. */
    private static final String UNFINISHED = ".*\\.(tmp|part|swp|unfinished)|\\..*|.*~";

    private final Path folder;

    private SpoolFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * @throws NotDirectoryException if it is no folder
     */
    public static SpoolFolder open(Path folder) throws IOException {
        Files.readAttributes(folder, "size"); // A folder that is missing is missing, and not no folder.
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        return new SpoolFolder(folder);
    }

    /** Whatever a name stands for, at most so many bytes of it. */
    public static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    /** The ordinary files in it that are whole, by name. */
    public List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                boolean finished = !path.getFileName().toString().matches(UNFINISHED);
                if (finished && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(path);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return files;
    }

    /** What is in one of {@link #files}, at most so many bytes of it. */
    public byte[] content(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(most);
        }
    }

    /**
     * Moves one of {@link #files} into a folder below, which is made if there is none. Where its name is taken it gets a number.
     *
     * @return where it is now
     */
    public Path move(Path file, String below) throws IOException {
        Path target = folder.resolve(below);
        NewFile.folder(target);
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedFile("file.no-folder");
        }
        String name = file.getFileName().toString();
        for (int number = 0; ; number++) {
            Path free = target.resolve(number == 0 ? name : name + "." + number);
            try {
                return Files.move(file, free);
            } catch (FileAlreadyExistsException taken) {
                // By one that came before under the same name.
            }
        }
    }
}
