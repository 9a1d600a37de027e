package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The right to deliver: one process has it at a time. */
abstract class LeaseContract extends StoreContract {
    static final String ME = "host:1:run-1";
    static final String OTHER = "host:2:run-2";
    static final Duration COOLDOWN = Duration.ofMillis(1020);

    LeaseStore mine;

    @BeforeEach
    void openLease() {
        mine = new LeaseStore(database, ME, Duration.ofSeconds(15));
    }

    LeaseStore.Outcome take(LeaseStore lease) {
        return lease.take(COOLDOWN, true, NOW);
    }

    @Test
    void whoComesFirstGetsItAndMayCallAtOnce() {
        assertThat(take(mine)).isEqualTo(new LeaseStore.Taken(Duration.ZERO, Optional.empty()));
        assertThat(mine.renew()).isTrue();
        assertThat(mine.otherHolder()).isEmpty();
    }

    @Test
    void takingItTwiceIsTakingItOnce() {
        take(mine);

        assertThat(take(mine)).isEqualTo(new LeaseStore.Taken(Duration.ZERO, Optional.empty()));
    }

    @Test
    void whoComesRightAfterWaitsUntilASecondHasPassedSinceTheLastCall() {
        take(mine);
        mine.release(Duration.ofMinutes(1));

        LeaseStore.Taken taken = (LeaseStore.Taken) take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));

        assertThat(taken.cooldown()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(taken.fromDead()).isEmpty();
    }

    @Test
    void whoComesLaterNeedNotWait() {
        take(mine);
        mine.release(Duration.ZERO);

        assertThat(((LeaseStore.Taken) take(mine)).cooldown()).isZero();
    }

    @Test
    void onceItIsAnothersItCanNeitherBeRenewedNorReleased() {
        take(mine);
        shop.execute("UPDATE ylh_lease SET owner = '" + OTHER + "'");

        assertThat(mine.renew()).isFalse();
        mine.release(Duration.ZERO);

        assertThat(shop.rows("SELECT owner FROM ylh_lease")).containsExactly(OTHER);
    }

    @Test
    void whoDidNotRenewItIsTakenForDeadAndHisSuccessorWaitsASecond() {
        take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));
        shop.execute("UPDATE ylh_lease SET lease_until = acquired_at");

        assertThat(take(mine)).isEqualTo(new LeaseStore.Taken(COOLDOWN, Optional.of(OTHER)));
    }

    @Test
    void whatTheDeadOneWasSendingIsDueAtOnce() {
        take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));
        shop.execute("UPDATE ylh_lease SET lease_until = acquired_at");
        sending(1, OTHER);

        take(mine);

        assertThat(new Outbox(database, ME, "run-1", TestAccess.ACCOUNT, LEASE).claimDue(NOW, true, 5, NOW))
                .singleElement()
                .matches(claim -> claim.cancellation().maybeApplied());
    }

    /** A command that tells YLH of single orders may have called as often as YLH takes. */
    @Test
    void whoComesRightAfterAnotherCommandHasCalledWaitsASecond() {
        call(database.now().minusMillis(500));

        assertThat(take(mine)).isEqualTo(new LeaseStore.Taken(COOLDOWN, Optional.empty()));
    }

    @Test
    void whatWasCalledLongerAgoDoesNotCount() {
        call(database.now().minusSeconds(5));

        assertThat(take(mine)).isEqualTo(new LeaseStore.Taken(Duration.ZERO, Optional.empty()));
    }

    private void call(Instant at) {
        shop.execute(
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, outcome, detail)"
                        + " VALUES (1, 'run-9', 'cancel', '" + Times.column(at) + "', 5, 'accepted', '')");
    }

    @Test
    void isBusyUntilASecondAfterTheLastCall() {
        assertThat(mine.isBusy()).isFalse();
        take(mine);
        assertThat(mine.isBusy()).as("by this process itself").isFalse();
        mine.release(Duration.ofMinutes(1));
        assertThat(mine.isBusy()).isTrue();
        shop.execute("UPDATE ylh_lease SET quiet_until = '" + Times.column(LONG_AGO) + "'");
        assertThat(mine.isBusy()).isFalse();
    }

    void sending(long id, String owner) {
        shop.cancellation(id, id, 1, "sending", NOW.plusSeconds(100));
        shop.execute("UPDATE ylh_cancellation SET lease_owner = '" + owner + "', lease_until = '"
                + Times.column(NOW.plusSeconds(100)) + "' WHERE id = " + id);
    }
}
