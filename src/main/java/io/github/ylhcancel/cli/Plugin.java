package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;

/** A command that a monitoring system runs, which reads the first line of its standard output and an exit code of its own convention. */
interface Plugin {
    /**
     * Says that it could not do its work.
     *
     * @return the exit code for that
     */
    int failed(String why, ExitCode code);
}
