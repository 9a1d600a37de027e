package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Event;
import io.github.ylhcancel.domain.EventKind;
import io.github.ylhcancel.domain.EventWishes;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.domain.UntoldEvent;
import io.github.ylhcancel.domain.UntoldEvent.State;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What others than YLH are told: written in the transaction of what it tells, appended to a file right after it, handed to a command by
 * {@code sync}.
 */
public final class Events {
    private static final int LONGEST_ERROR = 500;

    private static final String INTO = """
            INSERT INTO ylh_event (kind, subject, order_key, cancellation_no, transition_kind, is_final, created_at,
                                   file_state, command_state, attempts, next_attempt_at)
            """;

    private static final String CANCELLED = INTO + """
            SELECT :kind, CONCAT(t.order_key, ''), t.order_key, t.cancellation_no, t.kind, :is_final, :now,
                   :file_state, :command_state, 0, :now
              FROM ylh_transition t
             WHERE t.run_id = :run_id AND t.worker = :worker AND t.step = :step AND t.kind = 'cancel' AND t.order_key IN (:keys)
            """;

    private static final String PUT_BACK = INTO + """
            SELECT :kind, CONCAT(t.order_key, ''), t.order_key, t.cancellation_no, t.kind, TRUE, :now,
                   :file_state, :command_state, 0, :now
              FROM ylh_transition t
             WHERE t.order_key = :order_key AND t.cancellation_no = :number AND t.kind = :transition_kind
            """;

    /** Of an order that was paid for, unless it has been said, or the order was put back. */
    private static final String CONFIRMED = INTO + """
            SELECT :kind, CONCAT(t.order_key, ''), t.order_key, t.cancellation_no, t.kind, TRUE, :now,
                   :file_state, :command_state, 0, :now
              FROM ylh_transition t
             WHERE t.order_key = :order_key AND t.cancellation_no >= :number AND t.kind = 'cancel' AND t.money <> :unpaid
               AND NOT EXISTS (SELECT 1 FROM ylh_event e
                                WHERE e.subject = :subject AND e.cancellation_no = t.cancellation_no
                                  AND e.transition_kind = 'cancel' AND e.is_final = TRUE)
            """ + Transitions.AND_IS_LATEST;

    private static final String OF_NO_ORDER = """
            INSERT INTO ylh_event (kind, subject, is_final, body, created_at, file_state, command_state, attempts, next_attempt_at)
            VALUES (:kind, :subject, TRUE, :body, :now, :file_state, :command_state, 0, :now)
            """;

    private static final String SELECT = "SELECT " + Transitions.COLUMNS + """
            , t.money, e.id AS event_id, e.kind AS event_kind, e.subject, e.is_final, e.body, e.created_at AS event_at, e.attempts,
                   e.command_state, e.next_attempt_at, e.last_error
              FROM ylh_event e
              LEFT JOIN ylh_transition t
                ON t.order_key = e.order_key AND t.cancellation_no = e.cancellation_no AND t.kind = e.transition_kind
            """;

    private static final String NOT_IN_FILE = SELECT + " WHERE e.file_state = 'pending' ORDER BY e.id LIMIT :limit";

    private static final String IN_FILE =
            "UPDATE ylh_event SET file_state = 'done', file_position = :position WHERE id = :id AND file_state = 'pending'";

    private static final String DUE = """
            SELECT e.id FROM ylh_event e
             WHERE e.command_state = 'pending' AND e.next_attempt_at <= :now
               AND NOT EXISTS (SELECT 1 FROM ylh_event b
                                WHERE b.subject = e.subject AND b.id < e.id AND b.command_state = 'pending')
             ORDER BY e.next_attempt_at, e.id
             LIMIT :limit
            """;

    private static final String CLAIM = """
            UPDATE ylh_event SET lease_owner = :owner, next_attempt_at = :until, attempts = attempts + 1
             WHERE id = :id AND command_state = 'pending' AND next_attempt_at <= :now
            """;
    private static final String CLAIMED =
            SELECT + " WHERE e.id IN (:ids) AND e.command_state = 'pending' AND e.lease_owner = :owner ORDER BY e.id";

    private static final String FINISH = """
            UPDATE ylh_event SET command_state = :state, next_attempt_at = :next, lease_owner = NULL, last_error = :error
             WHERE id = :id AND command_state = 'pending' AND lease_owner = :owner AND attempts = :attempts
            """;
    /** It was not started, or somebody wanted the run to end. */
    private static final String RELEASE = """
            UPDATE ylh_event SET next_attempt_at = :now, lease_owner = NULL, attempts = attempts - 1
             WHERE id = :id AND command_state = 'pending' AND lease_owner = :owner AND attempts = :attempts
            """;

    private static final String IN_STATE =
            SELECT + " WHERE e.command_state = :state AND e.id > :after ORDER BY e.id LIMIT :limit";

    private static final String COUNT = "SELECT COUNT(*) FROM ylh_event WHERE command_state = :state";

    private static final String NEXT =
            "SELECT MIN(next_attempt_at) AS next FROM ylh_event WHERE command_state = 'pending'";

    private static final String AGAIN = """
            UPDATE ylh_event SET command_state = 'pending', attempts = 0, next_attempt_at = :now
             WHERE command_state = 'dead'
            """;

    private final Database database;
    private final String owner;

    /** For one who takes none in hand. */
    public Events(Database database) {
        this(database, "");
    }

    /**
     * @param owner the process, as it stands in leases
     */
    public Events(Database database, String owner) {
        this.database = database;
        this.owner = owner;
    }

    // ---- writing

    /** Of orders that this step has cancelled. */
    static void cancelled(Sql sql, Step step, Collection<RowKey> keys, boolean isFinal, Instant now) {
        if (sql.wishes().any() && !keys.isEmpty()) {
            insert(
                    sql,
                    CANCELLED,
                    step.in(Parameters.of("keys", keys))
                            .and("kind", EventKind.ORDER_CANCELLED.word())
                            .and("is_final", isFinal),
                    now);
        }
    }

    /** That a cancellation was taken back. */
    static void putBack(Sql sql, Transition cancelled, Transition.Kind kind, Instant now) {
        if (sql.wishes().any()) {
            Parameters parameters = Parameters.of("order_key", cancelled.orderKey())
                    .and("number", cancelled.number())
                    .and("transition_kind", kind.word())
                    .and("kind", EventKind.ORDER_PUT_BACK.word());
            insert(sql, PUT_BACK, parameters, now);
        }
    }

    /** That YLH has confirmed what an order's money waits for. */
    static void confirmed(Sql sql, RowKey order, int number, Instant now) {
        if (sql.wishes().any()) {
            Parameters parameters = Parameters.of("order_key", order)
                    .and("number", number)
                    .and("subject", order.toString())
                    .and("unpaid", PaymentState.NONE.stored())
                    .and("kind", EventKind.ORDER_CANCELLED.word());
            insert(sql, CONFIRMED, parameters, now);
        }
    }

    /** What is about no order; to be written in the transaction of what it tells. */
    static void write(Sql sql, EventKind kind, String subject, String body, Instant now) {
        if (sql.wishes().any()) {
            Parameters parameters =
                    Parameters.of("kind", kind.word()).and("subject", subject).and("body", body);
            insert(sql, OF_NO_ORDER, parameters, now);
        }
    }

    private static void insert(Sql sql, String statement, Parameters parameters, Instant now) {
        EventWishes wishes = sql.wishes();
        int rows = sql.update(
                statement,
                parameters
                        .and("file_state", wished(wishes.file()))
                        .and("command_state", wished(wishes.command()))
                        .and("now", now));
        if (rows > 0) {
            sql.wroteEvents();
        }
    }

    private static String wished(boolean isWished) {
        return isWished ? State.PENDING.word() : "none";
    }

    // ---- the file

    /** Those that are in no file yet, in the order in which they are told. */
    public List<Event> notInFile(int limit) {
        return database.read(sql -> sql.list(NOT_IN_FILE, Parameters.of("limit", limit), Events::event));
    }

    /**
     * Writes down where each stands.
     *
     * @param positions by the events' numbers
     */
    public void inFile(Map<Long, Long> positions) {
        List<Parameters> all = new ArrayList<>(positions.size());
        positions.forEach(
                (number, position) -> all.add(Parameters.of("id", number).and("position", position)));
        database.again(() -> database.transaction(sql -> sql.batch(IN_FILE, all)));
    }

    // ---- the command

    /**
     * Takes those that are due, of each subject the first.
     *
     * @param until when another process may take them over
     */
    public List<Event> claim(int limit, Instant now, Instant until) {
        List<Long> ids =
                database.read(sql -> sql.list(DUE, Parameters.of("now", now).and("limit", limit), Row::number));
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Parameters> claims = ids.stream()
                .map(id -> Parameters.of("id", id)
                        .and("owner", owner)
                        .and("until", until)
                        .and("now", now))
                .toList();
        return database.again(() -> database.transaction(sql -> {
            int[] rows = sql.batch(CLAIM, claims);
            List<Long> ours = new ArrayList<>();
            for (int i = 0; i < rows.length; i++) {
                if (rows[i] == 1) {
                    ours.add(ids.get(i));
                }
            }
            return sql.list(CLAIMED, Parameters.of("ids", ours).and("owner", owner), Events::event);
        }));
    }

    /** Its command ended well. */
    public void done(Event event, Instant now) {
        finish(event, State.DONE, now, Optional.empty());
    }

    /** Its command failed, and is started again then. */
    public void failed(Event event, Instant again, String error) {
        finish(event, State.PENDING, again, Optional.of(error));
    }

    /** Its command failed for the last time. */
    public void dead(Event event, Instant now, String error) {
        finish(event, State.DEAD, now, Optional.of(error));
    }

    private void finish(Event event, State state, Instant next, Optional<String> error) {
        Parameters parameters = claimed(event)
                .and("state", state.word())
                .and("next", next)
                .and("error", error.map(text -> Text.line(text, LONGEST_ERROR)));
        database.again(() -> database.transaction(sql -> sql.update(FINISH, parameters)));
    }

    /** Gives one back as if it had not been taken. */
    public void release(Event event, Instant now) {
        Parameters parameters = claimed(event).and("now", now);
        database.again(() -> database.transaction(sql -> sql.update(RELEASE, parameters)));
    }

    private Parameters claimed(Event event) {
        return Parameters.of("id", event.number()).and("owner", owner).and("attempts", event.attempts());
    }

    /** When the next is due, also what runs now. */
    public Optional<Instant> next() {
        return database.read(sql -> sql.first(NEXT, row -> row.optionalInstant("next")))
                .flatMap(next -> next);
    }

    /** By their numbers. */
    public List<UntoldEvent> inState(State state, long after, int limit) {
        Parameters parameters =
                Parameters.of("state", state.word()).and("after", after).and("limit", limit);
        return database.read(sql -> sql.list(
                IN_STATE,
                parameters,
                row -> new UntoldEvent(
                        event(row), state, row.instant("next_attempt_at"), row.optionalText("last_error"))));
    }

    public long count(State state) {
        return database.read(sql -> sql.number(COUNT, Parameters.of("state", state.word())));
    }

    /** Gives those whose tries are used up all of them anew; answers how many. */
    public int again(Instant now) {
        return database.again(() -> database.transaction(sql -> sql.update(AGAIN, Parameters.of("now", now))));
    }

    private static Event event(Row row) {
        boolean isOfOrder = row.optionalText("order_number").isPresent();
        return new Event(
                row.number("event_id"),
                EventKind.ofWord(row.text("event_kind")),
                row.text("subject"),
                isOfOrder ? Optional.of(Transitions.transition(row)) : Optional.empty(),
                isOfOrder ? Optional.of(PaymentState.ofStored(row.text("money"))) : Optional.empty(),
                row.flag("is_final"),
                row.optionalText("body"),
                row.instant("event_at"),
                row.integer("attempts"));
    }
}
