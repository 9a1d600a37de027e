package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.domain.TimelineEvent.WordGiven;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person decides about a delivery is done and written down together, or not at all. */
abstract class InterventionsContract extends OutboxContract {
    static final String NOTE = "问过易理货，李四说已取消";
    static final Set<DeliveryState> DEAD = Set.of(DeliveryState.DEAD);
    private static final int ROUNDS = 30;
    static final long SECONDS = 60;

    Interventions interventions;

    @BeforeEach
    void openInterventions() {
        interventions = new Interventions(database, ShopSchema.byDefault(), "kefu", "run-9");
    }

    @ParameterizedTest
    @EnumSource
    void settlesAndWritesDownWhoSaidSo(OperatorWord word) {
        given("unknown");
        shop.execute("UPDATE ylh_cancellation SET last_error = 'HTTP 502', maybe_applied = TRUE, lease_owner = 'x',"
                + " lease_until = next_attempt_at WHERE id = 7");

        assertThat(interventions.settle(stored(), word, NOTE, NOW)).isTrue();

        Cancellation settled = stored();
        assertThat(settled.state()).isEqualTo(word.state());
        assertThat(settled.nextAttemptAt()).isEqualTo(Optional.of(NOW).filter(due -> word == OperatorWord.REJECTED));
        assertThat(settled.leaseOwner()).isEmpty();
        assertThat(settled.leaseUntil()).isEmpty();
        assertThat(settled.lastError()).contains("HTTP 502");
        assertThat(settled.maybeApplied()).isEqualTo(word == OperatorWord.ABANDONED);
        assertThat(settled.attempts()).isEqualTo(1);
        assertThat(settled.updatedAt()).isEqualTo(NOW);
        assertThat(shop.rows("SELECT cancellation_id, run_id, operator, decided_at, word, from_state, to_state, note"
                        + " FROM ylh_intervention"))
                .containsExactly("7 | run-9 | kefu | 2026-03-08T02:30:00.123456 | " + word + " | unknown | " + word
                        + " | " + NOTE);
    }

    /** The rule of the domain keeps such a word from coming here; if it did not, the table of states would. */
    @ParameterizedTest
    @EnumSource(names = {"PENDING", "SENDING", "CONFIRMED", "COMPENSATED", "WITHDRAWN"})
    void takesNoWordThatMayNotFollow(DeliveryState state) {
        given(state.word());
        Cancellation seen = stored();
        Map<String, List<String>> before = shop.everything();

        assertThatThrownBy(() -> interventions.settle(seen, OperatorWord.CONFIRMED, NOTE, NOW))
                .isInstanceOf(IllegalStateException.class);
        assertThat(shop.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"SENDING", "ACCEPTED", "CONFIRMED", "PARTIAL", "COMPENSATED", "WITHDRAWN"})
    void reopensNothingFromWhichThereIsNoWayBack(DeliveryState state) {
        given(state.word());
        Cancellation seen = stored();
        Map<String, List<String>> before = shop.everything();

        assertThatThrownBy(() -> interventions.reopen(seen, NOTE, NOW)).isInstanceOf(IllegalStateException.class);
        assertThat(shop.everything()).isEqualTo(before);
    }

    /** What was decided about the request before would give YLH two of one order. */
    @Test
    void saysNothingOfADeliveryAfterWhichTheOrderWasCancelledAnew() {
        given("rejected");
        Cancellation seen = stored();
        shop.cancellation(8, 1, 2, "pending", NOW);
        Map<String, List<String>> before = shop.everything();

        assertThat(interventions.reopen(seen, NOTE, NOW)).isFalse();
        assertThat(interventions.settle(seen, OperatorWord.CONFIRMED, NOTE, NOW))
                .isFalse();
        assertThat(interventions.reopenAll(Set.of(DeliveryState.REJECTED), 0, 10, true, NOTE, NOW))
                .isEmpty();
        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void leavesOthersAlone() {
        given("dead");
        shop.cancellation(8, 2, 1, "dead", null);
        List<String> before = shop.rows("SELECT * FROM ylh_cancellation WHERE id = 8");

        interventions.settle(stored(), OperatorWord.ABANDONED, NOTE, NOW);

        assertThat(shop.rows("SELECT * FROM ylh_cancellation WHERE id = 8")).isEqualTo(before);
    }

    /** Seen as unknown, and meanwhile a process has begun to call or was told how it ended. */
    @ParameterizedTest
    @EnumSource(names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void writesNothingAboutADeliveryThatMovedOn(DeliveryState meanwhile) {
        given("unknown");
        Cancellation seen = stored();
        shop.execute("UPDATE ylh_cancellation SET state = '" + meanwhile.word() + "' WHERE id = 7");
        Map<String, List<String>> before = shop.everything();

        assertThat(interventions.settle(seen, OperatorWord.CONFIRMED, NOTE, NOW))
                .isFalse();
        assertThat(interventions.reopen(seen, NOTE, NOW)).isFalse();

        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void reopensADeadDeliveryWithAllItsAttemptsAnew() {
        given("dead");
        shop.execute("UPDATE ylh_cancellation SET attempts = 20, next_attempt_at = NULL WHERE id = 7");

        assertThat(interventions.reopen(stored(), "", NOW)).isTrue();

        assertThat(shop.rows("SELECT state, attempts, next_attempt_at FROM ylh_cancellation"))
                .containsExactly("pending | 0 | 2026-02-01T08:00");
        assertThat(shop.rows("SELECT word, from_state, to_state, note FROM ylh_intervention"))
                .containsExactly("retry | dead | pending | ");
        assertThat(outbox.claim(7, true, NOW)).isPresent();
    }

    @Test
    void whatMayHaveBeenAppliedIsReopenedAsUnknown() {
        given("dead");
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE WHERE id = 7");

        interventions.reopen(stored(), NOTE, NOW);

        assertThat(shop.rows("SELECT state, maybe_applied FROM ylh_cancellation"))
                .containsExactly("unknown | true");
    }

    @Test
    void whatWaitsIsMadeDueAndKeepsItsAttempts() {
        given("unknown");
        shop.execute("UPDATE ylh_cancellation SET attempts = 3, maybe_applied = TRUE, next_attempt_at = NULL");

        interventions.reopen(stored(), NOTE, NOW);

        assertThat(shop.rows("SELECT state, attempts, next_attempt_at FROM ylh_cancellation"))
                .containsExactly("unknown | 3 | 2026-02-01T08:00");
    }

    @Test
    void reopensAllThatAreDeadPageByPage() {
        for (long id = 1; id <= 7; id++) {
            shop.cancellation(id, id, 1, id == 3 ? "held" : "dead", null);
        }
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE WHERE id IN (2, 5)");

        List<Long> reopened = new ArrayList<>();
        List<Cancellation> page = interventions.reopenAll(DEAD, 0, 4, true, NOTE, NOW);
        reopened.addAll(ids(page));
        page = interventions.reopenAll(DEAD, page.get(3).id(), 4, true, NOTE, NOW);
        reopened.addAll(ids(page));

        assertThat(reopened).containsExactly(1L, 2L, 4L, 5L, 6L, 7L);
        assertThat(shop.rows("SELECT id, state, attempts FROM ylh_cancellation ORDER BY id"))
                .containsExactly(
                        "1 | pending | 0",
                        "2 | unknown | 0",
                        "3 | held | 1",
                        "4 | pending | 0",
                        "5 | unknown | 0",
                        "6 | pending | 0",
                        "7 | pending | 0");
        assertThat(shop.rows("SELECT cancellation_id, word, from_state, to_state, note, operator"
                        + " FROM ylh_intervention ORDER BY id"))
                .hasSize(6)
                .startsWith("1 | retry | dead | pending | " + NOTE + " | kefu")
                .contains("2 | retry | dead | unknown | " + NOTE + " | kefu");
        assertThat(interventions.reopenAll(DEAD, 0, 4, true, NOTE, NOW)).isEmpty();
    }

    @Test
    void leavesTheDeadThatMayNotBeSentTwice() {
        shop.cancellation(1, 1, 1, "dead", null);
        shop.cancellation(2, 2, 1, "dead", null);
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE WHERE id = 1");

        assertThat(ids(interventions.reopenAll(DEAD, 0, 10, false, NOTE, NOW))).containsExactly(2L);

        assertThat(shop.rows("SELECT state FROM ylh_cancellation ORDER BY id")).containsExactly("dead", "pending");
        assertThat(new Backlog(database).countUnsendable(DEAD, false)).isEqualTo(1);
        assertThat(new Backlog(database).countUnsendable(DEAD, true)).isZero();
    }

    @Test
    void isToldInTheTimeLineOfItsOrderOnly() {
        shop.order(1, "PO1", "cancelled", "SO1", LONG_AGO);
        shop.order(2, "PO2", "cancelled", "SO2", LONG_AGO);
        given("dead");
        interventions.reopen(stored(), "", NOW);
        interventions.settle(pendingAsDead(), OperatorWord.ABANDONED, NOTE, NOW.plusSeconds(1));

        assertThat(words(1))
                .containsExactly(
                        new WordGiven(
                                NOW,
                                "retry",
                                DeliveryState.DEAD,
                                DeliveryState.PENDING,
                                "kefu",
                                Optional.empty(),
                                "run-9",
                                ""),
                        new WordGiven(
                                NOW.plusSeconds(1),
                                "abandoned",
                                DeliveryState.DEAD,
                                DeliveryState.ABANDONED,
                                "kefu",
                                Optional.empty(),
                                "run-9",
                                NOTE));
        assertThat(words(2)).isEmpty();
    }

    private Cancellation pendingAsDead() {
        shop.execute("UPDATE ylh_cancellation SET state = 'dead' WHERE id = 7");
        return stored();
    }

    private List<WordGiven> words(long orderId) {
        return new Timeline(database, schema)
                .of(order(orderId)).stream()
                        .filter(WordGiven.class::isInstance)
                        .map(WordGiven.class::cast)
                        .toList();
    }

    @Test
    void listsWhatWantsAPersonsEyeTheOldestFirst() {
        shop.cancellation(1, 1, 1, "dead", null);
        shop.cancellation(2, 2, 1, "dead", null);
        shop.cancellation(3, 3, 1, "held", null);
        shop.cancellation(4, 4, 1, "unknown", null);
        shop.cancellation(5, 5, 1, "unknown", null);
        shop.execute(
                "UPDATE ylh_cancellation SET updated_at = '2026-03-01 00:00:00' WHERE id IN (1, 5)",
                "UPDATE ylh_cancellation SET created_at = '2026-02-15 00:00:00' WHERE id = 4");
        Backlog backlog = new Backlog(database);

        DeliveryFilter dead = DeliveryFilter.of(DEAD);
        DeliveryFilter held = DeliveryFilter.of(Set.of(DeliveryState.HELD));
        DeliveryFilter unknown = DeliveryFilter.of(Set.of(DeliveryState.UNKNOWN));

        assertThat(ids(backlog.list(dead, NOW, 10))).containsExactly(2L, 1L);
        assertThat(ids(backlog.list(held, NOW, 10))).containsExactly(3L);
        assertThat(ids(backlog.list(unknown, NOW, 10))).containsExactly(5L, 4L);
        assertThat(ids(backlog.list(dead, NOW, 1))).containsExactly(2L);
        assertThat(backlog.count(dead, NOW)).isEqualTo(2);
        assertThat(backlog.count(held, NOW)).isEqualTo(1);
        DeliveryFilter several =
                DeliveryFilter.of(Set.of(DeliveryState.HELD, DeliveryState.DEAD, DeliveryState.UNKNOWN));
        assertThat(ids(backlog.list(several, NOW, 10))).containsExactly(2L, 3L, 5L, 4L, 1L);
        assertThat(ids(backlog.list(several, NOW, 2))).containsExactly(2L, 3L);
        assertThat(backlog.count(several, NOW)).isEqualTo(5);
    }

    @Test
    void ofAListOnlyWhatChangedSinceThenAndARunDecided() {
        for (long id = 1; id <= 4; id++) {
            shop.cancellation(id, id, 1, "dead", null);
        }
        shop.execute(
                "UPDATE ylh_cancellation SET updated_at = '2026-03-01 00:00:00' WHERE id IN (1, 2)",
                "UPDATE ylh_cancellation SET updated_at = '2026-03-01 00:00:00.000001' WHERE id = 3",
                "UPDATE ylh_cancellation SET run_id = 'r1' WHERE id IN (2, 3, 4)");
        Backlog backlog = new Backlog(database);
        DeliveryFilter dead = DeliveryFilter.of(DEAD);
        Optional<Instant> then = Optional.of(Instant.parse("2026-03-01T00:00:00Z"));
        Optional<String> run = Optional.of("r1");

        assertThat(ids(backlog.list(dead.since(then), NOW, 10))).containsExactly(1L, 2L, 3L);
        assertThat(ids(backlog.list(dead.since(then.map(moment -> moment.plusNanos(1000))), NOW, 10)))
                .containsExactly(3L);
        assertThat(ids(backlog.list(dead.ofRun(run), NOW, 10))).containsExactly(4L, 2L, 3L);
        assertThat(ids(backlog.list(dead.ofRun(run).since(then), NOW, 10))).containsExactly(2L, 3L);
        assertThat(backlog.count(dead.ofRun(run).since(then), NOW)).isEqualTo(2);
        assertThat(backlog.count(dead.ofRun(Optional.of("r2")), NOW)).isZero();
    }

    @Test
    void whatNeedsAPersonIsWhatStandsStillAndWhatTakesTooLong() {
        Instant limit = Instant.parse("2026-01-15T00:00:00Z");
        long id = 1;
        for (DeliveryState state : DeliveryState.values()) {
            shop.cancellation(id, id, 1, state.word(), NOW);
            id++;
        }
        shop.cancellation(id, id, 1, "unknown", null);
        Backlog backlog = new Backlog(database);
        long dead = DeliveryState.DEAD.ordinal() + 1;
        long held = DeliveryState.HELD.ordinal() + 1;
        long unknown = DeliveryState.UNKNOWN.ordinal() + 1;
        DeliveryFilter repeating = DeliveryFilter.forAPerson(true);

        assertThat(ids(backlog.list(repeating, limit, 20))).containsExactlyInAnyOrder(dead, held, id);
        assertThat(backlog.count(repeating, limit)).isEqualTo(3);
        assertThat(ids(backlog.list(DeliveryFilter.forAPerson(false), limit, 20)))
                .containsExactlyInAnyOrder(dead, held, id, unknown);
        assertThat(ids(backlog.list(repeating, NOW, 20)))
                .containsExactlyInAnyOrder(
                        dead,
                        held,
                        id,
                        unknown,
                        DeliveryState.PENDING.ordinal() + 1L,
                        DeliveryState.SENDING.ordinal() + 1L,
                        DeliveryState.ACCEPTED.ordinal() + 1L);
    }

    /** The condition in SQL says the same as the rule. */
    @ParameterizedTest
    @EnumSource(names = {"PENDING", "UNKNOWN", "REJECTED", "HELD", "DEAD", "ABANDONED"})
    void makesDueWhatTheRulesAllowAndIsNotDueYet(DeliveryState state) {
        long id = 1;
        List<String> holds =
                state == DeliveryState.HELD ? List.of("NULL", "'stock-gone'", "'order-moved'") : List.of("NULL");
        // What YLH may have applied is never pending.
        List<String> doubts = state == DeliveryState.PENDING ? List.of("FALSE") : List.of("TRUE", "FALSE");
        for (String hold : holds) {
            for (String maybeApplied : doubts) {
                for (Instant next : Arrays.asList(null, NOW, NOW.plusSeconds(1))) {
                    shop.cancellation(id, id, 1, state.word(), next);
                    shop.execute("UPDATE ylh_cancellation SET hold = " + hold + ", maybe_applied = " + maybeApplied
                            + " WHERE id = " + id);
                    id++;
                }
            }
        }
        Backlog backlog = new Backlog(database);
        Cancellations cancellations = new Cancellations(database);
        Set<DeliveryState> states = Set.of(state);
        for (boolean repeats : new boolean[] {true, false}) {
            Reopening rules = new Reopening(repeats);
            List<Long> sendable = new ArrayList<>();
            int unsendable = 0;
            for (long one = 1; one < id; one++) {
                Cancellation delivery = cancellations.byId(one).orElseThrow();
                if (rules.refusal(delivery).isPresent()) {
                    unsendable++;
                } else if (!rules.isDue(delivery, NOW)) {
                    sendable.add(one);
                }
            }
            assertThat(ids(backlog.reopenable(states, repeats, NOW))).isEqualTo(sendable);
            assertThat(backlog.countReopenable(states, repeats, NOW)).isEqualTo(sendable.size());
            assertThat(backlog.countUnsendable(states, repeats)).isEqualTo(unsendable);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isOverdueWhenItWasDecidedLongAgoAndHasNoOutcome(DeliveryState state) {
        Instant limit = Instant.parse("2026-03-01T00:00:00Z");
        shop.cancellation(1, 1, 1, state.word(), null);
        shop.cancellation(2, 2, 1, state.word(), null);
        shop.cancellation(3, 3, 1, state.word(), null);
        shop.execute(
                "UPDATE ylh_cancellation SET created_at = '2026-03-01 00:00:00' WHERE id = 1",
                "UPDATE ylh_cancellation SET created_at = '2026-03-01 00:00:00.000001' WHERE id = 3");
        Backlog backlog = new Backlog(database);
        boolean open = List.of("pending", "sending", "unknown", "accepted").contains(state.word());

        DeliveryFilter overdue = DeliveryFilter.of(Set.of()).andOverdue();

        assertThat(ids(backlog.list(overdue, limit, 10))).isEqualTo(open ? List.of(2L, 1L) : List.of());
        assertThat(backlog.count(overdue, limit)).isEqualTo(open ? 2 : 0);
    }

    /** Either the process has the row and the word is not taken, or the word settles it and the process finds nothing to send. */
    @Test
    void ofAWordAndAClaimAtTheSameMomentExactlyOneWins() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        int settled = 0;
        try (Database second = Database.open(address, Access.WRITE)) {
            Outbox other = new Outbox(second, OTHER, "run-2", TestAccess.ACCOUNT, LEASE);
            for (long id = 1; id <= ROUNDS; id++) {
                shop.cancellation(id, id, 1, "unknown", LONG_AGO);
                Cancellation seen = new Cancellations(database).byId(id).orElseThrow();
                Future<Boolean> said = threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return interventions.settle(seen, OperatorWord.ABANDONED, NOTE, NOW);
                });
                Future<Optional<Cancellation>> claimed = threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return other.claim(seen.id(), true, NOW);
                });

                boolean taken = said.get(SECONDS, TimeUnit.SECONDS);
                assertThat(claimed.get(SECONDS, TimeUnit.SECONDS).isPresent()).isNotEqualTo(taken);
                assertThat(shop.rows("SELECT state FROM ylh_cancellation WHERE id = " + id))
                        .containsExactly(taken ? "abandoned" : "sending");
                settled += taken ? 1 : 0;
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_intervention")).isEqualTo(settled);
    }

    private static List<Long> ids(List<Cancellation> found) {
        return found.stream().map(Cancellation::id).toList();
    }

    @Test
    void takesOverWhatIsOpenAndBelongsToOthers() {
        for (long id = 1; id <= 5; id++) {
            shop.cancellation(id, id, 1, id == 4 ? "accepted" : id == 5 ? "sending" : "pending", NOW);
        }
        shop.execute("UPDATE ylh_cancellation SET account = 'somebody@else.test 0123456789abcdef' WHERE id > 1");
        Account ours = TestAccess.ACCOUNT;

        assertThat(interventions.others(ours, 0, 10, Optional.empty()))
                .extracting(Cancellation::id)
                .containsExactly(2L, 3L);
        assertThat(interventions.adopt(ours, 0, 1, Optional.empty(), NOTE, NOW)).hasSize(1);
        assertThat(interventions.adopt(ours, 0, 10, Optional.of(List.of(key(2))), NOTE, NOW))
                .isEmpty();
        assertThat(interventions.adopt(ours, 0, 10, Optional.of(List.of(key(3))), NOTE, NOW))
                .hasSize(1);

        assertThat(shop.rows("SELECT id FROM ylh_cancellation WHERE account = '" + ours.stored() + "' ORDER BY id"))
                .containsExactly("2", "3");
        assertThat(shop.rows("SELECT cancellation_id, operator, word, from_state, to_state, note FROM ylh_intervention"
                        + " ORDER BY id"))
                .containsExactly(
                        "2 | kefu | adopt | pending | pending | " + NOTE,
                        "3 | kefu | adopt | pending | pending | " + NOTE);
    }
}
