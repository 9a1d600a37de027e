package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Cancellation;
import org.junit.jupiter.api.Test;

class H2OutboxClaimTest extends OutboxClaimContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }

    /** Whoever else had it cannot be alive: an embedded database has one process at a time. */
    @Test
    void takesOverALeaseOfAnyOtherProcess() {
        givenSending(OTHER, NOW.plusSeconds(100));

        Cancellation claimed = outbox.claim(7, true, NOW).orElseThrow();

        assertThat(claimed.leaseOwner()).contains(ME);
        assertThat(claimed.attempts()).isEqualTo(2);
        assertThat(claimed.maybeApplied()).isTrue();
    }
}
