package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.TestAccess;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class H2LeaseTest extends LeaseContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }

    /** An embedded database has one process at a time, so nobody else can be alive. */
    @Test
    void whoeverElseHadItIsDead() {
        take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));

        assertThat(mine.otherHolder()).isEmpty();
        assertThat(take(mine)).isEqualTo(new LeaseStore.Taken(COOLDOWN, Optional.of(OTHER)));
    }

    @Test
    void whatAnybodyElseWasSendingIsDueAtOnce() {
        sending(1, "host:3:run-3");

        take(mine);

        assertThat(new Outbox(database, ME, "run-1", TestAccess.ACCOUNT, LEASE).claimDue(NOW, true, 5, NOW))
                .hasSize(1);
    }
}
