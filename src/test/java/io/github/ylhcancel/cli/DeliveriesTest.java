package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ylh deliveries}: lists by state, and of what wants a person's eye. */
class DeliveriesTest extends CaseTest {
    private List<String> listed(String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of("deliveries", "-o", "json"));
        arguments.addAll(what.equals("untold") ? List.of("--untold") : List.of("--state", what));
        arguments.addAll(List.of(more));
        Ran ran = idle(arguments.toArray(String[]::new));
        assertThat(ran.code()).isZero();
        assertThat(ran.json().path("summary").path("states"))
                .extracting(JsonNode::asText)
                .containsExactly(what.split(","));
        return words(ran, "order");
    }

    @Test
    void eachListHasItsStateTheOldestFirst() {
        String late = given(DeliveryState.DEAD, "2026-01-03 00:00:00");
        String early = given(DeliveryState.DEAD, "2026-01-02 00:00:00");
        String unknown = given(DeliveryState.UNKNOWN);
        String held = given(DeliveryState.HELD);
        given(DeliveryState.REJECTED);
        given(DeliveryState.ABANDONED);

        assertThat(listed("dead")).containsExactly(early, late);
        assertThat(listed("unknown")).containsExactly(unknown);
        assertThat(listed("held")).containsExactly(held);
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void whatIsOverdueWasDecidedLongAgoAndHasNoOutcome() {
        String accepted = given(DeliveryState.ACCEPTED, "2026-01-02 00:00:00");
        String sending = given(DeliveryState.SENDING, "2026-01-03 00:00:00");
        String pending = given(DeliveryState.PENDING, "2026-01-01 00:00:00");
        String unknown = given(DeliveryState.UNKNOWN, "2026-01-04 00:00:00");
        given(DeliveryState.ACCEPTED, "2099-01-01 00:00:00");
        for (DeliveryState settled : List.of(
                DeliveryState.DEAD,
                DeliveryState.HELD,
                DeliveryState.REJECTED,
                DeliveryState.CONFIRMED,
                DeliveryState.PARTIAL,
                DeliveryState.COMPENSATED,
                DeliveryState.ABANDONED)) {
            given(settled, "2026-01-01 00:00:00");
        }

        assertThat(listed("overdue")).containsExactly(pending, accepted, sending, unknown);
    }

    @ParameterizedTest
    @CsvSource({"24h, 1", "48h, 0", "47h, 1"})
    void theConfigurationSaysWhenSomethingIsOverdue(String after, int expected) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.overdue-after = " + after);
        LocalDateTime nearlyTwoDaysAgo =
                LocalDateTime.now(ZoneOffset.UTC).minusHours(47).minusMinutes(30);
        given(DeliveryState.ACCEPTED, nearlyTwoDaysAgo.toString().replace('T', ' '));

        Ran ran = shop.ylh().run("deliveries", "--state", "overdue", "-o", "json");

        assertThat(ran.json().path("summary").path("total").asInt()).isEqualTo(expected);
    }

    @Test
    void aRowSaysWhatOneMustKnowToDecide() {
        String order = given(DeliveryState.DEAD, "2026-01-02 00:00:00");

        Ran json = idle("deliveries", "--state", "dead", "-o", "json");
        JsonNode row = json.json().path("results").path(0);
        assertThat(row.path("so_id").asText()).isEqualTo(shop.soId(order));
        assertThat(row.path("sync").asText()).isEqualTo("dead");
        assertThat(row.path("attempts").asInt()).isEqualTo(20);
        assertThat(Instant.parse(row.path("since").asText())).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(row.path("last_error").asText()).isEqualTo("HTTP 500");
        assertThat(row.path("next_step").asText()).contains("ylh retry " + order + " --note", "ylh resolve " + order);

        assertThat(idle("deliveries", "--state", "dead").out())
                .containsPattern("dead +" + order + " +" + shop.soId(order)
                        + " +since 2026-01-0. .*, attempts: 20 +HTTP 500\n" + "  next: mend what the last error names")
                .endsWith("1 dead\n");
        assertThat(idle("deliveries", "--state", "dead", "--lang", "zh").out())
                .contains("下一步：", "已尝试 20 次", "1 个 dead");
        assertThat(idle("deliveries", "--state", "dead", "-o", "csv").out().lines())
                .hasSize(2)
                .first()
                .isEqualTo(
                        "order,so_id,sync,hold,attempts,since,decided_at,next_attempt_at,last_error,run_id,next_step");
        assertThat(idle("deliveries", "--state", "dead", "-o", "ndjson").out().lines())
                .hasSize(2);
    }

    @Test
    void allAreShownUnlessALimitIsSetAndTheSummarySaysHowManyThereAre() {
        shop.execute(
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, maybe_applied, created_at, updated_at)"
                        + " SELECT 100000 + X, 1, 'HELD' || X, 'SO-HELD-' || X, '缺货', 'TEST', '2026-01-01 08:00:00', 'paid', 'kefu',"
                        + " 'held', 1, FALSE, '2026-01-01 08:00:00', '2026-01-01 08:00:00' FROM SYSTEM_RANGE(1, 50)");

        assertThat(listed("held")).hasSize(50).startsWith("HELD1", "HELD2");
        assertThat(listed("held", "--limit", "7")).hasSize(7);
        assertThat(idle("deliveries", "--state", "held", "--limit", "7").out())
                .endsWith("7 of 50 held, --all for the rest\n");
    }

    @Test
    void whatWasCancelledBeforeItHadASoIdIsListedUntilItIsRepeated() {
        List<String> orders = shop.orders("pending", false);
        String order = orders.get(0);
        ylh("cancel", order, orders.get(1), orders.get(2), "--reason", "客户要求取消");
        assertThat(listed("untold")).isEmpty();
        assertThat(idle("deliveries", "--untold").out()).isEqualTo("none is untold\n");
        shop.execute(
                "UPDATE orders SET haier_so_id = 'SO-LATE-1' WHERE order_number = '" + order + "'",
                "UPDATE orders SET haier_so_id = 'SO LATE' WHERE order_number = '" + orders.get(1) + "'",
                "UPDATE orders SET haier_so_id = 'SO-LATE-3' WHERE order_number = '" + orders.get(2) + "'",
                "UPDATE ylh_transition SET reason = '' WHERE order_number = '" + orders.get(2) + "'",
                "UPDATE ylh_transition SET created_at = '2026-01-02 00:00:00' WHERE order_number = '" + order + "'");

        assertThat(listed("untold")).containsExactly(order, orders.get(1), orders.get(2));
        assertThat(listed("untold", "--limit", "2")).hasSize(2);
        assertThat(idle("deliveries", "--untold", "--limit", "2").out())
                .containsPattern("untold +" + order + " +SO-LATE-1 +cancelled 2026-01-0. .* +客户要求取消\n"
                        + "  next: YLH has not been told: 'ylh cancel " + order + " --reason TEXT'")
                .contains("since the so-id \"SO LATE\" has a blank at position 3")
                .endsWith("2 of 3 untold, --all for the rest\n");
        assertThat(idle("deliveries", "--untold", "--lang", "zh").out())
                .contains("取消于 2026-01-0", "尚未通知易理货", "当时没有记录 " + orders.get(2), "3 个 untold");
        assertThat(idle("deliveries", "--untold", "-o", "csv").out().lines())
                .hasSize(4)
                .first()
                .isEqualTo(
                        "order,so_id,sync,hold,attempts,since,decided_at,next_attempt_at,last_error,run_id,next_step");
        assertThat(idle("deliveries", "--untold", "-o", "ndjson").out().lines()).hasSize(4);

        Ran repeat = ylh("cancel", order, "--reason", "another", "--source-system", "REPEAT");

        assertThat(repeat.code()).isZero();
        assertThat(state(order)).isEqualTo("accepted");
        assertThat(shop.rows("SELECT so_id, cancel_reason, source_system FROM ylh_cancellation"))
                .containsExactly("SO-LATE-1 | 客户要求取消 | REPEAT");
        assertThat(listed("untold")).containsExactly(orders.get(1), orders.get(2));
    }

    /** That it was cancelled here is never denied. */
    @Test
    void ofWhatYlhCannotBeToldARepeatSaysWhy() {
        List<String> orders = shop.orders("pending", false);
        String blank = orders.get(0);
        String unreasoned = orders.get(1);
        String asked = orders.get(2);
        ylh("cancel", blank, unreasoned, asked, "--reason", "客户要求取消");
        String renamed = given(DeliveryState.ACCEPTED);
        String renamedToo = given(DeliveryState.PENDING);
        String elsewhere = orders.get(3);
        shop.execute(
                "UPDATE orders SET haier_so_id = 'SO LATE' WHERE order_number = '" + blank + "'",
                "UPDATE orders SET haier_so_id = 'SO-LATE-2' WHERE order_number = '" + unreasoned + "'",
                "UPDATE ylh_transition SET reason = '' WHERE order_number = '" + unreasoned + "'",
                "UPDATE orders SET haier_so_id = 'SO-NEW' WHERE order_number = '" + renamed + "'",
                "UPDATE orders SET haier_so_id = 'SO-9', status = 'cancelled' WHERE order_number = '" + elsewhere + "'",
                "DELETE FROM ylh_cancellation WHERE order_number = '" + renamedToo + "'",
                "UPDATE orders SET status = 'paid' WHERE order_number = '" + renamedToo + "'");
        assertThat(ylh("cancel", renamedToo, "--reason", "r", "--yes", "--no-sync")
                        .code())
                .isZero();
        shop.execute("UPDATE orders SET haier_so_id = 'SO-NEW-2' WHERE order_number = '" + renamedToo + "'");

        assertThat(repeated(blank))
                .isEqualTo(
                        "none: it was cancelled before, and YLH, which was never told, cannot be told now:"
                                + " the so-id \"SO LATE\" has a blank at position 3; correct it in the shop's database before cancelling");
        assertThat(repeated(unreasoned))
                .isEqualTo("none: it was cancelled before, and YLH, which was never told, cannot be told now:"
                        + " the reason of that time is not on record");
        for (String one : List.of(renamed, renamedToo)) {
            String told = shop.value("SELECT so_id FROM ylh_cancellation WHERE order_number = '" + one + "'");
            assertThat(repeated(one))
                    .isEqualTo("untracked: it was cancelled before, when it had another so-id, \"" + told
                            + "\": YLH was told of that one");
        }
        assertThat(repeated(elsewhere))
                .isEqualTo("untracked: it was cancelled outside ylh, and whether YLH was told is not known here");
        assertThat(repeated(asked)).isEqualTo("none: it was cancelled before");
    }

    /** What a repeat says, which is what its dry run says. */
    private String repeated(String order) {
        List<String> said = new ArrayList<>();
        for (String how : List.of("--dry-run", "--yes")) {
            Ran ran = ylh("cancel", order, "--reason", "x", how, "-o", "json");
            JsonNode result = ran.json().path("results").path(0);
            assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
            assertThat(result.path("outcome").asText()).isEqualTo("already-cancelled");
            said.add(
                    result.path("sync").asText() + ": " + result.path("message").asText());
        }
        assertThat(said.get(1)).isEqualTo(said.get(0));
        return said.get(0);
    }

    /** The first column of the list is a file of orders. */
    @Test
    void theListOfTheUntoldIsRepeatedAsAFile() throws IOException {
        List<String> orders = shop.orders("pending", false).subList(0, 3);
        orders.forEach(order -> ylh("cancel", order, "--reason", "客户要求取消"));
        orders.forEach(order -> shop.execute(
                "UPDATE orders SET haier_so_id = 'SO-" + order + "' WHERE order_number = '" + order + "'"));
        List<String> first = ylh("deliveries", "--untold", "-o", "csv")
                .out()
                .lines()
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
        assertThat(first).startsWith("order").hasSize(4);
        Path file = Files.write(folder.resolve("untold.csv"), first);

        assertThat(ylh("cancel", "--file", file.toString(), "--reason", "x").code())
                .isZero();

        assertThat(listed("untold")).isEmpty();
        assertThat(orders).allSatisfy(order -> assertThat(state(order)).isEqualTo("accepted"));
    }

    @Test
    void anEmptyListIsNoFailure() {
        Ran ran = idle("deliveries", "--state", "dead");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("none is dead\n");
    }

    @Test
    void whereNothingMayBeRepeatedTheListSaysToAskYlh() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.idempotent = false");
        given(DeliveryState.UNKNOWN);

        assertThat(words(idle("deliveries", "--state", "unknown", "-o", "json"), "next_step"))
                .singleElement()
                .asString()
                .startsWith("ask YLH whether it has cancelled it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--state|accepted,lost",
                "--state|DEAD",
                "--state|",
                "--state|untold",
                "--untold|--state|dead",
                "--limit|0",
                "--limit|many",
                "--limit|5|--all",
                "--since|yesterday",
                "--since|2026-01-01",
                "--run| ",
                "--retry|PO1",
                "PO1",
                "--now"
            })
    void whatCannotBeMeantIsAUsageError(String line) {
        List<String> arguments = new ArrayList<>(List.of("deliveries"));
        arguments.addAll(List.of(line.split("\\|", -1)));

        Ran ran = idle(arguments.toArray(String[]::new));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("ylh: ").contains("Try 'ylh deliveries --help'");
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyStateHasAList(DeliveryState state) {
        String early = given(state, "2026-01-02 00:00:00");
        String late = given(state, "2026-01-03 00:00:00");
        given(state == DeliveryState.DEAD ? DeliveryState.HELD : DeliveryState.DEAD);

        assertThat(listed(state.word())).containsExactly(early, late);
        assertThat(idle("deliveries", "--state", state.word(), "--lang", "zh").out())
                .contains(early, "下一步：")
                .endsWith("2 个 " + state + "\n");
    }

    @Test
    void severalStatesMakeOneListTheOldestFirst() {
        String dead = given(DeliveryState.DEAD, "2026-01-03 00:00:00");
        String held = given(DeliveryState.HELD, "2026-01-01 00:00:00");
        String accepted = given(DeliveryState.ACCEPTED, "2026-01-02 00:00:00");
        given(DeliveryState.CONFIRMED);

        assertThat(listed("held,dead,accepted")).containsExactly(held, accepted, dead);
        assertThat(idle("deliveries", "--state", "held", "--state", "dead").out())
                .contains(held, dead)
                .doesNotContain(accepted)
                .endsWith("2 held, dead\n");
    }

    @Test
    void withoutAStateItIsWhatNeedsAPerson() {
        String held = given(DeliveryState.HELD, "2026-01-01 00:00:00");
        String dead = given(DeliveryState.DEAD, "2026-01-02 00:00:00");
        String stuck = given(DeliveryState.UNKNOWN, "2099-01-03 00:00:00");
        String repeated = given(DeliveryState.UNKNOWN, "2099-01-04 00:00:00");
        String overdue = given(DeliveryState.ACCEPTED, "2026-01-05 00:00:00");
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = NULL WHERE order_number = '" + stuck + "'");
        given(DeliveryState.PENDING, "2099-01-01 00:00:00");
        given(DeliveryState.ACCEPTED, "2099-01-01 00:00:00");
        for (DeliveryState over : List.of(
                DeliveryState.REJECTED,
                DeliveryState.CONFIRMED,
                DeliveryState.PARTIAL,
                DeliveryState.COMPENSATED,
                DeliveryState.ABANDONED,
                DeliveryState.WITHDRAWN)) {
            given(over);
        }

        Ran ran = idle("deliveries", "-o", "json");

        assertThat(words(ran, "order")).containsExactly(held, dead, overdue, stuck);
        assertThat(ran.json().path("summary").path("states")).isEmpty();
        assertThat(idle("deliveries").out()).endsWith("4 for a person\n");
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.idempotent = false");
        assertThat(words(idle("deliveries", "-o", "json"), "order"))
                .containsExactly(held, dead, overdue, stuck, repeated);
    }

    @Test
    void whereNothingNeedsAPersonItSaysSo() {
        given(DeliveryState.CONFIRMED);

        Ran ran = idle("deliveries");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("none is for a person\n");
        assertThat(idle("deliveries", "-q").out()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHeldSaysWhyAndWhatToDo(Hold why) {
        String order = given(DeliveryState.HELD);
        shop.execute("UPDATE ylh_cancellation SET hold = '" + why.word() + "'");

        Ran ran = idle("deliveries", "-o", "json");

        assertThat(words(ran, "hold")).containsExactly(why.word());
        String step = shop.ylh()
                .run("status", order, "-o", "json")
                .json()
                .at("/results/0/next_step")
                .asText();
        assertThat(words(ran, "next_step")).containsExactly(step);
        assertThat(idle("deliveries").out()).contains("  next: " + step);
        assertThat(idle("deliveries", "-q").out().lines()).hasSize(1);
    }

    @Test
    void aTableShowsTwentyAndProgramsGetAll() {
        shop.execute(
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, maybe_applied, created_at, updated_at)"
                        + " SELECT 100000 + X, 1, 'HELD' || X, 'SO-HELD-' || X, '缺货', 'TEST', '2026-01-01 08:00:00', 'paid', 'kefu',"
                        + " 'held', 1, FALSE, '2026-01-01 08:00:00', '2026-01-01 08:00:00' FROM SYSTEM_RANGE(1, 156)");

        Ran table = idle("deliveries");
        assertThat(table.out().lines()).hasSize(41);
        assertThat(table.out()).endsWith("20 of 156 for a person, --all for the rest\n");
        assertThat(idle("deliveries", "--all").out()).contains("HELD156").endsWith("156 for a person\n");
        Ran json = idle("deliveries", "-o", "json");
        assertThat(words(json, "order")).hasSize(156);
        assertThat(json.json().at("/summary/total").asInt()).isEqualTo(156);
        assertThat(json.json().at("/summary/shown").asInt()).isEqualTo(156);
        Ran cut = idle("deliveries", "-o", "json", "--limit", "7");
        assertThat(words(cut, "order")).hasSize(7);
        assertThat(cut.json().at("/summary/total").asInt()).isEqualTo(156);
        assertThat(cut.json().at("/summary/shown").asInt()).isEqualTo(7);
        assertThat(idle("deliveries", "-o", "csv").out().lines()).hasSize(157);
        assertThat(idle("deliveries", "-o", "csv").err()).isEmpty();
        Ran csv = idle("deliveries", "-o", "csv", "--limit", "7");
        assertThat(csv.out().lines()).hasSize(8);
        assertThat(csv.err()).isEqualTo("ylh: 7 of 156 for a person, --all for the rest\n");
        assertThat(idle("deliveries", "-o", "ndjson", "--limit", "7").out().lines())
                .hasSize(8);
    }

    @Test
    void onlyWhatChangedSinceThen() {
        String early = given(DeliveryState.DEAD, "2026-01-02 00:00:00");
        String late = given(DeliveryState.DEAD, "2026-01-02 00:00:01");
        String now = given(
                DeliveryState.HELD,
                LocalDateTime.now(ZoneOffset.UTC).minusMinutes(30).toString().replace('T', ' '));

        assertThat(listed("dead", "--since", "2026-01-02T08:00:00+08:00")).containsExactly(early, late);
        assertThat(listed("dead", "--since", "2026-01-02T08:00:01+08:00")).containsExactly(late);
        assertThat(words(idle("deliveries", "--since", "1h", "-o", "json"), "order"))
                .containsExactly(now);
    }

    @Test
    void onlyWhatARunDecidedWhateverItsState() {
        List<String> orders = shop.orders("paid", true);
        ylh("cancel", orders.get(0), orders.get(1), "--reason", "缺货", "--no-sync", "--yes");
        ylh("cancel", orders.get(2), "--reason", "缺货");
        String run = shop.value("SELECT run_id FROM ylh_cancellation WHERE order_number = '" + orders.get(0) + "'");
        shop.execute("UPDATE ylh_cancellation SET state = 'confirmed' WHERE order_number = '" + orders.get(1) + "'");

        Ran ran = idle("deliveries", "--run", run, "-o", "json");

        assertThat(words(ran, "order")).containsExactlyInAnyOrder(orders.get(0), orders.get(1));
        assertThat(words(ran, "run_id")).containsOnly(run);
        assertThat(listed("pending", "--run", run)).containsExactly(orders.get(0));
        assertThat(idle("deliveries", "--run", run).out()).endsWith("2 of that run\n");
        assertThat(idle("deliveries", "--run", "nobodys").out()).isEqualTo("none is of that run\n");
    }

    @Test
    void ofTheUntoldOnlyThoseOfARunOrSinceThen() {
        List<String> orders = shop.orders("pending", false);
        ylh("cancel", orders.get(0), "--reason", "缺货");
        ylh("cancel", orders.get(1), "--reason", "缺货");
        shop.execute(
                "UPDATE orders SET haier_so_id = CONCAT('SO-LATE-', id) WHERE status = 'cancelled' AND haier_so_id IS NULL",
                "UPDATE ylh_transition SET created_at = '2026-01-02 00:00:00' WHERE order_number = '" + orders.get(0)
                        + "'");
        String run = shop.value("SELECT run_id FROM ylh_transition WHERE order_number = '" + orders.get(0) + "'");

        assertThat(listed("untold")).containsExactly(orders.get(0), orders.get(1));
        assertThat(listed("untold", "--run", run)).containsExactly(orders.get(0));
        assertThat(listed("untold", "--since", "1h")).containsExactly(orders.get(1));
        assertThat(words(idle("deliveries", "--untold", "--run", run, "-o", "json"), "run_id"))
                .containsExactly(run);
    }
}
