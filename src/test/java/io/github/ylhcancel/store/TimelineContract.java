package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OsUser;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.domain.TimelineEvent;
import io.github.ylhcancel.domain.TimelineEvent.CancellationDecided;
import io.github.ylhcancel.domain.TimelineEvent.StatusChanged;
import io.github.ylhcancel.domain.TimelineEvent.StockChanged;
import io.github.ylhcancel.domain.TimelineEvent.YlhCalled;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An order's history, put together from four tables. */
abstract class TimelineContract extends OneOrderContract {
    private static final Call TOKEN =
            new Call(Call.Endpoint.TOKEN, NOW, Duration.ofMillis(120), OptionalInt.of(200), "token", "");

    @Test
    void tellsAnOrderFromItsBeginningToYlhsAnswer() {
        shop.execute("INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)"
                + " VALUES (1, 'pending', 'paid', 'shop', '', '2026-03-08 02:00:00')");
        transaction.write(entry(order(1)));
        deliver(1, TOKEN, call(NOW, OptionalInt.of(200), "accepted", "收到"));
        Cancellation cancellation = new Cancellations(database).ofOrder(key(1)).get(0);

        assertThat(timeline(1))
                .containsExactly(
                        new StatusChanged(
                                NOW.minusNanos(1_800_123_456_000L), "pending", "paid", "shop", Optional.empty(), ""),
                        new StatusChanged(
                                NOW,
                                "paid",
                                "cancelled",
                                "kefu",
                                Optional.empty(),
                                REASON + " · 客户来电 [run " + RUN + "]"),
                        new StockChanged(NOW, "冰箱 A-1", StockPart.STOCK, 2),
                        new StockChanged(NOW, "洗衣机 B-2 / B-2-WHITE", StockPart.STOCK, 1),
                        new StockChanged(NOW, "冰箱 A-1", StockPart.STOCK, 3),
                        new CancellationDecided(NOW, cancellation, Optional.empty()),
                        new YlhCalled(NOW, "token", Duration.ofMillis(120), OptionalInt.of(200), "token", "", "run-1"),
                        new YlhCalled(
                                NOW, "cancel", Duration.ofMillis(80), OptionalInt.of(200), "accepted", "收到", "run-1"));
        assertThat(cancellation.runId()).contains(RUN);
    }

    @Test
    void tellsWhoseProcessDidWhatWasDoneHere() {
        OsUser user = new OsUser("ylh", Optional.of("li"));
        shop.execute("INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)"
                + " VALUES (1, 'pending', 'paid', 'shop', '', '2026-03-08 02:00:00')");
        transaction.write(entry(order(1)));
        new Runs(database).begin(Run.begun(RUN, "cancel", "cancel", "kefu", user, "shop-1", 4711, NOW));

        assertThat(users()).containsExactly(Optional.empty(), Optional.of(user), Optional.of(user));

        // A shop that keeps no notes: then the time and the state have to do.
        shop.execute("UPDATE order_status_history SET note = ''");
        assertThat(users()).containsExactly(Optional.empty(), Optional.of(user), Optional.of(user));
        shop.execute("UPDATE order_status_history SET note = 'of somebody else'");
        assertThat(users()).containsExactly(Optional.empty(), Optional.empty(), Optional.of(user));
    }

    private List<Optional<OsUser>> users() {
        return timeline(1).stream()
                .flatMap(event -> event instanceof StatusChanged change
                        ? Stream.of(change.osUser())
                        : event instanceof CancellationDecided decided ? Stream.of(decided.osUser()) : Stream.empty())
                .toList();
    }

    @Test
    void showsACallWithoutAnAnswer() {
        transaction.write(entry(order(1)));
        deliver(1, call(NOW.plusSeconds(1), OptionalInt.empty(), "unknown", "timed out"));

        assertThat(timeline(1))
                .last()
                .isEqualTo(new YlhCalled(
                        NOW.plusSeconds(1),
                        "cancel",
                        Duration.ofMillis(80),
                        OptionalInt.empty(),
                        "unknown",
                        "timed out",
                        "run-1"));
    }

    @Test
    void sortsByTimeAndNotByTheOrderOfWriting() {
        transaction.write(entry(order(1)));
        deliver(1, call(NOW.plusSeconds(9), OptionalInt.of(200), "accepted", ""));
        shop.execute("INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)"
                + " VALUES (1, 'cancelled', 'paid', 'shop', '', '2026-03-08 02:30:05')");

        List<TimelineEvent> events = timeline(1);

        assertThat(events).extracting(TimelineEvent::at).isSorted();
        assertThat(events.get(events.size() - 2)).isInstanceOf(StatusChanged.class);
    }

    @Test
    void hasNothingOfAnotherOrder() {
        transaction.write(entry(order(2)));
        deliver(2, TOKEN);

        assertThat(timeline(1)).isEmpty();
        assertThat(timeline(2)).hasSize(4);
    }

    @Test
    void showsEachCancellationOfTheOrder() {
        shop.cancellation(70, 1, 1, "compensated", null);
        transaction.write(entry(order(1)));

        assertThat(timeline(1))
                .filteredOn(CancellationDecided.class::isInstance)
                .extracting(
                        event -> ((CancellationDecided) event).cancellation().number())
                .containsExactly(1, 2);
    }

    @Test
    void stillTellsOfStockWhoseProductIsGone() {
        transaction.write(entry(order(2)));
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM products WHERE id = 1");

        assertThat(timeline(2)).contains(new StockChanged(NOW, "#1", StockPart.STOCK, 1));
    }

    private List<TimelineEvent> timeline(long orderId) {
        return new Timeline(database, schema).of(order(orderId));
    }

    private void deliver(long orderId, Call... calls) {
        Outbox outbox = new Outbox(database, "host:1", "run-1", TestAccess.ACCOUNT, LEASE);
        long id = new Cancellations(database).ofOrder(key(orderId)).get(0).id();
        Cancellation claimed = outbox.claim(id, true, NOW.plusSeconds(1)).orElseThrow();
        Progress accepted = new Progress(DeliveryState.ACCEPTED, 1, Optional.empty(), false, Optional.empty());
        outbox.finish(claimed, accepted, List.of(calls), NOW.plusSeconds(2));
    }

    private static Call call(Instant at, OptionalInt status, String outcome, String detail) {
        return new Call(Call.Endpoint.CANCEL, at, Duration.ofMillis(80), status, outcome, detail);
    }
}
