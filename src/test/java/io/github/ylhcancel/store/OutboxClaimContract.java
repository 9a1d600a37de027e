package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.testing.TestAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call YLH for a cancellation, and when. */
abstract class OutboxClaimContract extends OutboxContract {
    private static final int ROUNDS = 20;
    private static final long SECONDS = 20;

    @ParameterizedTest
    @ValueSource(strings = {"pending", "unknown"})
    void takesWhatIsOpenAndCountsTheAttempt(String state) {
        given(state);

        Cancellation claimed = outbox.claim(7, true, NOW).orElseThrow();

        assertThat(claimed).isEqualTo(stored());
        assertThat(shop.rows(
                        "SELECT state, attempts, next_attempt_at, lease_owner, lease_until, maybe_applied, last_error,"
                                + " created_at, updated_at FROM ylh_cancellation"))
                .containsExactly("sending | 2 | 2026-03-08T02:32:00.123456 | host:1:run-1 | 2026-03-08T02:32:00.123456"
                        + " | false | null | 2026-02-01T08:00 | 2026-03-08T02:30:00.123456");
    }

    @Test
    void leavesTheRequestAsItWasFrozen() {
        given("pending");
        Cancellation before = stored();

        Cancellation claimed = outbox.claim(7, true, NOW).orElseThrow();

        assertThat(claimed.request()).isEqualTo(before.request());
    }

    @Test
    void doesNotAskWhetherItIsDue() {
        shop.cancellation(7, 1, 1, "pending", NOW.plusSeconds(3600));
        assertThat(outbox.claim(7, true, NOW)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"PENDING", "UNKNOWN", "SENDING"},
            mode = EnumSource.Mode.EXCLUDE)
    void leavesWhatIsSettled(DeliveryState state) {
        given(state.word());
        Map<String, List<String>> before = shop.everything();

        assertThat(outbox.claim(7, true, NOW)).isEmpty();

        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(outbox.claim(7, true, NOW)).isEmpty();
    }

    @Test
    void touchesNoOtherCancellation() {
        given("pending");
        shop.cancellation(8, 2, 1, "pending", LONG_AGO);

        outbox.claim(7, true, NOW);

        assertThat(shop.rows("SELECT state, attempts FROM ylh_cancellation WHERE id = 8"))
                .containsExactly("pending | 1");
    }

    @Test
    void takesOverAnExpiredLeaseAndKnowsThatItMayBeApplied() {
        givenSending(OTHER, NOW);

        Cancellation claimed = outbox.claim(7, true, NOW).orElseThrow();

        assertThat(claimed.maybeApplied()).isTrue();
        assertThat(claimed.attempts()).isEqualTo(2);
        assertThat(claimed.leaseOwner()).contains(ME);
        assertThat(claimed.leaseUntil()).contains(NOW.plus(LEASE));
    }

    @Test
    void takesItsOwnExpiredLeaseToo() {
        givenSending(ME, NOW);

        assertThat(outbox.claim(7, true, NOW).orElseThrow().maybeApplied()).isTrue();
    }

    @Test
    void leavesALeaseThatItHoldsItself() {
        givenSending(ME, NOW.plusNanos(1000));
        Map<String, List<String>> before = shop.everything();

        assertThat(outbox.claim(7, true, NOW)).isEmpty();

        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void doesNotForgetThatItMayBeApplied() {
        given("unknown");
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE WHERE id = 7");

        assertThat(outbox.claim(7, true, NOW).orElseThrow().maybeApplied()).isTrue();
    }

    @Test
    void whereARepeatIsNotAllowedItLeavesWhatMayBeApplied() {
        given("unknown");
        shop.cancellation(8, 2, 1, "pending", LONG_AGO);

        assertThat(outbox.claim(7, false, NOW)).isEmpty();
        assertThat(outbox.claim(8, false, NOW)).isPresent();
    }

    @Test
    void ofSeveralItTakesWhatItCanInTheOrderOfTheKeysAndNoOther() {
        givenSending(OTHER, NOW);
        shop.cancellation(1, 11, 1, "pending", NOW.plusSeconds(100));
        shop.cancellation(2, 12, 1, "accepted", LONG_AGO);
        shop.cancellation(3, 13, 1, "unknown", LONG_AGO);
        shop.cancellation(4, 14, 1, "pending", LONG_AGO);

        List<Outbox.Claim> claims = outbox.claim(List.of(3L, 404L, 7L, 2L, 1L), true, NOW);

        assertThat(claims).extracting(claim -> claim.cancellation().id()).containsExactly(3L, 7L, 1L);
        assertThat(claims).extracting(Outbox.Claim::dueSince).containsExactly(LONG_AGO, NOW, NOW.plusSeconds(100));
        assertThat(claims)
                .extracting(claim -> claim.cancellation().maybeApplied())
                .containsExactly(false, true, false);
        assertThat(new Cancellations(database).byIds(List.of(3L, 7L, 1L)))
                .containsExactlyInAnyOrderElementsOf(
                        claims.stream().map(Outbox.Claim::cancellation).toList());
        assertThat(shop.rows("SELECT id, state FROM ylh_cancellation WHERE state <> 'sending' ORDER BY id"))
                .containsExactly("2 | accepted", "4 | pending");
    }

    @Test
    void letsOnlyOneOfTwoTakeIt() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            Outbox twin = new Outbox(second, ME, "run-1", TestAccess.ACCOUNT, LEASE);
            for (int round = 1; round <= ROUNDS; round++) {
                shop.cancellation(100 + round, round, 1, "pending", LONG_AGO);
                Future<Boolean> one = threads.submit(claiming(outbox, 100 + round, start));
                Future<Boolean> other = threads.submit(claiming(twin, 100 + round, start));

                assertThat(List.of(one.get(SECONDS, TimeUnit.SECONDS), other.get(SECONDS, TimeUnit.SECONDS)))
                        .containsExactlyInAnyOrder(true, false);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(shop.rows("SELECT DISTINCT attempts FROM ylh_cancellation")).containsExactly("2");
    }

    private static Callable<Boolean> claiming(Outbox outbox, long id, CyclicBarrier start) {
        return () -> {
            start.await(SECONDS, TimeUnit.SECONDS);
            Optional<Cancellation> claimed = outbox.claim(id, true, NOW);
            return claimed.isPresent();
        };
    }
}
