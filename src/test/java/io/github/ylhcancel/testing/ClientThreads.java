package io.github.ylhcancel.testing;

import java.util.Set;
import java.util.stream.Collectors;

/** The threads of HTTP clients that were made since: each keeps the JVM from exiting for 300 ms while it waits for the network. */
public final class ClientThreads {
    private final Set<Thread> before = running();

    private static Set<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("-SelectorManager"))
                .collect(Collectors.toSet());
    }

    /** Those that run now. */
    public Set<Thread> look() {
        Set<Thread> now = running();
        now.removeAll(before);
        return now;
    }
}
