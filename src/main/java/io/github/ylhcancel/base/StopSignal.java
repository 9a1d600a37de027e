package io.github.ylhcancel.base;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a run over many orders is to end: the user interrupts it, or somebody has put the stop file there, which reaches every run
 * on every machine that sees the file. Looked at between two orders. May be asked from any thread.
 */
public final class StopSignal {
    /** Why a run ends before it is through. */
    public enum Reason {
        INTERRUPT,
        STOP_FILE
    }

    private final Interrupt interrupt;
    private final Optional<Path> file;
    private volatile boolean fileSeen;

    public StopSignal(Interrupt interrupt, Optional<Path> file) {
        this.interrupt = interrupt;
        this.file = file;
    }

    /** For a run that only an interrupt ends. */
    public StopSignal(Interrupt interrupt) {
        this(interrupt, Optional.empty());
    }

    /** Looks. Once it has seen the stop file the answer stays, so that all parts of a run end for the same reason. */
    public boolean isRequested() {
        if (!fileSeen && file.filter(StopSignal::isThere).isPresent()) {
            fileSeen = true;
        }
        return fileSeen || interrupt.isRequested();
    }

    /** Whatever has that name counts, also a link to nothing. */
    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** What the looks so far have shown. Does not look again: a file that comes after the last order has stopped nothing. */
    public Optional<Reason> reason() {
        if (fileSeen) {
            return Optional.of(Reason.STOP_FILE);
        }
        return interrupt.isRequested() ? Optional.of(Reason.INTERRUPT) : Optional.empty();
    }

    /** The file's name, if there may be one. */
    public Optional<Path> file() {
        return file;
    }
}
