package io.github.ylhcancel.callback;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.run.RunContext;
import java.time.Duration;

/** A connection to the database, and what applies callbacks over it; for one thread. */
final class Desk {
    /** Whoever sent the callback has been told long before to send it again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RunContext context;
    private final Database database;
    private final ReceiveCallback receive;
    private final FollowUp followUp;

    private Desk(RunContext context, Database database) {
        this.context = context;
        this.database = database;
        this.receive = ReceiveCallback.from(context, database);
        this.followUp = FollowUp.from(context, receive, database);
    }

    /**
     * @throws io.github.ylhcancel.base.UserError if the database cannot be used, now or at all
     */
    static Desk open(RunContext context) {
        return new Desk(context, context.database().anotherToChangeShop(PATIENCE));
    }

    ReceiveCallback receive() {
        return receive;
    }

    FollowUp followUp() {
        return followUp;
    }

    void close() {
        context.database().giveBack(database);
    }
}
