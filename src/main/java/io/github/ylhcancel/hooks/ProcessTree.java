package io.github.ylhcancel.hooks;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A program and its descendants, for systems on which it cannot be given a group: each is ended by itself. What the program leaves
 * behind when it ends by itself is nobody's descendant, and goes on.
 */
final class ProcessTree implements Kin {
    private final ProcessHandle root;
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    ProcessTree(Process root) {
        this.root = root.toHandle(); // To end the process itself would close what is still to be read of it.
    }

    @Override
    public void ask() {
        look();
        root.destroy();
        known.forEach(ProcessHandle::destroy);
    }

    @Override
    public void kill() {
        look();
        root.destroyForcibly();
        known.forEach(ProcessHandle::destroyForcibly);
    }

    /** The descendants of what is known, since a child whose parent has ended is found through nobody else. */
    private void look() {
        Stream.concat(Stream.of(root), Set.copyOf(known).stream())
                .flatMap(ProcessHandle::descendants)
                .forEach(known::add);
    }
}
