package io.github.ylhcancel.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program that leads a process group, whose number is the program's: a signal reaches each member, also those that outlive the
 * program and belong to nobody any more. The number is taken for as long as there is one; one that has become free is the last that
 * the system would give to others. Single ones are ended by their handles: a {@link Process} would also close what has not been read
 * of its output.
 */
final class ProcessGroup implements Kin {
    /** Java signals single processes only; the shell's own {@code kill} is everywhere, the program of that name is not. */
    private static final String KILL = "kill -s \"$1\" -- \"-$2\"";

    private final Process leader;
    private final Duration longest;

    /**
     * @param longest how long a signal may take
     */
    ProcessGroup(Process leader, Duration longest) {
        this.leader = leader;
        this.longest = longest;
    }

    @Override
    public void ask() {
        if (!signal("TERM")) {
            // It leads no group yet.
            leader.toHandle().destroy();
        }
    }

    @Override
    public void kill() {
        signal("KILL");
        leader.toHandle().destroyForcibly();
    }

    /** Whether anybody was there to get it. */
    private boolean signal(String name) {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", KILL, "sh", name, String.valueOf(leader.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        shell.environment().clear();
        try {
            Process sending = shell.start();
            return sending.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS) && sending.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            // The shell does its work all the same.
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
