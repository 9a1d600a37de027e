package io.github.ylhcancel.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the file system says of a name in one call: of a link itself, not of what it leads to.
 *
 * @param owner the user's number; names would be looked up, perhaps over a network
 * @param names how many it has
 * @param key equal for the same file under whatever name
 */
record Entry(Path path, int mode, int owner, int names, Object key) {
    private static final int KIND = 0170000;
    private static final int LINK = 0120000;
    private static final int FOLDER = 0040000;
    private static final int DEVICE = 0020000;
    private static final int FILE = 0100000;
    private static final int STICKY = 01000;

    static Entry of(Path path) throws IOException {
        return read(path, LinkOption.NOFOLLOW_LINKS);
    }

    static Optional<Entry> ifThere(Path path) throws IOException {
        try {
            return Optional.of(of(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What a link leads to. */
    static Entry behind(Path path) throws IOException {
        return read(path);
    }

    private static Entry read(Path path, LinkOption... links) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:mode,uid,nlink,fileKey", links);
        return new Entry(
                path,
                (Integer) found.get("mode"),
                (Integer) found.get("uid"),
                (Integer) found.get("nlink"),
                found.get("fileKey"));
    }

    /** Not by {@code equals}: what a record's does is put together when it is first called, which takes longer than a start has. */
    boolean isSame(Entry other) {
        return key.equals(other.key) && mode == other.mode && owner == other.owner && names == other.names;
    }

    private boolean is(int kind) {
        return (mode & KIND) == kind;
    }

    boolean isLink() {
        return is(LINK);
    }

    boolean isFolder() {
        return is(FOLDER);
    }

    /** Such as {@code /dev/null}: what is written into it is not what is read from it. */
    boolean isDevice() {
        return is(DEVICE);
    }

    boolean isFile() {
        return is(FILE);
    }

    /** Whether only the owner of something in this folder may take it out or give its name to something else. */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean groupMayRead() {
        return (mode & 040) != 0;
    }

    boolean othersMayRead() {
        return (mode & 04) != 0;
    }

    boolean othersMayWrite() {
        return (mode & 02) != 0;
    }

    boolean groupMayWrite() {
        return (mode & 020) != 0;
    }
}
