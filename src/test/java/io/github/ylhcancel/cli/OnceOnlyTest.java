package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
