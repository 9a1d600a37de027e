package io.github.ylhcancel.run;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.store.Runs;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written down about the run at hand, once it writes. Never in the way of the command: no order is left uncancelled
 * because this could not be written, and no exit code changes.
 */
final class RunRecord {
    private static final int COUNTS_LENGTH = 4000;

    private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);

    private final Run run;
    private boolean tried;
    private boolean begun;

    /**
     * @param run as it begins, its texts no longer than their columns
     */
    RunRecord(Run run) {
        this.run = run;
    }

    /**
     * Writes the beginning, the first time that it is called, from any thread. What is wrong with the database the command finds out
     * as well, and says so itself.
     */
    synchronized void begin(Runs runs) {
        if (tried) {
            return;
        }
        tried = true;
        try {
            runs.begin(run);
            begun = true;
        } catch (RuntimeException e) {
            LOG.warn("event=run.not-recorded cause={}", cause(e));
        }
    }

    /** Whether the beginning is there. */
    synchronized boolean hasBegun() {
        return begun;
    }

    /**
     * Writes the end, and in the same statement the beginning if that is not there: it failed, or the run had nothing to write.
     *
     * @return why it could not be written, or nothing
     */
    synchronized Optional<String> end(Supplier<Runs> runs, Instant at, int exitCode, Optional<String> counts) {
        tried = true;
        Run ended = run.ended(at, exitCode, counts.filter(RunRecord::fits));
        try {
            if (begun) {
                runs.get().end(ended.id(), at, exitCode, ended.counts());
            } else {
                runs.get().begin(ended);
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.warn("event=run.end-not-recorded cause={}", cause(e));
            return Optional.of(cause(e));
        }
    }

    /** Half of a JSON document is of no use to anybody. */
    private static boolean fits(String counts) {
        if (counts.length() > COUNTS_LENGTH) {
            LOG.warn("event=run.counts-too-long length={}", counts.length());
        }
        return counts.length() <= COUNTS_LENGTH;
    }

    private static String cause(RuntimeException e) {
        return Text.line(String.valueOf(e.getMessage()), 200);
    }
}
