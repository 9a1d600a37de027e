package io.github.ylhcancel.files;

import io.github.ylhcancel.base.RefusedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The one way to read what decides or is secret. It belongs to root or to the user who runs this, nobody else may write into it, and
 * nobody else can put another in its place: not in its folder, not in one above, not through a link. It is opened once, and what was
 * looked at is what is read.
 *
 * <p>Where files have no owners and modes, as on Windows, they are read as they are.
 */
public final class TrustedFile {
    private static final int MOST_BYTES = 4 << 20;

    /**
     * What is in it.
     *
     * @param groupMayRead whether its group can, besides its owner
     * @param othersMayRead whether everybody on this machine can
     */
    public record Content(byte[] bytes, boolean groupMayRead, boolean othersMayRead) {
        static Content of(byte[] bytes, Entry of) {
            return new Content(bytes, of.groupMayRead(), of.othersMayRead());
        }
    }

    private TrustedFile() {}

    /**
     * A small one, as a whole.
     *
     * @throws RefusedFile if it is not to be trusted
     */
    public static Content read(Path file) throws IOException {
        return read(file, Trust.own());
    }

    static Content read(Path file, Trust trust) throws IOException {
        if (!Trust.isPossible(file.getFileSystem())) {
            try (InputStream in = Files.newInputStream(file)) {
                return new Content(whole(in, file), false, false);
            }
        }
        Place place = Place.of(file, trust, Place.Rule.TRUSTED);
        if (place.isOpen()) {
            try (InputStream in = Files.newInputStream(place.path())) {
                return Content.of(whole(in, file), Entry.behind(place.path()));
            }
        }
        Entry before = checked(place, trust);
        try (InputStream in = Files.newInputStream(place.path(), LinkOption.NOFOLLOW_LINKS)) {
            requireSame(before);
            return Content.of(whole(in, file), before);
        }
    }

    /**
     * One of any size, an ordinary file that can be read more than once.
     *
     * @throws RefusedFile if it is not to be trusted, or is no ordinary file
     */
    public static FileChannel open(Path file) throws IOException {
        return open(file, Trust.own());
    }

    static FileChannel open(Path file, Trust trust) throws IOException {
        if (!Trust.isPossible(file.getFileSystem())) {
            return FileChannel.open(file);
        }
        Place place = Place.of(file, trust, Place.Rule.TRUSTED);
        if (place.isOpen() || place.entry().filter(entry -> !entry.isFile()).isPresent()) {
            throw new RefusedFile("file.no-file");
        }
        Entry before = checked(place, trust);
        FileChannel channel = FileChannel.open(place.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            requireSame(before);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Entry checked(Place place, Trust trust) throws IOException {
        if (place.entry().isEmpty()) {
            throw new NoSuchFileException(place.path().toString());
        }
        Entry entry = place.entry().get();
        trust.requireContent(entry);
        trust.requireOneName(entry, place.folder());
        return entry;
    }

    /** In a folder that is trusted only root and we ourselves could have exchanged it, but that counts as well. */
    private static void requireSame(Entry before) throws IOException {
        if (!Entry.of(before.path()).isSame(before)) {
            throw new RefusedFile("file.changing", before.path());
        }
    }

    private static byte[] whole(InputStream in, Path file) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new RefusedFile("file.too-large", file, MOST_BYTES >> 20);
        }
        return bytes;
    }
}
