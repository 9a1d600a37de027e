package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Keys.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.ChangedOrder;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.testing.Keys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which orders a run changed. */
abstract class ChangedOrdersContract extends OneOrderContract {
    private List<ChangedOrder> of(String run, int page, long limit) {
        List<ChangedOrder> found = new ArrayList<>();
        new ChangedOrders(database, schema, page).ofRun(run, limit, found::add);
        return found;
    }

    private void changed(String run, int worker, int step, long order, int number, String kind) {
        shop.execute(
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,"
                        + " operator, source_system, cancel_time, money, run_id, worker, step, created_at) VALUES ("
                        + order
                        + ", " + number + ", '" + kind + "', 'PO" + order
                        + "', NULL, 'pending', 'cancelled', '缺货', '缺货', 'kefu',"
                        + " NULL, '" + Times.column(LONG_AGO) + "', 'none', '" + run + "', " + worker + ", " + step
                        + ", '"
                        + Times.column(LONG_AGO) + "')");
    }

    @Test
    void tellsWhatWasWrittenAndHowYlhIsToldOfIt() {
        shop.execute("UPDATE orders SET haier_so_id = NULL WHERE id = 2");
        transaction.write(entry(order(1)));
        transaction.write(entry(order(2)));

        List<ChangedOrder> changed = of(RUN, 10, 10);

        assertThat(changed).hasSize(2);
        ChangedOrder told = changed.get(0);
        Transition change = told.change();
        assertThat(change.orderKey()).isEqualTo(key(1));
        assertThat(change.orderNumber()).isEqualTo("PO1");
        assertThat(change.kind()).isEqualTo(Transition.Kind.CANCEL);
        assertThat(change.number()).isEqualTo(1);
        assertThat(change.reason()).isEqualTo(REASON);
        assertThat(change.at()).isEqualTo(NOW);
        assertThat(told.from().is(OrderStatus.PAID)).isTrue();
        assertThat(told.to().is(OrderStatus.CANCELLED)).isTrue();
        assertThat(told.soId()).contains("SO1");
        assertThat(told.delivery()).contains(DeliveryState.PENDING);
        assertThat(changed.get(1).soId()).isEmpty();
        assertThat(changed.get(1).delivery()).isEmpty();
    }

    @Test
    void theDeliveryIsThatOfTheSameCancellation() {
        shop.cancellation(7, 1, 1, "rejected", null);
        shop.cancellation(8, 1, 3, "accepted", null);
        shop.execute("UPDATE ylh_transition SET run_id = '" + RUN + "'");
        changed(RUN, 0, 1, 1, 2, "cancel");

        assertThat(of(RUN, 10, 10))
                .extracting(one -> one.change().number() + " " + one.delivery().orElse(null))
                .containsExactly("1 rejected", "3 accepted", "2 null");
    }

    /** It got its so-id after it had been cancelled. */
    @Test
    void namesTheSoIdThatYlhIsToldOf() {
        shop.cancellation(7, 1, 1, "accepted", null);
        shop.execute("UPDATE ylh_transition SET so_id = NULL, run_id = '" + RUN + "'");

        assertThat(of(RUN, 10, 10)).extracting(ChangedOrder::soId).containsExactly(Optional.of("SO1"));
    }

    @Test
    void readsTheWordsOfTheShop() {
        shop.execute("UPDATE orders SET status = 'BEZAHLT'");
        ShopSchema other =
                OtherSchemas.with(Map.of(), Map.of(OrderStatus.PAID, "BEZAHLT", OrderStatus.CANCELLED, "已取消"));
        new Cancelling(database, other, true, checkpoint -> {})
                .write(entry(new Orders(database, other).byKeys(keys(1)).get(key(1))));
        List<ChangedOrder> found = new ArrayList<>();

        new ChangedOrders(database, other).ofRun(RUN, 10, found::add);

        assertThat(found)
                .extracting(one -> one.from().shown() + " " + one.to().shown())
                .containsExactly("paid cancelled");
    }

    /** Workers one after the other, each in the order in which it wrote; what was written at once by key, number and kind. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void pagesLeaveNothingOutAndRepeatNothing(int page) {
        changed(RUN, 1, 1, 50, 1, "cancel");
        changed(RUN, 0, 2, 9, 1, "cancel");
        changed(RUN, 0, 2, 8, 2, "cancel");
        changed(RUN, 0, 2, 8, 1, "undo");
        changed(RUN, 0, 2, 8, 1, "cancel");
        changed(RUN, 0, 1, 70, 1, "cancel");
        changed(RUN, 7, 0, 60, 1, "compensate");
        changed("another", 0, 1, 99, 1, "cancel");

        assertThat(of(RUN, page, Long.MAX_VALUE))
                .extracting(one -> one.change().orderKey() + " " + one.change().number() + " "
                        + one.change().kind().word())
                .containsExactly(
                        "70 1 cancel",
                        "8 1 cancel",
                        "8 1 undo",
                        "8 2 cancel",
                        "9 1 cancel",
                        "50 1 cancel",
                        "60 1 compensate");
        assertThat(of(RUN, page, 4)).hasSize(4);
        assertThat(of(RUN, page, 6))
                .hasSize(6)
                .last()
                .extracting(one -> one.change().orderKey())
                .isEqualTo(key(50));
        assertThat(of("nobody's", page, 10)).isEmpty();
        assertThat(new ChangedOrders(database, schema).count(RUN)).isEqualTo(7);
        assertThat(new ChangedOrders(database, schema).count("nobody's")).isZero();
    }

    @Test
    void aStepThatIsLargerThanAPageIsReadOnce() {
        List<Long> orders = LongStream.rangeClosed(1, 25).boxed().toList();
        orders.forEach(order -> changed(RUN, 0, 1, order, 1, "cancel"));

        assertThat(of(RUN, 4, Long.MAX_VALUE))
                .extracting(one -> Keys.number(one.change().orderKey()))
                .isEqualTo(orders);
    }

    @Test
    void anInstantIsReadAsItWasWritten() {
        changed(RUN, 0, 1, 1, 1, "cancel");

        Instant at = of(RUN, 1, 1).get(0).change().at();

        assertThat(at).isEqualTo(LONG_AGO);
    }
}
