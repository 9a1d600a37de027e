package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.TestAccess;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The same where several processes use one database. */
abstract class SharedLeaseContract extends LeaseContract {
    @Test
    void aSecondDoesNotGetItWhileTheFirstLives() {
        take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));

        assertThat(take(mine))
                .isInstanceOfSatisfying(
                        LeaseStore.Held.class, held -> assertThat(held.by()).isEqualTo(OTHER));
        assertThat(mine.otherHolder()).contains(OTHER);
        assertThat(mine.isBusy()).isTrue();
        assertThat(mine.renew()).isFalse();
    }

    @Test
    void oneWhoIsDeadHoldsNothing() {
        take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));
        shop.execute("UPDATE ylh_lease SET lease_until = acquired_at");

        assertThat(mine.otherHolder()).isEmpty();
    }

    @Test
    void renewingPutsOffTheEnd() {
        take(mine);
        shop.execute("UPDATE ylh_lease SET lease_until = acquired_at");
        mine.renew();

        assertThat(take(new LeaseStore(database, OTHER, Duration.ofSeconds(15))))
                .isInstanceOf(LeaseStore.Held.class);
    }

    @Test
    void whatAThirdIsSendingIsLeftToIt() {
        take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));
        shop.execute("UPDATE ylh_lease SET lease_until = acquired_at");
        sending(1, "host:3:run-3");

        take(mine);

        assertThat(new Outbox(database, ME, "run-1", TestAccess.ACCOUNT, LEASE).claimDue(NOW, true, 5, NOW))
                .isEmpty();
    }

    @Test
    void whereARepeatIsNotAllowedTheDeadOnesLeaseOfARowIsWaitedFor() {
        take(new LeaseStore(database, OTHER, Duration.ofSeconds(15)));
        shop.execute("UPDATE ylh_lease SET lease_until = acquired_at");
        sending(1, OTHER);

        assertThat(mine.take(COOLDOWN, false, NOW)).isEqualTo(new LeaseStore.Taken(COOLDOWN, Optional.of(OTHER)));

        assertThat(new Outbox(database, ME, "run-1", TestAccess.ACCOUNT, LEASE).claimDue(NOW, false, 5, NOW))
                .isEmpty();
    }
}
