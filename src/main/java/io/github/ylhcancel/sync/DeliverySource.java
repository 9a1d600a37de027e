package io.github.ylhcancel.sync;

import io.github.ylhcancel.store.Outbox.Claim;
import java.util.List;

/** Which deliveries a {@link DispatchRun} takes. Used by its thread, which has the database. */
interface DeliverySource {
    /** Claims at most so many; none when there is nothing to take for now. */
    List<Claim> claim(int most);

    /** One that it claimed was not sent after all and is as before. */
    void turnedBack(Claim claim);

    /** Whether it gives no more, unless something is turned back. */
    boolean isSpent();

    /** Whether the run is to end, although there may be more to take. */
    boolean isOver();

    /** Whether a run goes on that has found nothing, because something may fall due. */
    boolean goesOn();

    /** The run has nothing to do for now: nothing is due, under way, or to be written down. */
    default void rests() {}

    /** Whether a run waits until YLH takes calls again. If not, the rest is left to a later one. */
    boolean waitsForYlh();
}
