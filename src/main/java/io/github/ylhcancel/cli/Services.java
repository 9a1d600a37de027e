package io.github.ylhcancel.cli;

import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.domain.DatabaseIdentity;
import io.github.ylhcancel.domain.Interrupt;
import io.github.ylhcancel.domain.NanoClock;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.StopSignal;
import io.github.ylhcancel.inspect.Casework;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.inspect.PastRuns;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.setup.CheckSchema;
import io.github.ylhcancel.setup.SetUpDatabase;
import io.github.ylhcancel.sweep.Sweep;
import io.github.ylhcancel.sync.OutboxDispatcher;
import io.github.ylhcancel.sync.Resolve;
import io.github.ylhcancel.sync.Retry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * What a command may ask for. Everything is made when it is first asked for, so that a command pays only for what it uses: a
 * database is opened, an HTTP client built, when the use case that needs it is called for.
 */
public interface Services {
    /** How far a cancel command goes. */
    enum Cancelling {
        /** Looks and writes nothing; the database is opened for reading. */
        PREVIEW,
        /** Records, and leaves YLH to {@code sync}. */
        QUEUE,
        /** Records and tells YLH. */
        TELL
    }

    Settings settings();

    /** Whether the configuration could be read; before that, {@link #settings} and {@link #texts} may throw. */
    boolean isConfigured();

    Texts texts();

    /** The database's, which all machines share; opens it for reading, unless a use case has opened it already. */
    Clock clock();

    /** For spans of time within this process. */
    NanoClock nanoClock();

    Interrupt interrupt();

    /** What ends a run over many orders; the same one each time. */
    StopSignal stopSignal();

    /** Names this run in every output. */
    String runId();

    /**
     * Keeps what came of this run with its record, if it has one: a run has that once it writes.
     *
     * @param json only asked for then; a later one takes the place of an earlier one
     */
    void recordCounts(Supplier<String> json);

    /** Who does this, for the history. */
    String operator();

    /** The name of this machine. */
    String host();

    /** Which database this run works on; opens it for reading, unless a use case has opened it already. */
    DatabaseIdentity databaseIdentity();

    /**
     * @param stop ends telling YLH
     * @param listener hears of what is told many at a time
     */
    CancelOrders cancelOrders(Cancelling how, StopSignal stop, OutboxDispatcher.Listener listener);

    /**
     * @param reason why the orders of the sweep are cancelled
     * @param readOnly for a look at what would be cancelled
     */
    Sweep sweep(String reason, boolean readOnly);

    /** How many workers a sweep has if nobody says: as many as help on the database at hand. */
    int usualWorkers();

    /**
     * @param mostUnderWay how many calls may wait for their answer at a time, unless the configuration decides
     */
    OutboxDispatcher outboxDispatcher(OptionalInt mostUnderWay);

    /**
     * @param readOnly for a look at what a word would come to
     */
    Resolve resolve(boolean readOnly);

    /**
     * @param readOnly for a look at what would be made due
     */
    Retry retry(boolean readOnly);

    Casework casework();

    /** What happens next to a delivery, as of now. */
    NextStep nextStep();

    Inspection inspection();

    PastRuns pastRuns();

    SetUpDatabase setUpDatabase();

    CheckSchema checkSchema();

    Sandbox startSandbox(SandboxOptions options) throws IOException;

    /** Runs another command of this program on a terminal of the caller's; answers its exit code. */
    int run(List<String> arguments, Terminal on);
}
