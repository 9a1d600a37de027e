package io.github.ylhcancel.sandbox;

import java.util.Optional;

/** What a call came to. */
record Verdict(
        Reply reply, boolean applied, Optional<Fault> fault, Optional<String> soId, Optional<CallbackBatch> callbacks) {
    /** Turned away before anything was done. */
    static Verdict turnedAway(Reply reply, Optional<String> soId) {
        return new Verdict(reply, false, Optional.empty(), soId, Optional.empty());
    }
}
