package io.github.ylhcancel.inspect;

import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Callbacks;
import java.util.List;

/** The callbacks that a person has to look at. */
public final class CallbackList {
    private final Callbacks callbacks;

    private CallbackList(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    public static CallbackList from(RunContext context) {
        return new CallbackList(
                new Callbacks(context.database().toRead(), context.run().id()));
    }

    /** First what YLH has cancelled and the shop goes on with, then the newest. */
    public List<RecordedCallback> first(int limit) {
        return callbacks.forAPerson(limit);
    }

    public long count() {
        return callbacks.countForAPerson();
    }
}
