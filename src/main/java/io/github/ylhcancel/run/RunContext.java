package io.github.ylhcancel.run;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Scheduler;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.config.YlhAccess;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What a use case is made from. Everything is made when it is first asked for, so that a command pays only for what it uses:
 * {@code status} opens a database and builds no HTTP client, {@code sandbox} neither.
 */
public interface RunContext {
    Settings settings();

    /**
     * Where YLH is and who we are there; says once what is not used of the way there.
     *
     * @throws io.github.ylhcancel.base.UserError naming every key that is missing or not safe
     */
    YlhAccess ylhAccess();

    /** The database's, which all machines share; opens it for reading, unless a use case has opened it already. */
    Clock clock();

    /** This machine's, for what needs no database. */
    Clock machineClock();

    /** For spans of time within this process. */
    NanoClock nanoClock();

    /** For what has to happen later, in this process. */
    Scheduler scheduler();

    /** Numbers that no test foresees. */
    RandomGenerator random();

    /** Hears of the moments at which a process may die. */
    Consumer<Checkpoint> checkpoints();

    /** Whether the user wants the run to end. */
    Interrupt interrupt();

    /** From here on Ctrl-C asks the run to end after what it has in hand; before, it ends the process. May be called again. */
    void catchSignals();

    /** What ends a run over many orders; the same one each time. */
    StopSignal stopSignal();

    CurrentRun run();

    RunDatabase database();

    /** One line for the user while the run goes on, also where he wants it quiet: a person has to know it. */
    void say(Message sentence);

    /** Is closed when the run is over, the last one first. */
    void closeAtTheEnd(Runnable close);
}
