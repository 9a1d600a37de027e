package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.SettableClock;
import io.github.ylhcancel.store.LeaseStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a process relies on its lease. The nano clock and the clock are the test's, the lease is a row of a database. */
class LeaderLeaseTest {
    private final SettableClock clock = new SettableClock();
    private long now;
    private Ledger ledger;
    private LeaderLease lease;

    @BeforeEach
    void take(@TempDir Path folder) {
        ledger = new Ledger(folder);
        lease = new LeaderLease(new LeaseStore(ledger.database, "me", OutboxDispatcher.LEASE), () -> now, clock);
        assertThat(lease.isValid()).isFalse();
        lease.take(true, clock.instant());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void pass(Duration time) {
        now += time.toNanos();
        clock.advance(time);
    }

    @Test
    void holdsForLessThanOthersBelieve() {
        assertThat(lease.isValid()).isTrue();
        pass(Duration.ofMillis(9_900));
        assertThat(lease.isValid()).isTrue();
        pass(Duration.ofMillis(200));
        assertThat(lease.isValid()).isFalse();
        assertThat(lease.isLost()).isFalse();
    }

    @Test
    void aHeartbeatPutsOffTheEnd() {
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(4));
            lease.renewIfDue();
            assertThat(lease.isValid()).isTrue();
        }
    }

    @Test
    void betweenTwoHeartbeatsTheDatabaseIsNotAsked() {
        ledger.shop.execute("UPDATE ylh_lease SET owner = 'another'");
        pass(Duration.ofSeconds(2));
        lease.renewIfDue();

        assertThat(lease.isLost()).isFalse();
    }

    @Test
    void isLostWhenItIsAnothers() {
        ledger.shop.execute("UPDATE ylh_lease SET owner = 'another'");
        pass(Duration.ofSeconds(4));
        lease.renewIfDue();

        assertThat(lease.isLost()).isTrue();
        assertThat(lease.isValid()).isFalse();
    }

    /** The nano clock stands still while a machine sleeps; the clock knows how late it is when it wakes. */
    @Test
    void isNotReliedUponAfterTheMachineSlept() {
        clock.advance(Duration.ofMinutes(5));

        assertThat(lease.isValid()).isFalse();
        lease.renewIfDue();
        assertThat(lease.isValid()).as("renewed at once").isTrue();
    }

    @Test
    void whoGivesItBackTellsTheNextHowLongToBeQuiet() {
        lease.release(Duration.ofSeconds(30), Duration.ofMinutes(2));

        assertThat(lease.isValid()).isFalse();
        assertThat(ledger.shop.rows(
                        "SELECT name FROM ylh_lease WHERE owner IS NULL AND quiet_until > DATEADD('SECOND', 60,"
                                + " CURRENT_TIMESTAMP AT TIME ZONE 'UTC')"))
                .containsExactly("sync");
    }
}
