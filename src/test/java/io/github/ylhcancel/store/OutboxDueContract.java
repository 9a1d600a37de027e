package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.store.Outbox.Attempt;
import io.github.ylhcancel.store.Outbox.Claim;
import io.github.ylhcancel.testing.TestAccess;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many deliveries at a time: which are claimed, and how their ends are written down. */
abstract class OutboxDueContract extends OutboxContract {
    private static final Account SOMEBODY_ELSE =
            Account.of(URI.create("https://auth.ylh.test/token"), "ylh-client", "somebody-else");

    private List<Claim> claim(int limit) {
        return outbox.claimDue(NOW, true, limit, NOW);
    }

    private static List<Long> ids(List<Claim> claims) {
        return claims.stream().map(claim -> claim.cancellation().id()).toList();
    }

    @Test
    void takesTheOldestFirstAndNoMoreThanItMay() {
        shop.cancellation(1, 1, 1, "pending", NOW);
        shop.cancellation(2, 2, 1, "unknown", LONG_AGO);
        shop.cancellation(3, 3, 1, "pending", LONG_AGO);
        shop.cancellation(4, 4, 1, "pending", NOW.minusSeconds(1));

        assertThat(ids(claim(3))).containsExactly(2L, 3L, 4L);
        assertThat(ids(claim(3))).containsExactly(1L);
        assertThat(claim(3)).isEmpty();
    }

    @Test
    void leavesWhatIsNotDueYet() {
        shop.cancellation(1, 1, 1, "pending", NOW.plusNanos(1000));

        assertThat(claim(3)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"PENDING", "UNKNOWN", "SENDING"},
            mode = EnumSource.Mode.EXCLUDE)
    void leavesWhatIsSettled(DeliveryState state) {
        given(state.word());
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '" + Times.column(LONG_AGO) + "'");

        assertThat(claim(3)).isEmpty();
    }

    @Test
    void whatItSaysOfTheRowsIsWhatIsStored() {
        given("pending");

        Claim claim = claim(5).get(0);

        assertThat(claim.cancellation()).isEqualTo(stored());
        assertThat(claim.cancellation().leaseOwner()).contains(ME);
        assertThat(claim.cancellation().leaseUntil()).contains(NOW.plus(LEASE));
        assertThat(claim.cancellation().attempts()).isEqualTo(2);
        assertThat(claim.dueSince()).isEqualTo(LONG_AGO);
    }

    @Test
    void takesWhatADeadProcessWasSendingOnceItsLeaseIsOverAndKnowsThatItMayBeApplied() {
        givenSending(OTHER, NOW);

        Claim claim = claim(5).get(0);

        assertThat(claim.cancellation().maybeApplied()).isTrue();
        assertThat(claim.cancellation()).isEqualTo(stored());
    }

    /** However late it is: its own call may still be on its way. */
    @Test
    void neverTakesAgainWhatItIsSendingItself() {
        givenSending(ME, LONG_AGO);

        assertThat(claim(5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "pending"})
    void whereARepeatIsNotAllowedItLeavesWhatMayBeApplied(String state) {
        given(state);

        assertThat(outbox.claimDue(NOW, false, 5, NOW)).hasSize(state.equals("pending") ? 1 : 0);
    }

    @Test
    void passesOverWhatAnotherIsJustWriting() {
        shop.cancellation(1, 1, 1, "pending", LONG_AGO);
        shop.cancellation(2, 2, 1, "pending", LONG_AGO);
        try (Database second = Database.open(address, Access.WRITE)) {
            second.transaction(sql -> {
                sql.update("UPDATE ylh_cancellation SET updated_at = updated_at WHERE id = 1");
                assertThat(ids(claim(5))).containsExactly(2L);
                return null;
            });
        }
        assertThat(ids(claim(5))).containsExactly(1L);
    }

    @Test
    void twoNeverTakeTheSame() {
        LongStream.rangeClosed(1, 100).forEach(id -> shop.cancellation(id, id, 1, "pending", LONG_AGO));
        try (Database second = Database.open(address, Access.WRITE)) {
            Outbox other = new Outbox(second, OTHER, "run-2", TestAccess.ACCOUNT, LEASE);
            List<Long> all = Stream.generate(() -> Stream.of(claim(10), other.claimDue(NOW, true, 10, NOW))
                            .flatMap(List::stream)
                            .toList())
                    .limit(5)
                    .flatMap(claims -> ids(claims).stream())
                    .toList();

            assertThat(all).doesNotHaveDuplicates().hasSize(100);
        }
        assertThat(shop.rows("SELECT DISTINCT attempts FROM ylh_cancellation")).containsExactly("2");
    }

    @Test
    void aClaimThatWasNotUsedLeavesNoTraceButTheTimeOfItsChange() {
        given("pending");
        shop.cancellation(8, 2, 1, "unknown", LONG_AGO);
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE, last_error = 'HTTP 500' WHERE id = 8");
        Map<String, List<String>> before = shop.everything();

        outbox.finish(claim(5).stream().map(this::unmade).toList(), LONG_AGO);
        shop.execute("UPDATE ylh_cancellation SET updated_at = '" + Times.column(LONG_AGO) + "'");

        Map<String, List<String>> after = shop.everything();
        assertThat(after).isEqualTo(before);
    }

    private Attempt unmade(Claim claim) {
        return new Attempt(claim.cancellation(), claim.unmade(), List.of());
    }

    @Test
    void writesDownManyEndsAtOnceAndTheCallsOfEach() {
        LongStream.rangeClosed(1, 30).forEach(id -> shop.cancellation(id, id, 1, "pending", LONG_AGO));
        List<Attempt> attempts = claim(30).stream()
                .map(claim -> new Attempt(claim.cancellation(), accepted(claim.cancellation()), twoCalls()))
                .toList();

        assertThat(outbox.finish(attempts, NOW)).hasSize(30);

        assertThat(shop.rows("SELECT state, attempts, lease_owner, COUNT(*) FROM ylh_cancellation"
                        + " GROUP BY state, attempts, lease_owner"))
                .containsExactly("accepted | 2 | null | 30");
        assertThat(shop.rows("SELECT cancellation_id FROM ylh_call GROUP BY cancellation_id HAVING COUNT(*) = 2"))
                .hasSize(30);
        assertThat(new Cancellations(database).byId(30))
                .contains(attempts.get(29)
                        .claimed()
                        .after(accepted(attempts.get(29).claimed()), NOW));
    }

    @Test
    void ofOneThatAnotherTookMeanwhileItWritesOnlyTheCalls() {
        shop.cancellation(1, 1, 1, "pending", LONG_AGO);
        shop.cancellation(2, 2, 1, "pending", LONG_AGO);
        List<Attempt> attempts = claim(5).stream()
                .map(claim -> new Attempt(claim.cancellation(), accepted(claim.cancellation()), twoCalls()))
                .toList();
        shop.execute("UPDATE ylh_cancellation SET lease_owner = '" + OTHER + "' WHERE id = 1");

        assertThat(outbox.finish(attempts, NOW)).containsExactly(2L);

        assertThat(shop.rows("SELECT id, state FROM ylh_cancellation ORDER BY id"))
                .containsExactly("1 | sending", "2 | accepted");
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_call WHERE cancellation_id = 1"))
                .isEqualTo(2);
    }

    private static Progress accepted(Cancellation claimed) {
        return new Progress(
                DeliveryState.ACCEPTED, claimed.attempts(), Optional.empty(), claimed.maybeApplied(), Optional.empty());
    }

    private static List<Call> twoCalls() {
        Call call = new Call(Call.Endpoint.CANCEL, NOW, Duration.ofMillis(5), OptionalInt.of(200), "accepted", "ok");
        return List.of(call, call);
    }

    private boolean isAnythingDue() {
        return outbox.isAnythingDue(NOW, true);
    }

    @Test
    void looksWhetherThereIsSomethingToTake() {
        assertThat(isAnythingDue()).isFalse();
        shop.cancellation(1, 11, 1, "pending", NOW.plusSeconds(1));
        shop.cancellation(2, 12, 1, "accepted", LONG_AGO);
        assertThat(isAnythingDue()).isFalse();
        assertThat(outbox.isAnythingDue(NOW.plusSeconds(1), true)).isTrue();
        shop.cancellation(3, 13, 1, "unknown", NOW);

        assertThat(isAnythingDue()).isTrue();
        assertThat(outbox.isAnythingDue(NOW, false))
                .as("where a repeat is not allowed")
                .isFalse();
    }

    @Test
    void whatIsBeingSentIsDueWhenItsLeaseIsOverOrWhoHadTheRightToDeliverMayBeDead() {
        givenSending(ME, LONG_AGO);
        assertThat(isAnythingDue()).as("its own").isFalse();
        givenSendingOfOther(NOW.plusSeconds(1));
        boolean exclusive = database.dialect().isExclusive();
        assertThat(isAnythingDue()).as("where others live").isEqualTo(exclusive);
        shop.execute("UPDATE ylh_lease SET owner = 'host:3:run-3'");
        assertThat(isAnythingDue()).isEqualTo(exclusive);
        shop.execute("UPDATE ylh_lease SET owner = '" + OTHER + "'");
        assertThat(isAnythingDue()).isTrue();
        shop.execute("UPDATE ylh_lease SET owner = NULL");
        givenSendingOfOther(NOW);
        assertThat(isAnythingDue()).isTrue();
    }

    private void givenSendingOfOther(Instant until) {
        shop.execute("DELETE FROM ylh_cancellation");
        givenSending(OTHER, until);
    }

    @Test
    void knowsWhatItHasTaken() {
        shop.cancellation(1, 11, 1, "pending", LONG_AGO);
        shop.cancellation(2, 12, 1, "pending", NOW.plusSeconds(1));
        givenSending(OTHER, NOW.plusSeconds(1));
        List<Claim> claims = claim(5);

        assertThat(outbox.mine()).containsExactly(claims.get(0).cancellation());
    }

    @Test
    void makesDueWhatWaitsButNotWhatIsJustSent() {
        Instant later = NOW.plusSeconds(100);
        shop.cancellation(1, 11, 1, "pending", later);
        shop.cancellation(2, 12, 1, "unknown", later);
        shop.cancellation(3, 13, 1, "accepted", later);
        givenSending(OTHER, later);

        assertThat(outbox.makeDueNow(NOW, true)).isEqualTo(2);

        assertThat(ids(claim(5))).containsExactly(1L, 2L);
        assertThat(shop.rows("SELECT id FROM ylh_cancellation WHERE next_attempt_at = '" + Times.column(later) + "'"))
                .contains("7");
    }

    @Test
    void whereARepeatIsNotAllowedItMakesNothingDueThatMayBeApplied() {
        shop.cancellation(2, 12, 1, "unknown", NOW.plusSeconds(100));

        assertThat(outbox.makeDueNow(NOW, false)).isZero();
    }

    /** A row that does not say for whom it was decided, one of ours, and one of somebody else's, each due. */
    private void givenOneOfEachAccount() {
        shop.cancellation(1, 1, 1, "pending", LONG_AGO);
        shop.cancellation(2, 2, 1, "unknown", LONG_AGO);
        shop.cancellation(3, 3, 1, "pending", LONG_AGO);
        shop.execute("UPDATE ylh_cancellation SET account = '" + TestAccess.ACCOUNT.stored() + "' WHERE id = 2");
        decidedForSomebodyElse(3);
    }

    private void decidedForSomebodyElse(long id) {
        shop.execute("UPDATE ylh_cancellation SET account = '" + SOMEBODY_ELSE.stored() + "' WHERE id = " + id);
    }

    @Test
    void whatWasDecidedForAnotherAccountIsLeftToIt() {
        givenOneOfEachAccount();

        assertThat(outbox.claim(3, true, NOW)).isEmpty();
        assertThat(ids(claim(5))).containsExactly(1L, 2L);
        assertThat(outbox.isAnythingDue(NOW, true)).isFalse();
        assertThat(state(3)).isEqualTo("pending");
        assertThat(ids(new Outbox(database, OTHER, "run-2", SOMEBODY_ELSE, LEASE).claimDue(NOW, true, 5, NOW)))
                .containsExactly(3L);
    }

    @Test
    void whatAnotherAccountSendsIsNoReasonToTakeTheLease() {
        givenSending(OTHER, NOW.minusSeconds(1));
        decidedForSomebodyElse(7);

        assertThat(outbox.isAnythingDue(NOW, true)).isFalse();
    }

    @Test
    void whatAnotherAccountWaitsWithIsNotMadeDue() {
        shop.cancellation(1, 1, 1, "pending", NOW.plusSeconds(100));
        decidedForSomebodyElse(1);

        assertThat(outbox.makeDueNow(NOW, true)).isZero();
    }

    @Test
    void whatWaitsIsCountedByAccount() {
        givenOneOfEachAccount();
        Cancellations cancellations = new Cancellations(database);

        Cancellations.Waiting ours = cancellations.waiting(true, Optional.of(TestAccess.ACCOUNT));

        assertThat(ours).isEqualTo(new Cancellations.Waiting(2, Optional.of(LONG_AGO), Map.of(SOMEBODY_ELSE, 1L)));
        assertThat(cancellations.waiting(true, Optional.empty()))
                .isEqualTo(new Cancellations.Waiting(3, Optional.of(LONG_AGO), Map.of()));
        assertThat(cancellations.due(NOW, NOW, true, Optional.of(TestAccess.ACCOUNT), 5))
                .extracting(Cancellation::id)
                .containsExactly(1L, 2L);
    }

    private String state(long id) {
        return new Cancellations(database).byId(id).orElseThrow().state().word();
    }
}
