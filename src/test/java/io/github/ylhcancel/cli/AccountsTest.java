package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.testing.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A delivery belongs to the account that it was decided for. */
class AccountsTest extends CaseTest {
    private static final String NOTE = "旧账号已停用";

    /** An order that is cancelled by somebody who is another one at YLH, and not told yet. */
    private String decidedByAnother() {
        String order = shop.orders("paid", true).get(0);
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());
        Ran ran = shop.ylh()
                .environment(Map.of("YLH_USERNAME", "another-user"))
                .run("cancel", order, "--reason", "缺货", "--no-sync");
        assertThat(ran.code()).as(ran.err()).isZero();
        return order;
    }

    @Test
    void whatAnotherAccountDecidedIsLeftToItAndSaidByName() {
        String order = decidedByAnother();

        Ran ran = ylh("-q", "sync", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("1 deliveries were decided for another account, another-user@127.0.0.1,");
        JsonNode summary = ran.json().path("summary");
        assertThat(summary.path("waiting").asInt()).isZero();
        assertThat(summary.path("other_accounts").path("another-user@127.0.0.1").asInt())
                .isEqualTo(1);
        assertThat(cancelCalls()).isZero();
        assertThat(state(order)).isEqualTo("pending");
        assertThat(words(ylh("sync", "--dry-run", "-o", "json"), "order")).isEmpty();
        assertThat(words(ylh("status", order, "-o", "json"), "account")).containsExactly("another-user@127.0.0.1");
    }

    @Test
    void theSameCancelByAnotherAccountDoesNotTellItEither() {
        String order = decidedByAnother();

        Ran ran = ylh("cancel", order, "--reason", "缺货");

        assertThat(ran.code()).isEqualTo(6);
        assertThat(cancelCalls()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aPersonTakesItOver(boolean byName) {
        String order = decidedByAnother();
        List<String> all = new ArrayList<>(List.of("retry"));
        all.addAll(byName ? List.of(order) : List.of());
        all.addAll(List.of("--adopt", "--note", NOTE, "-o", "json"));

        List<String> dry = new ArrayList<>(all);
        dry.add("--dry-run");
        Ran would = idle(dry.toArray(String[]::new));
        assertThat(would.err()).contains("deliveries of other accounts that would be taken over: 1");

        Ran ran = ylh(all.toArray(String[]::new));

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.json().path("summary").path("adopted").asInt()).isEqualTo(1);
        assertThat(state(order)).isEqualTo("accepted");
        assertThat(shop.rows("SELECT word, note FROM ylh_intervention WHERE word = 'adopt'"))
                .containsExactly("adopt | " + NOTE);
        assertThat(ylh("history", order).out()).contains("word     adopt: pending → pending", NOTE);
    }

    @Test
    void whatNobodyKnewAnAccountForIsDelivered() {
        String order = given(DeliveryState.PENDING);
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '2026-01-01 00:00:00'");

        assertThat(ylh("sync").code()).isZero();
        assertThat(state(order)).isEqualTo("accepted");
    }

    @Test
    void withoutYlhsSettingsTheDecisionIsNobodysInParticular() {
        String order = shop.orders("paid", true).get(0);

        Ran ran =
                shop.ylh().environment(Map.of("YLH_CLIENT_ID", "")).run("cancel", order, "--reason", "缺货", "--no-sync");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(shop.value("SELECT account FROM ylh_cancellation")).isNull();
        assertThat(ylh("sync").code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            retry                               | which deliveries?
            retry --adopt                       | --adopt goes with --note
            retry --all-dead --adopt --note x   | --adopt goes with ORDER
            retry --state dead --adopt --note x | --adopt goes with ORDER
            """)
    void whatCannotBeMeantIsRefused(String line, String why) {
        Ran ran = idle(line.strip().split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(why);
    }
}
