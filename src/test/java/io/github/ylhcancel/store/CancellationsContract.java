package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.store.Cancellations.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
                + " maybe_applied = TRUE, last_error = 'HTTP 502', updated_at = '2026-11-01 05:30:00.000001', run_id = '"
                + RUN + "'");

        assertThat(cancellations.byId(7))
                .contains(new Cancellation(
                        7,
                        1,
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
                        Optional.of(RUN)));
    }

    @Test
    void knowsNoRunOfOneFromBeforeRunsWereRecorded() {
        shop.cancellation(7, 1, 1, "pending", NOW);

        assertThat(cancellations.byId(7).orElseThrow().runId()).isEmpty();
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(cancellations.byId(7)).isEmpty();
        assertThat(cancellations.ofOrder(1)).isEmpty();
        assertThat(cancellations.due(NOW, Optional.empty(), 10)).isEmpty();
        assertThat(cancellations.waiting()).isEqualTo(new Waiting(0, Optional.empty()));
        assertThat(cancellations.counts()).isEmpty();
    }

    @Test
    void listsAnOrdersCancellationsTheLatestFirst() {
        shop.cancellation(7, 1, 1, "compensated", null);
        shop.cancellation(9, 1, 2, "rejected", null);
        shop.cancellation(8, 1, 3, "pending", NOW);
        shop.cancellation(10, 2, 1, "pending", NOW);

        assertThat(cancellations.ofOrder(1)).extracting(Cancellation::id).containsExactly(8L, 9L, 7L);
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

        assertThat(ids(cancellations.due(NOW, Optional.empty(), 10))).containsExactly(2L, 3L, 1L);
    }

    @Test
    void turnsPagesWithoutMissingOrRepeatingThoseOfOneTime() {
        List<Long> expected = new ArrayList<>();
        for (long id = 1; id <= 12; id++) {
            // Four times, three rows each; later ids are due earlier, so that the time counts before the id.
            shop.cancellation(id, id, 1, "pending", NOW.minusSeconds((id - 1) / 3));
        }
        for (long first : new long[] {10, 7, 4, 1}) {
            expected.addAll(List.of(first, first + 1, first + 2));
        }

        for (int size : new int[] {1, 2, 3, 5, 12, 100}) {
            assertThat(pages(size)).as("pages of " + size).isEqualTo(expected);
        }
    }

    private List<Long> pages(int size) {
        List<Long> found = new ArrayList<>();
        Optional<Cancellation> last = Optional.empty();
        for (int page = 0; page <= 13; page++) {
            List<Cancellation> next = cancellations.due(NOW, last, size);
            if (next.isEmpty()) {
                break;
            }
            found.addAll(ids(next));
            last = Optional.of(next.get(next.size() - 1));
        }
        return found;
    }

    @Test
    void turnsThePageAlthoughTheLastOfItWasPutOff() {
        shop.cancellation(1, 1, 1, "pending", NOW.minusSeconds(9));
        shop.cancellation(2, 2, 1, "pending", NOW.minusSeconds(8));
        Cancellation first = cancellations.due(NOW, Optional.empty(), 1).get(0);
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '" + Times.column(NOW.plusSeconds(60)) + "'"
                + " WHERE id = 1");

        assertThat(ids(cancellations.due(NOW, Optional.of(first), 1))).containsExactly(2L);
    }

    @Test
    void countsWhatYlhStillHasToHear() {
        shop.cancellation(1, 1, 1, "pending", NOW.plusSeconds(30));
        shop.cancellation(2, 2, 1, "sending", NOW.plusSeconds(20));
        shop.cancellation(3, 3, 1, "unknown", null);
        shop.cancellation(4, 4, 1, "accepted", NOW.minusSeconds(1));
        shop.cancellation(5, 5, 1, "dead", null);

        assertThat(cancellations.waiting()).isEqualTo(new Waiting(3, Optional.of(NOW.plusSeconds(20))));
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
