package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Event;
import io.github.ylhcancel.domain.UntoldEvent;
import io.github.ylhcancel.hooks.EventDispatch;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Events;
import io.github.ylhcancel.store.Fingerprint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The events for the shop's command: who tells them, and what a person does with those that it was told in vain. */
public final class EventDesk {
    private static final int AT_ONCE = 500;

    private final Events events;
    private final String database;

    private EventDesk(Events events, String database) {
        this.events = events;
        this.database = database;
    }

    /** Opens the database to read. */
    public static EventDesk toLook(RunContext context) {
        return of(context.database().toRead());
    }

    /** Opens the database to write. */
    public static EventDesk toRetry(RunContext context) {
        return of(context.database().toLookAtFirst());
    }

    private static EventDesk of(Database open) {
        return new EventDesk(new Events(open), Fingerprint.id(open));
    }

    /**
     * Who tells the command of this run's configuration, if it has one. Appends to the file of events what runs that died have left.
     *
     * @param words makes a text of what went wrong, to be kept with the event
     * @param home what the command is told is its home
     */
    public static Optional<EventDispatch> dispatch(RunContext context, Function<Message, String> words, Path home) {
        if (!context.settings().eventWishes().any()) {
            return Optional.empty();
        }
        Database open = context.database().toLookAtFirst();
        context.database().appendEventsLeft(open);
        EventDispatch.Tools tools = new EventDispatch.Tools(
                open,
                context.run().owner(),
                (problem, output) -> {
                    String why = words.apply(problem);
                    String all = output.isEmpty() ? why : why + ": " + output;
                    return PersonalData.masked(context.settings().secrets().hide(all));
                },
                context.clock(),
                context.nanoClock(),
                context.random(),
                context.checkpoints());
        return EventDispatch.from(context.settings(), tools, home);
    }

    /** As those who are told know it. */
    public String id(Event event) {
        return event.id(database);
    }

    public long count(UntoldEvent.State state) {
        return events.count(state);
    }

    /** The oldest first. */
    public List<UntoldEvent> list(UntoldEvent.State state, int most) {
        List<UntoldEvent> all = new ArrayList<>();
        List<UntoldEvent> page;
        do {
            long after = all.isEmpty() ? 0 : all.get(all.size() - 1).event().number();
            page = events.inState(state, after, Math.min(AT_ONCE, most - all.size()));
            all.addAll(page);
        } while (page.size() == AT_ONCE && all.size() < most);
        return all;
    }

    /** Gives those whose tries all failed new ones; answers how many. */
    public int again(Instant now) {
        return events.again(now);
    }
}
