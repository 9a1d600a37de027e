package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.testing.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The shop put orders back of which YLH was told before; now they are cancelled again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDryRunSaysOfEachEarlierRequestWhatTheRunMakesOfIt(boolean repeats) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.idempotent = " + repeats);
        List<String> orders = new ArrayList<>();
        for (DeliveryState state : DeliveryState.values()) {
            orders.add(given(state));
        }
        String waiting = given(DeliveryState.UNKNOWN);
        String lost = given(DeliveryState.DEAD);
        orders.addAll(List.of(waiting, lost));
        shop.execute(
                "UPDATE orders SET status = 'paid' WHERE id IN (SELECT order_id FROM ylh_cancellation)",
                "UPDATE ylh_cancellation SET next_attempt_at = NULL WHERE order_number = '" + waiting + "'",
                "UPDATE ylh_cancellation SET maybe_applied = TRUE WHERE order_number = '" + lost + "'");
        List<String> cancel = Stream.concat(Stream.of("cancel", "--reason", "缺货", "-o", "json"), orders.stream())
                .toList();

        Ran dry = idle(Stream.concat(cancel.stream(), Stream.of("--dry-run")).toArray(String[]::new));
        Ran run = ylh(cancel.toArray(String[]::new));

        assertThat(words(run, "outcome")).containsOnly("cancelled");
        Set<String> told = sandbox.requests().stream()
                .flatMap(request -> request.soId().stream())
                .collect(Collectors.toSet());
        for (int i = 0; i < orders.size(); i++) {
            JsonNode foreseen = dry.json().path("results").path(i);
            JsonNode done = run.json().path("results").path(i);
            String order = orders.get(i) + " " + done;
            if (told.contains(shop.soId(orders.get(i)))) {
                assertThat(foreseen.path("sync").asText()).as(order).isEqualTo("would-tell");
                assertThat(done.path("sync").asText()).as(order).isEqualTo("accepted");
            } else {
                assertThat(foreseen.path("sync")).as(order).isEqualTo(done.path("sync"));
            }
        }
        assertThat(told).hasSize(repeats ? 10 : 6);
    }

    @Test
    void aDryRunNamesWhatNobodySendsAgain() {
        String order = given(DeliveryState.UNKNOWN);
        shop.execute("UPDATE orders SET status = 'paid' WHERE order_number = '" + order + "'");

        Ran dry = idle("cancel", order, "--reason", "缺货", "--dry-run", "-o", "json");
        Ran chinese = idle("cancel", order, "--reason", "缺货", "--dry-run", "--lang", "zh");
        Ran run = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(words(dry, "message"))
                .isEqualTo(words(run, "message"))
                .singleElement()
                .asString()
                .contains("may not be asked twice (ylh.idempotent=false)");
        assertThat(words(dry, "sync")).containsExactly("unknown");
        assertThat(chinese.out()).contains("would-cancel", "易理货：").doesNotContain("将通知易理货");
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
