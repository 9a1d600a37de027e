package io.github.ylhcancel.process;

import java.util.List;

/** How the tests that drain a queue call {@code sync}: one place for its options. */
final class SyncArguments {
    /** As cron calls it. */
    static final List<String> ONCE = List.of("sync", "-q");

    /** As a service runs it. */
    static final List<String> SERVICE = List.of("sync", "-q", "--watch");

    /** In the end, when the others are gone: whatever is open, and after those who died. */
    static final List<String> LAST = List.of("sync", "-q", "--now", "--wait");

    private SyncArguments() {}
}
