package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.testing.Ran;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is killed (SIGKILL) between YLH's refusal and the order's being put back: nothing is lost, and nothing is done twice. */
class KilledWhilePuttingBackIT extends ProcessTest {
    private String order;
    private List<String> stock;

    @ParameterizedTest
    @EnumSource(names = {"AFTER_REFUSAL", "BEFORE_PUT_BACK_COMMIT"})
    void theNextSyncPutsTheOrderBack(Checkpoint checkpoint) {
        killAt(checkpoint);
        assertThat(shop.delivery(order)).isEqualTo("rejected");
        assertThat(shop.status(order)).isEqualTo("cancelled");

        Ran sync = ylh("sync", "-o", "json");

        assertThat(sync.code()).as(sync.err()).isZero();
        assertThat(at(sync, 0, "sync")).isEqualTo("compensated");
        assertPutBackOnce();
        assertThat(received(order)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_REFUSAL", "BEFORE_PUT_BACK_COMMIT"})
    void theSameCancelAgainDoesSoToo(Checkpoint checkpoint) {
        killAt(checkpoint);

        Ran again = ylh("cancel", order, "--reason", "out of stock", "-o", "json");

        assertThat(again.code()).as(again.err()).isEqualTo(3);
        assertThat(at(again, 0, "code")).isEqualTo("refused-by-ylh");
        assertThat(at(again, 0, "to")).isEqualTo("pending");
        assertPutBackOnce();
        assertThat(received(order)).hasSize(1);
    }

    /** Then it is pending again, overdue, and only a person cancels it again. */
    @ParameterizedTest
    @EnumSource(names = "AFTER_REFUSAL")
    void noSweepTakesItAfterwards(Checkpoint checkpoint) {
        killAt(checkpoint);
        ylh("sync");
        shop.execute("UPDATE orders SET created_at = '2026-01-01 00:00:00' WHERE order_number = '" + order + "'");

        Ran sweep = ylh("cancel-unpaid", "--yes", "--max-percent", "100");

        assertThat(sweep.code()).as(sweep.err()).isZero();
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.rows("SELECT kind FROM ylh_transition WHERE order_number = '" + order + "' ORDER BY kind"))
                .containsExactly("cancel", "compensate");
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_REFUSAL", "BEFORE_PUT_BACK_COMMIT"})
    void anUndoOfItWorksToo(Checkpoint checkpoint) {
        killAt(checkpoint);

        Ran undo = ylh("undo", order, "--note", "不等 sync");

        assertThat(undo.code()).as(undo.err()).isZero();
        assertPutBackOnce();
        assertThat(ylh("sync").code()).isZero();
        assertPutBackOnce();
    }

    private void killAt(Checkpoint checkpoint) {
        openShop(20);
        shop.execute("UPDATE orders SET haier_so_id = CONCAT('SO-P', id) WHERE status = 'pending'");
        order = shop.orders("pending", true).stream()
                .filter(one -> shop.ownUnits(one) > 0)
                .findFirst()
                .orElseThrow();
        stock = stock();
        sandbox.addFault("refuse");
        Job job = shell.startUntil(
                checkpoint, "-c", shop.config().toString(), "cancel", order, "--reason", "out of stock");
        job.kill();
        assertThat(job.ended()).isEqualTo(new Ran(128 + 9, "", ""));
    }

    private List<String> stock() {
        return shop.rows("SELECT id, stock FROM products ORDER BY id");
    }

    private void assertPutBackOnce() {
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.delivery(order)).isEqualTo("compensated");
        assertThat(stock()).isEqualTo(stock);
        assertThat(shop.rows("SELECT to_status FROM order_status_history h JOIN orders o ON o.id = h.order_id"
                        + " WHERE o.order_number = '" + order + "' AND h.note LIKE '%[run %' ORDER BY h.id"))
                .containsExactly("cancelled", "pending");
    }
}
