package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.store.Cancellations.Waiting;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in the outbox. */
abstract class CancellationsContract extends StoreContract {
    private Cancellations cancellations;

    @BeforeEach
    void openCancellations() {
        cancellations = new Cancellations(database);
    }

    @Test
    void readsEveryColumn() {
        shop.cancellation(7, 1, 2, "sending", NOW);
        shop.execute("UPDATE ylh_cancellation SET lease_owner = 'host:1', lease_until = '2026-03-08 02:30:00.5',"
                + " maybe_applied = TRUE, last_error = 'HTTP 502', hold = 'stock-gone', updated_at = '2026-11-01 05:30:00.000001', run_id = '"
                + RUN + "', account = '" + TestAccess.ACCOUNT.stored() + "'");

        assertThat(cancellations.byId(7))
                .contains(new Cancellation(
                        7,
                        key(1),
                        2,
                        "PO1",
                        new CancellationRequest("SO1", "earlier", "TEST", LONG_AGO),
                        "paid",
                        "kefu",
                        DeliveryState.SENDING,
                        1,
                        Optional.of(NOW),
                        Optional.of("host:1"),
                        Optional.of(Instant.parse("2026-03-08T02:30:00.5Z")),
                        true,
                        Optional.of("HTTP 502"),
                        LONG_AGO,
                        Instant.parse("2026-11-01T05:30:00.000001Z"),
                        Optional.of(RUN),
                        Optional.of(TestAccess.ACCOUNT),
                        Optional.of(Hold.STOCK_GONE)));
    }

    @Test
    void knowsNoRunOfOneFromBeforeRunsWereRecorded() {
        shop.cancellation(7, 1, 1, "pending", NOW);

        assertThat(cancellations.byId(7).orElseThrow().runId()).isEmpty();
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(cancellations.byId(7)).isEmpty();
        assertThat(cancellations.ofOrder(key(1))).isEmpty();
        assertThat(cancellations.due(NOW, NOW, true, Optional.empty(), 10)).isEmpty();
        assertThat(cancellations.waiting(true, Optional.empty())).isEqualTo(new Waiting(0, Optional.empty(), Map.of()));
        assertThat(cancellations.counts()).isEmpty();
    }

    @Test
    void listsAnOrdersCancellationsTheLatestFirst() {
        shop.cancellation(7, 1, 1, "compensated", null);
        shop.cancellation(9, 1, 2, "rejected", null);
        shop.cancellation(8, 1, 3, "pending", NOW);
        shop.cancellation(10, 2, 1, "pending", NOW);

        assertThat(cancellations.ofOrder(key(1))).extracting(Cancellation::id).containsExactly(8L, 9L, 7L);
    }

    @Test
    void findsWhatIsOpenAndDueTheOldestFirst() {
        shop.cancellation(1, 1, 1, "pending", NOW);
        shop.cancellation(2, 2, 1, "unknown", NOW.minusSeconds(2));
        shop.cancellation(3, 3, 1, "sending", NOW.minusSeconds(1));
        shop.cancellation(4, 4, 1, "pending", NOW.plusNanos(1000));
        shop.cancellation(5, 5, 1, "unknown", null);
        shop.cancellation(6, 6, 1, "accepted", NOW.minusSeconds(3));
        shop.cancellation(7, 7, 1, "dead", NOW.minusSeconds(3));

        assertThat(ids(cancellations.due(NOW, NOW, true, Optional.empty(), 10))).containsExactly(2L, 3L, 1L);
    }

    @Test
    void whatMayNotBeSentAgainTakesNoPlaceInAPage() {
        shop.cancellation(1, 1, 1, "unknown", NOW.minusSeconds(9));
        shop.cancellation(2, 2, 1, "unknown", NOW.minusSeconds(8));
        shop.cancellation(3, 3, 1, "pending", NOW.minusSeconds(7));
        shop.cancellation(4, 4, 1, "sending", NOW.minusSeconds(6));

        assertThat(ids(cancellations.due(NOW, NOW, false, Optional.empty(), 1))).containsExactly(3L);
        assertThat(ids(cancellations.due(NOW, NOW, false, Optional.empty(), 10)))
                .containsExactly(3L, 4L);
        assertThat(ids(cancellations.due(NOW, NOW, true, Optional.empty(), 1))).containsExactly(1L);
    }

    /** A list and a claim are about the same rows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDueIsWhatIsClaimed(boolean repeats) {
        long id = 1;
        for (DeliveryState state : DeliveryState.values()) {
            for (Instant next : new Instant[] {NOW.minusSeconds(id), NOW.plusSeconds(id), null}) {
                shop.cancellation(id, id, 1, state.word(), next);
                id++;
            }
        }
        shop.execute("UPDATE ylh_cancellation SET lease_owner = 'host:1' WHERE state = 'sending'");
        // A lease of its own for each: in a database for one process alone a row in sending is due whatever its lease
        // says.
        List<Long> listed = ids(cancellations.due(NOW, NOW, repeats, Optional.empty(), 100)).stream()
                .filter(found -> !isSendingLater(found))
                .toList();

        Outbox outbox = new Outbox(database, "host:2", "run-2", TestAccess.ACCOUNT, Duration.ofMinutes(1));
        List<Long> claimed = outbox.claimDue(NOW, repeats, 100, NOW).stream()
                .map(claim -> claim.cancellation().id())
                .toList();
        assertThat(listed).isNotEmpty().isEqualTo(claimed);
    }

    private boolean isSendingLater(long id) {
        Cancellation found = cancellations.byId(id).orElseThrow();
        return found.state() == DeliveryState.SENDING
                && found.nextAttemptAt().filter(next -> !next.isAfter(NOW)).isEmpty();
    }

    /** Whoever asks for what waits as well does not mean what a living process is sending. */
    @Test
    void aFarHorizonLeavesWhatAnotherProcessIsSending() {
        shop.cancellation(1, 1, 1, "pending", NOW.plusSeconds(30));
        shop.cancellation(2, 2, 1, "sending", NOW.plusSeconds(20));
        shop.cancellation(3, 3, 1, "sending", NOW.minusSeconds(20));
        boolean alone = database.dialect().isExclusive();

        assertThat(ids(cancellations.due(NOW.plusSeconds(60), NOW, true, Optional.empty(), 10)))
                .isEqualTo(alone ? List.of(3L, 2L, 1L) : List.of(3L, 1L));
    }

    @Test
    void countsWhatYlhStillHasToHear() {
        shop.cancellation(1, 1, 1, "pending", NOW.plusSeconds(30));
        shop.cancellation(2, 2, 1, "sending", NOW.plusSeconds(20));
        shop.cancellation(3, 3, 1, "unknown", null);
        shop.cancellation(4, 4, 1, "accepted", NOW.minusSeconds(1));
        shop.cancellation(5, 5, 1, "dead", null);

        shop.cancellation(6, 6, 1, "unknown", NOW.plusSeconds(10));

        assertThat(cancellations.waiting(true, Optional.empty()))
                .isEqualTo(new Waiting(3, Optional.of(NOW.plusSeconds(10)), Map.of()));
        assertThat(cancellations.waiting(false, Optional.empty()))
                .isEqualTo(new Waiting(2, Optional.of(NOW.plusSeconds(20)), Map.of()));
    }

    @Test
    void countsEachState() {
        shop.cancellation(1, 1, 1, "pending", NOW);
        shop.cancellation(2, 2, 1, "accepted", null);
        shop.cancellation(3, 3, 1, "accepted", null);

        assertThat(cancellations.counts()).isEqualTo(Map.of(DeliveryState.PENDING, 1L, DeliveryState.ACCEPTED, 2L));
    }

    @Test
    void listsAStateByTheTimeOfItsLastChange() {
        shop.cancellation(1, 1, 1, "dead", null);
        shop.cancellation(2, 2, 1, "dead", null);
        shop.cancellation(3, 3, 1, "dead", null);
        shop.cancellation(4, 4, 1, "dead", null);
        shop.cancellation(5, 5, 1, "held", null);
        shop.execute(
                "UPDATE ylh_cancellation SET updated_at = '2026-03-08 02:30:01' WHERE id = 1",
                "UPDATE ylh_cancellation SET updated_at = '2026-03-08 02:30:00' WHERE id IN (2, 3)");

        assertThat(ids(cancellations.inState(DeliveryState.DEAD, 10))).containsExactly(4L, 2L, 3L, 1L);
        assertThat(ids(cancellations.inState(DeliveryState.DEAD, 2))).containsExactly(4L, 2L);
    }

    private static List<Long> ids(List<Cancellation> found) {
        return found.stream().map(Cancellation::id).toList();
    }
}
