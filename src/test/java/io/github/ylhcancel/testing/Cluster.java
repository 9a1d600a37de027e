package io.github.ylhcancel.testing;

import io.github.ylhcancel.db.DatabaseAddress;
import java.io.IOException;

/** Servers that hold the same and all take writes, by their numbers from 1 on. One of them may be killed and come back. */
public interface Cluster {
    int nodes();

    /** A database on the first of these that answers. */
    DatabaseAddress address(String database, int... numbers);

    /** As a machine that crashes. */
    void kill(int number);

    /** One that was killed takes part again, when it has what the others have written meanwhile. */
    void comeBack(int number) throws IOException;

    void execute(int number, String... statements);

    /** Waits until it has what the others have written by now. */
    void catchUp(int number);

    /** What makes a session wait for that before each of its transactions. */
    String catchingUp();

    /** How often a transaction of its was undone because another's came first; 0 of one that is not there. */
    long conflicts(int number);
}
