package io.github.ylhcancel.files;

import io.github.ylhcancel.base.RefusedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose files count: root's, and those of the user who runs this. Anybody else could put into them what he likes, whenever he likes.
 */
final class Trust {
    private static final String OWNER = "unix:uid";
    private static final int ROOT = 0;

    private final int user;

    /**
     * @param user the number of the one who is trusted besides root
     */
    Trust(int user) {
        this.user = user;
    }

    /** As of the user who runs this. */
    static Trust own() throws IOException {
        return new Trust(Process.USER);
    }

    /** Whether files have owners here. Where they have none, as on Windows, nothing is checked. */
    static boolean isPossible(FileSystem system) {
        return system.supportedFileAttributeViews().contains("unix");
    }

    /** In front of a folder through which a path goes. */
    Optional<RefusedFile> problemOfFolder(Entry folder) {
        if (!isOurs(folder)) {
            return Optional.of(foreign(folder));
        }
        return folder.othersMayWrite() && !folder.isSticky()
                ? Optional.of(new RefusedFile("file.folder-open", folder.path()))
                : Optional.empty();
    }

    void requireOwner(Entry entry) throws RefusedFile {
        if (!isOurs(entry)) {
            throw foreign(entry);
        }
    }

    /** Of a file whose content counts. */
    void requireContent(Entry file) throws RefusedFile {
        requireOwner(file);
        if (!file.isDevice() && (file.groupMayWrite() || file.othersMayWrite())) {
            throw new RefusedFile("file.open", file.path());
        }
    }

    /** In a folder where others make names a second one for our own file may be somebody else's work. */
    void requireOneName(Entry file, Entry folder) throws RefusedFile {
        if (folder.othersMayWrite() && file.names() > 1) {
            throw new RefusedFile("file.two-names", file.path());
        }
    }

    private boolean isOurs(Entry entry) {
        return entry.owner() == ROOT || entry.owner() == user;
    }

    private RefusedFile foreign(Entry entry) {
        return new RefusedFile("file.foreign", entry.path(), String.valueOf(entry.owner()), String.valueOf(user));
    }

    /** Asked when it is first needed. */
    private static final class Process {
        static final int USER = user();

        /** Java has no call for it. */
        private static int user() {
            try {
                Path self = Path.of("/proc/self");
                return (Integer) (Files.exists(self) ? Files.getAttribute(self, OWNER) : ownerOfNewFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Object ownerOfNewFile() throws IOException {
            Path file = Files.createTempFile("ylh", ".owner");
            try {
                return Files.getAttribute(file, OWNER, LinkOption.NOFOLLOW_LINKS);
            } finally {
                Files.delete(file);
            }
        }
    }
}
