package io.github.ylhcancel.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Callbacks that go out one after the other, each when the one before was answered or failed.
 *
 * @param delay how long after the answer to the cancel call the first goes out; nothing if it goes before that answer
 * @param held whether they are held back until others have gone out
 */
record CallbackBatch(URI url, List<Planned> all, Optional<Duration> delay, boolean held) {
    /**
     * One of them.
     *
     * @param kinds what is unusual about it
     * @param before how long it is waited before it goes out
     * @param repeats whether it is sent again after a bad answer; YLH does that, a forger does not
     */
    record Planned(SignedForm form, Optional<String> soId, Set<CallbackKind> kinds, Duration before, boolean repeats) {}

    boolean isBeforeAnswer() {
        return delay.isEmpty();
    }
}
