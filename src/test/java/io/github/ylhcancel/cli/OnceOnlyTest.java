package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.testing.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where YLH may not be asked twice ({@code ylh.idempotent = false}), nobody sends what it may have applied, and every command says so. */
class OnceOnlyTest extends CaseTest {
    @BeforeEach
    void mayNotRepeat() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.idempotent = false");
    }

    @Test
    void anUnknownOutcomeIsAnAlarmWhicheverCommandHasIt() {
        String told = shop.orders("paid", true).get(0);
        String queued = shop.orders("paid", true).get(1);
        assertThat(ylh("cancel", queued, "--reason", "缺货", "--no-sync").code()).isZero();
        sandbox.addFault("500-after*100");

        Ran cancel = ylh("cancel", told, "--reason", "缺货", "-o", "json");
        Ran sync = ylh("sync");
        Ran again = ylh("cancel", told, "--reason", "缺货");
        Ran later = ylh("cancel", told, "--reason", "缺货", "--no-sync", "-q");

        assertThat(words(cancel, "sync")).containsExactly("unknown");
        assertThat(cancel.code()).isEqualTo(3);
        assertThat(sync.code()).isEqualTo(3);
        assertThat(again.code()).isEqualTo(3);
        assertThat(later.code()).isEqualTo(3);
        assertThat(later.out()).contains("already-cancelled", told);
        assertThat(cancelCalls()).isEqualTo(2);
    }

    @Test
    void aSweepSaysSoToo() {
        shop.execute(
                "UPDATE orders SET haier_so_id = CONCAT('SO-SWEPT-', id) WHERE status = 'pending' AND id IN (SELECT id FROM orders WHERE status = 'pending' ORDER BY created_at LIMIT 2)");
        sandbox.addFault("500-after*100");

        Ran sweep = ylh("cancel-unpaid", "--older-than", "1h", "--max-percent", "100", "-o", "json");

        assertThat(sweep.json().path("summary").path("queued").asInt()).isPositive();
        assertThat(sweep.code()).isEqualTo(3);
    }

    @Test
    void whereARepeatIsAllowedItIsNone() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());
        String order = shop.orders("paid", true).get(0);
        sandbox.addFault("500-after*100");

        assertThat(ylh("cancel", order, "--reason", "缺货").code()).isEqualTo(6);
        assertThat(ylh("sync", "--now").code()).isEqualTo(6);
    }

    @Test
    void aLimitDoesNotHideWhatIsDueBehindWhatIsNot() {
        unknownAndDue();
        unknownAndDue();
        String first = pendingAndDue("2026-01-01 08:00:02");
        String second = pendingAndDue("2026-01-01 08:00:03");

        Ran one = idle("sync", "--dry-run", "--limit", "1", "-o", "json");
        Ran all = idle("sync", "--dry-run", "-o", "json");

        assertThat(words(one, "order")).containsExactly(first);
        assertThat(words(all, "order")).containsExactly(first, second);
    }

    @Test
    void whatIsNeverSentIsNotStillToBeTold() {
        unknownAndDue();
        given(DeliveryState.UNKNOWN);
        given(DeliveryState.DEAD);

        Ran sync = ylh("sync", "-o", "json");
        Ran status = idle("status", "-o", "json");
        Ran table = ylh("sync");

        assertThat(sync.json().path("summary").path("waiting").asInt()).isZero();
        assertThat(sync.json().path("summary").path("next_attempt_at").isNull()).isTrue();
        assertThat(status.json().path("summary").path("waiting").asInt()).isZero();
        assertThat(table.out()).isEqualTo("nothing is due\n");
        assertThat(cancelCalls()).isZero();
    }

    private void unknownAndDue() {
        due(given(DeliveryState.UNKNOWN), "2026-01-01 08:00:00");
    }

    private String pendingAndDue(String since) {
        return due(given(DeliveryState.PENDING), since);
    }

    private String due(String order, String since) {
        shop.execute(
                "UPDATE ylh_cancellation SET next_attempt_at = '" + since + "' WHERE order_number = '" + order + "'");
        return order;
    }
}
