package io.github.ylhcancel.setup;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.TriedOrder;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.TableEngines;
import io.github.ylhcancel.store.Trial;
import java.util.List;
import java.util.Optional;

/** {@code db check --try ORDER}: cancels an order in a transaction that is undone, and tells row by row what would change. */
public final class TryCancel {
    private static final String REASON = "db check --try";

    private final RunContext context;
    private final Database database;
    private final ShopSchema schema;
    private final Trial trial;

    private TryCancel(RunContext context) {
        this.context = context;
        this.database = context.database().toTry();
        this.schema = context.database().schema();
        this.trial = new Trial(database, schema, context.run().id());
    }

    public static TryCancel from(RunContext context) {
        return new TryCancel(context);
    }

    /** Whether all that it writes is shown. */
    public boolean showsStockLog() {
        return trial.showsStockLog();
    }

    /**
     * May be called again: nothing of it stays.
     *
     * @throws UserError if there is no such order, or several, or if a table could not undo what is tried
     */
    public TriedOrder of(String reference) {
        TableEngines.require(database, schema);
        if (!database.takesWrites()) {
            throw UserError.usage("check.try-read-only", database.address());
        }
        List<Order> found = new Orders(database, schema).find(reference, LookupBy.AUTO);
        if (found.size() != 1) {
            throw UserError.usage(found.isEmpty() ? "check.try-not-found" : "check.try-several", reference);
        }
        CancelRequest request = new CancelRequest(
                reference,
                LookupBy.AUTO,
                Optional.of(context.settings().text(Key.CANCEL_REASON).orElse(REASON)),
                Optional.of(context.settings().text(Key.SOURCE_SYSTEM).orElse("-")),
                Optional.empty(),
                Optional.empty(),
                context.run().operator());
        return trial.cancel(found.get(0), request, database.now());
    }
}
