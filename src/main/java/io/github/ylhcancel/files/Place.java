package io.github.ylhcancel.files;

import io.github.ylhcancel.base.RefusedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Where a file really is, found by going there step by step: every folder on the way is looked at, also those that links lead
 * through. Nobody who is not trusted can lead such a path elsewhere, so what is opened by it is what was looked at.
 *
 * @param path without a link in it, but for one that stands for a file that is open already
 * @param entry what is there, if anything is
 * @param folder the one in which it is
 * @param isOpen whether it is a descriptor of this process, as {@code /dev/stdin} and {@code <(…)} are: whoever started us chose it
 */
record Place(Path path, Optional<Entry> entry, Entry folder, boolean isOpen) {
    private static final int MOST_LINKS = 40;

    /** What is done about a folder in which somebody else could change what is there. */
    enum Rule {
        /** No such folder may be on the way. */
        TRUSTED,
        /** The same, and a folder that is missing is made. */
        TRUSTED_OR_NEW,
        /** It may be on the way, but then no link behind it is followed. */
        NO_LINKS
    }

    /**
     * @throws RefusedFile if something on the way is not trusted
     */
    static Place of(Path file, Trust trust, Rule rule) throws IOException {
        return new Walk(file.toAbsolutePath(), trust, rule).toItsEnd();
    }

    /** One look at each step. */
    private static final class Walk {
        private final Path file;
        private final Trust trust;
        private final Rule rule;
        private final Deque<Path> rest = new ArrayDeque<>();
        private Entry folder;
        private Optional<RefusedFile> doubt = Optional.empty();
        private int links;

        Walk(Path file, Trust trust, Rule rule) throws IOException {
            this.file = file;
            this.trust = trust;
            this.rule = rule;
            enter(Entry.of(file.getRoot()));
            ahead(file);
        }

        private void ahead(Path path) {
            for (int at = path.getNameCount() - 1; at >= 0; at--) {
                rest.push(path.getName(at));
            }
        }

        Place toItsEnd() throws IOException {
            while (!rest.isEmpty()) {
                Path name = rest.pop();
                if (name.toString().equals("..")) {
                    up();
                } else if (!name.toString().equals(".") && !name.toString().isEmpty()) {
                    Optional<Place> end = step(folder.path().resolve(name));
                    if (end.isPresent()) {
                        return end.get();
                    }
                }
            }
            return new Place(folder.path(), Optional.of(folder), folder, false);
        }

        private void up() throws IOException {
            Path above = folder.path().getParent();
            if (above != null) {
                folder = Entry.of(above);
            }
        }

        private Optional<Place> step(Path path) throws IOException {
            Optional<Entry> found = rule == Rule.TRUSTED_OR_NEW && !rest.isEmpty() ? made(path) : Entry.ifThere(path);
            if (found.isPresent() && found.get().isLink()) {
                boolean isOpen = isDescriptor(path);
                if (!isOpen) {
                    follow(found.get());
                    return Optional.empty();
                }
                return Optional.of(new Place(path, found, folder, true));
            }
            if (rest.isEmpty()) {
                return Optional.of(new Place(path, found, folder, false));
            }
            Entry next = found.isPresent() ? found.get() : Entry.of(path);
            if (!next.isFolder()) {
                throw new NotDirectoryException(path.toString());
            }
            enter(next);
            return Optional.empty();
        }

        private static Optional<Entry> made(Path path) throws IOException {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                NewFile.folder(path);
            }
            return Optional.of(Entry.of(path));
        }

        private void enter(Entry next) throws RefusedFile {
            folder = next;
            Optional<RefusedFile> problem = trust.problemOfFolder(next);
            if (problem.isPresent() && rule != Rule.NO_LINKS) {
                throw problem.get();
            }
            if (doubt.isEmpty()) {
                doubt = problem;
            }
        }

        private void follow(Entry link) throws IOException {
            if (doubt.isPresent()) {
                throw doubt.get();
            }
            trust.requireOwner(link);
            links++;
            if (links > MOST_LINKS) {
                throw new RefusedFile("file.too-many-links", file);
            }
            Path target = Files.readSymbolicLink(link.path());
            if (target.isAbsolute()) {
                folder = Entry.of(target.getRoot());
            }
            ahead(target);
        }

        private boolean isDescriptor(Path path) {
            return rest.isEmpty() && folder.path().toString().matches("/proc/[0-9]+(/task/[0-9]+)?/fd");
        }
    }
}
