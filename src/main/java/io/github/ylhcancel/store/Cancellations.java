package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.domain.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the cancellations that YLH has to hear of. */
public final class Cancellations {
    private static final String ALL = """
            SELECT id, order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time, from_status, operator,
                   state, attempts, next_attempt_at, lease_owner, lease_until, maybe_applied, last_error, created_at, updated_at,
                   run_id, account, hold
              FROM ylh_cancellation
            """;
    private static final String BY_ID = ALL + " WHERE id = :id";
    private static final String BY_IDS = ALL + " WHERE id IN (:ids)";
    private static final String OF_ORDERS =
            ALL + " WHERE order_id IN (:order_ids) ORDER BY order_id, cancellation_no DESC";
    private static final String IN_STATE = ALL + " WHERE state = :state ORDER BY updated_at, id LIMIT :limit";
    /** What another process is sending becomes due when its lease has run out, however far the horizon reaches. */
    private static final String DUE = " WHERE (%s OR state = 'sending' AND :exclusive)"
            + " AND (state <> 'sending' OR next_attempt_at <= :now OR :exclusive)%s ORDER BY next_attempt_at, id LIMIT :limit";

    /** Also of other orders; and MariaDB finds so-ids that differ in case. */
    private static final String REQUESTS_ABOUT =
            "SELECT so_id, cancel_reason, source_system, cancel_time FROM ylh_cancellation WHERE so_id = :so_id";

    private static final String COUNTS = "SELECT state, COUNT(*) AS cancellations FROM ylh_cancellation GROUP BY state";

    /** By the index of states, of which it reads a row each where the database can. */
    private static final String OLDEST = "SELECT state, MIN(updated_at) AS since FROM ylh_cancellation GROUP BY state";

    private static final String WAITING =
            "SELECT account, COUNT(*) AS waiting, MIN(next_attempt_at) AS next_attempt_at FROM ylh_cancellation WHERE %s GROUP BY account";

    /**
     * What YLH is still told by itself: how many deliveries, and when the first of them is due.
     *
     * @param others how many besides belong to other accounts
     */
    public record Waiting(long count, Optional<Instant> next, Map<Account, Long> others) {}

    /** The same of one account, or of none. */
    private record Share(Optional<Account> account, long count, Optional<Instant> next) {
        boolean isOf(Optional<Account> ours) {
            return account.isEmpty() || ours.isEmpty() || account.equals(ours);
        }
    }

    /**
     * Of rows that are locked. MariaDB evaluates the list from left to right, so the state, on which the attempts depend, comes after
     * them.
     */
    private static final String REOPEN = """
            UPDATE ylh_cancellation
               SET attempts = CASE WHEN state IN ('pending', 'unknown') THEN attempts ELSE 0 END,
                   state = CASE WHEN maybe_applied OR state = 'unknown' THEN 'unknown' ELSE 'pending' END,
                   next_attempt_at = CASE WHEN :first AND created_at < :now THEN created_at ELSE :now END, hold = NULL, updated_at = :now
             WHERE id IN (:ids) AND
            """ + Due.in(DeliveryState.all(Reopening::mayReopen));

    private static final String SETTLE = """
            UPDATE ylh_cancellation
               SET state = :to, next_attempt_at = :next_attempt_at, maybe_applied = :maybe_applied, hold = :hold,
                   last_error = :last_error, lease_owner = NULL, lease_until = NULL, updated_at = :now
             WHERE id = :id AND state = :from AND attempts = :attempts
            """;
    private static final String TO_PUT_BACK = """
            SELECT id FROM ylh_cancellation
             WHERE state = 'rejected' AND next_attempt_at <= :now AND id > :after
             ORDER BY id LIMIT :limit
            """;
    private static final String PUT_BACK_LATER = """
            UPDATE ylh_cancellation SET next_attempt_at = :later WHERE id = :id AND state = 'rejected' AND next_attempt_at <= :now
            """;

    private static final String LOCK_DEAD = " WHERE id = :id AND state = 'dead' FOR UPDATE";

    private static final String LOCK_OF_ORDER = " WHERE order_id = :order_id ORDER BY id FOR UPDATE";

    private final Database database;

    public Cancellations(Database database) {
        this.database = database;
    }

    public Optional<Cancellation> byId(long id) {
        return database.read(sql -> sql.first(BY_ID, Parameters.of("id", id), Cancellations::cancellation));
    }

    /** As many as there are, in whatever order. */
    public List<Cancellation> byIds(Collection<Long> ids) {
        return database.read(sql -> sql.list(BY_IDS, Parameters.of("ids", ids), Cancellations::cancellation));
    }

    /** Those that the end of a SELECT names. */
    static List<Cancellation> list(Sql sql, String where, Parameters parameters) {
        return sql.list(ALL + where, parameters, Cancellations::cancellation);
    }

    /** The latest first; empty for an order that YLH does not know or that this program did not cancel. */
    public List<Cancellation> ofOrder(RowKey orderId) {
        return ofOrders(List.of(orderId)).getOrDefault(orderId, List.of());
    }

    /** By the orders' keys, each as {@link #ofOrder}. */
    public Map<RowKey, List<Cancellation>> ofOrders(Collection<RowKey> orderIds) {
        return database.read(sql -> ofOrders(sql, orderIds));
    }

    static Map<RowKey, List<Cancellation>> ofOrders(Sql sql, Collection<RowKey> orderIds) {
        Map<RowKey, List<Cancellation>> found = new HashMap<>();
        for (Cancellation one :
                sql.list(OF_ORDERS, Parameters.of("order_ids", orderIds), Cancellations::cancellation)) {
            found.computeIfAbsent(one.orderId(), id -> new ArrayList<>()).add(one);
        }
        return found;
    }

    /** What YLH has been or is to be told about a so-id, in whatever order. */
    public List<CancellationRequest> requestsAbout(String soId) {
        return database.read(sql -> sql.list(REQUESTS_ABOUT, Parameters.of("so_id", soId), Cancellations::request));
    }

    /** Those of an order, the latest first, until the end of the transaction. The order is locked before them. */
    static List<Cancellation> lockOfOrder(Sql sql, RowKey orderId) {
        // By their ids, as who claims them locks them.
        return list(sql, LOCK_OF_ORDER, Parameters.of("order_id", orderId)).stream()
                .sorted(Comparator.comparingInt(Cancellation::number).reversed())
                .toList();
    }

    /**
     * Writes down how one ended; whoever is sending it loses his lease.
     *
     * @param settled the same after {@link Cancellation#settled}
     * @return false when it is not in the state any more in which it was seen; then nothing is written
     */
    static boolean settle(Sql sql, Cancellation seen, Cancellation settled) {
        Parameters values = Parameters.of("id", seen.id())
                .and("from", seen.state().word())
                .and("attempts", seen.attempts())
                .and("to", settled.state().word())
                .and("next_attempt_at", settled.nextAttemptAt())
                .and("maybe_applied", settled.maybeApplied())
                .and("hold", settled.hold().map(Hold::word))
                .and("last_error", settled.lastError())
                .and("now", settled.updatedAt());
        boolean isWritten = sql.update(SETTLE, values) == 1;
        if (isWritten && settled.state() == DeliveryState.CONFIRMED) {
            Events.confirmed(sql, seen.orderId(), seen.number(), settled.updatedAt());
        }
        return isWritten;
    }

    /** Gives one whose attempts are used up all of them anew; answers how many there were to reopen. */
    static int reopen(Sql sql, long id, Instant now) {
        List<Cancellation> dead = list(sql, LOCK_DEAD, Parameters.of("id", id));
        if (!dead.isEmpty()) {
            reopen(sql, dead, false, now);
        }
        return dead.size();
    }

    /**
     * Makes due at once what is to be sent again.
     *
     * @param locked as they stand, in this transaction
     * @param first whether they come before all that fell due since they were decided; otherwise behind what is due already
     * @throws IllegalStateException if one of them is in a state from which there is no way back
     */
    static void reopen(Sql sql, List<Cancellation> locked, boolean first, Instant now) {
        List<Long> ids = locked.stream().map(Cancellation::id).toList();
        int rows =
                sql.update(REOPEN, Parameters.of("ids", ids).and("first", first).and("now", now));
        if (rows != locked.size()) {
            throw new IllegalStateException(rows + " of " + locked.size() + " locked deliveries could be reopened");
        }
    }

    /**
     * Those that YLH refused and whose order is due to be put back, by id.
     *
     * @param after the id behind which to look, so that a page never comes round again
     */
    public List<Long> toPutBack(Instant now, long after, int limit) {
        Parameters values = Parameters.of("now", now).and("after", after).and("limit", limit);
        return database.read(sql -> sql.list(TO_PUT_BACK, values, Row::number));
    }

    /** Has its order put back later than now. */
    void putBackLater(long id, Instant now, Instant later) {
        database.statement(sql -> sql.update(
                PUT_BACK_LATER, Parameters.of("id", id).and("now", now).and("later", later)));
    }

    /**
     * Whether the process died that was sending it: its lease is over, or it is in a database that one process, this one, has to itself.
     */
    public boolean isLeftByTheDead(Cancellation sending, Instant now) {
        return database.dialect().isExclusive()
                || sending.leaseUntil().filter(now::isBefore).isEmpty();
    }

    public List<Cancellation> inState(DeliveryState state, int limit) {
        Parameters values = Parameters.of("state", state.word()).and("limit", limit);
        return database.read(sql -> sql.list(IN_STATE, values, Cancellations::cancellation));
    }

    /**
     * What is due, oldest first. In a database that one process has to itself that is also what a dead process was sending: there is no
     * need to wait for its lease.
     *
     * @param horizon what waits for its next try is due by then
     * @param repeats whether what YLH may have applied is sent again
     * @param account whose; nothing for all of them
     */
    public List<Cancellation> due(Instant horizon, Instant now, boolean repeats, Optional<Account> account, int limit) {
        Parameters values = Parameters.of("horizon", horizon)
                .and("now", now)
                .and("exclusive", database.dialect().isExclusive())
                .and("account", account.map(Account::stored))
                .and("limit", limit);
        String ours = account.map(known -> " AND " + Due.OURS).orElse("");
        return database.read(sql -> list(sql, DUE.formatted(Due.by(repeats), ours), values));
    }

    /** When the delivery of each state was changed last that has not been for longest. */
    public Map<DeliveryState, Instant> oldest() {
        Map<DeliveryState, Instant> oldest = new EnumMap<>(DeliveryState.class);
        database.read(sql ->
                sql.list(OLDEST, row -> oldest.put(DeliveryState.ofWord(row.text("state")), row.instant("since"))));
        return oldest;
    }

    /**
     * What YLH will be told by itself; not what waits for a person.
     *
     * @param ours nothing for all accounts together
     */
    public Waiting waiting(boolean repeats, Optional<Account> ours) {
        List<Share> shares = database.read(sql -> sql.list(WAITING.formatted(Due.ever(repeats)), Cancellations::share));
        long count = 0;
        Optional<Instant> next = Optional.empty();
        Map<Account, Long> others = new TreeMap<>(Comparator.comparing(Account::stored));
        for (Share share : shares) {
            if (share.isOf(ours)) {
                count += share.count();
                next = Stream.concat(next.stream(), share.next().stream()).min(Comparator.naturalOrder());
            } else {
                others.put(share.account().orElseThrow(), share.count());
            }
        }
        return new Waiting(count, next, others);
    }

    private static Share share(Row row) {
        return new Share(
                row.optionalText("account").map(Account::new),
                row.number("waiting"),
                row.optionalInstant("next_attempt_at"));
    }

    public Map<DeliveryState, Long> counts() {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        database.read(sql -> sql.list(
                COUNTS, row -> counts.put(DeliveryState.ofWord(row.text("state")), row.number("cancellations"))));
        return counts;
    }

    private static CancellationRequest request(Row row) {
        return new CancellationRequest(
                row.text("so_id"), row.text("cancel_reason"), row.text("source_system"), row.instant("cancel_time"));
    }

    private static Cancellation cancellation(Row row) {
        return new Cancellation(
                row.number("id"),
                row.key("order_id"),
                row.integer("cancellation_no"),
                row.text("order_number"),
                request(row),
                row.text("from_status"),
                row.text("operator"),
                DeliveryState.ofWord(row.text("state")),
                row.integer("attempts"),
                row.optionalInstant("next_attempt_at"),
                row.optionalText("lease_owner"),
                row.optionalInstant("lease_until"),
                row.flag("maybe_applied"),
                row.optionalText("last_error"),
                row.instant("created_at"),
                row.instant("updated_at"),
                row.optionalText("run_id"),
                row.optionalText("account").map(Account::new),
                row.optionalText("hold").map(Hold::ofWord));
    }
}
