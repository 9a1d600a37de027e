package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.DeliveryState;
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
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ylh sync --list}: lists of what wants a person's eye. */
class SyncListTest extends CaseTest {
    private List<String> listed(String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of("sync", "--list", what, "-o", "json"));
        arguments.addAll(List.of(more));
        Ran ran = idle(arguments.toArray(String[]::new));
        assertThat(ran.code()).isZero();
        assertThat(ran.json().path("summary").path("list").asText()).isEqualTo(what);
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

        Ran ran = shop.ylh().run("sync", "--list", "overdue", "-o", "json");

        assertThat(ran.json().path("summary").path("total").asInt()).isEqualTo(expected);
    }

    @Test
    void aRowSaysWhatOneMustKnowToDecide() {
        String order = given(DeliveryState.DEAD, "2026-01-02 00:00:00");

        Ran json = idle("sync", "--list", "dead", "-o", "json");
        JsonNode row = json.json().path("results").path(0);
        assertThat(row.path("so_id").asText()).isEqualTo(shop.soId(order));
        assertThat(row.path("sync").asText()).isEqualTo("dead");
        assertThat(row.path("attempts").asInt()).isEqualTo(20);
        assertThat(Instant.parse(row.path("since").asText())).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(row.path("last_error").asText()).isEqualTo("HTTP 500");
        assertThat(row.path("next_step").asText()).contains("ylh sync --retry " + order, "ylh resolve " + order);

        assertThat(idle("sync", "--list", "dead").out())
                .containsPattern("dead +" + order + " +" + shop.soId(order)
                        + " +since 2026-01-0. .*, attempts: 20 +HTTP 500\n" + "  next: mend what the last error names")
                .endsWith("1 dead\n");
        assertThat(idle("sync", "--list", "dead", "--lang", "zh").out()).contains("下一步：", "已尝试 20 次", "1 个 dead");
        assertThat(idle("sync", "--list", "dead", "-o", "csv").out().lines())
                .hasSize(2)
                .first()
                .isEqualTo("order,so_id,sync,attempts,since,decided_at,next_attempt_at,last_error,next_step");
        assertThat(idle("sync", "--list", "dead", "-o", "ndjson").out().lines()).hasSize(2);
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
        assertThat(idle("sync", "--list", "held", "--limit", "7").out())
                .endsWith("7 of 50 held (--limit shows more)\n");
    }

    @Test
    void whatWasCancelledBeforeItHadASoIdIsListedUntilItIsRepeated() {
        List<String> orders = shop.orders("pending", false);
        String order = orders.get(0);
        ylh("cancel", order, orders.get(1), orders.get(2), "--reason", "客户要求取消");
        assertThat(listed("untold")).isEmpty();
        assertThat(idle("sync", "--list", "untold").out()).isEqualTo("none is untold\n");
        shop.execute(
                "UPDATE orders SET haier_so_id = 'SO-LATE-1' WHERE order_number = '" + order + "'",
                "UPDATE orders SET haier_so_id = 'SO LATE' WHERE order_number = '" + orders.get(1) + "'",
                "UPDATE orders SET haier_so_id = 'SO-LATE-3' WHERE order_number = '" + orders.get(2) + "'",
                "UPDATE ylh_transition SET reason = '' WHERE order_number = '" + orders.get(2) + "'",
                "UPDATE ylh_transition SET created_at = '2026-01-02 00:00:00' WHERE order_number = '" + order + "'");

        assertThat(listed("untold")).containsExactly(order, orders.get(1), orders.get(2));
        assertThat(listed("untold", "--limit", "2")).hasSize(2);
        assertThat(idle("sync", "--list", "untold", "--limit", "2").out())
                .containsPattern("untold +" + order + " +SO-LATE-1 +cancelled 2026-01-0. .* +客户要求取消\n"
                        + "  next: YLH has not been told: 'ylh cancel " + order + " --reason TEXT'")
                .contains("since the so-id \"SO LATE\" has a blank at position 3")
                .endsWith("2 of 3 untold (--limit shows more)\n");
        assertThat(idle("sync", "--list", "untold", "--lang", "zh").out())
                .contains("取消于 2026-01-0", "尚未通知易理货", "当时没有记录 " + orders.get(2), "3 个 untold");
        assertThat(idle("sync", "--list", "untold", "-o", "csv").out().lines())
                .hasSize(4)
                .first()
                .isEqualTo("order,so_id,sync,attempts,since,decided_at,next_attempt_at,last_error,next_step");
        assertThat(idle("sync", "--list", "untold", "-o", "ndjson").out().lines())
                .hasSize(4);

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
        List<String> first = ylh("sync", "--list", "untold", "-o", "csv")
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
        Ran ran = idle("sync", "--list", "dead");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("none is dead\n");
    }

    @Test
    void whereNothingMayBeRepeatedTheListSaysToAskYlh() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.idempotent = false");
        given(DeliveryState.UNKNOWN);

        assertThat(words(idle("sync", "--list", "unknown", "-o", "json"), "next_step"))
                .singleElement()
                .asString()
                .startsWith("ask YLH whether it has cancelled it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--list|dead|--retry|PO1",
                "--list|dead|--all-dead",
                "--retry|PO1|--all-dead",
                "--list|dead|--now",
                "--list|untold|--now",
                "--list|UNTOLD",
                "--list|dead|--dry-run",
                "--list|dead|--yes",
                "--list|dead|--note|x",
                "--list|dead|--by|id",
                "--list|accepted",
                "--list|DEAD",
                "--list|dead|--limit|0",
                "--by|id",
                "--note|x",
                "--yes",
                "--retry|PO1|--yes",
                "--all-dead|--by|id",
                "--retry|PO1|--by|name",
                "--retry|PO1|--note| ",
                "--all-dead|--note|a\tb",
                "--retry| ",
                "--retry"
            })
    void whatCannotBeMeantIsAUsageError(String line) {
        List<String> arguments = new ArrayList<>(List.of("sync"));
        arguments.addAll(List.of(line.split("\\|")));

        Ran ran = idle(arguments.toArray(String[]::new));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("ylh: ").contains("Try 'ylh sync --help'");
        assertThat(sandbox.requests()).isEmpty();
    }
}
