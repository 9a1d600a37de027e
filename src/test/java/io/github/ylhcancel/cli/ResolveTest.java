package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.testing.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ylh resolve}, and what the other commands make of what it decided. */
class ResolveTest extends CaseTest {
    private static final String NOTE = "电话问过易理货，已取消";

    private Ran resolve(String order, String word, String... more) {
        List<String> arguments = new ArrayList<>(List.of("resolve", order, "--as", word, "--note", NOTE));
        arguments.addAll(List.of(more));
        return ylh(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void everyWordIsTakenOrRefusedInEveryState(DeliveryState state) {
        for (OperatorWord word : OperatorWord.values()) {
            String order = given(state);
            boolean same = word.isSaidOf(state);
            boolean refused = !same && word.refusal(state, order).isPresent();
            List<String> before = shop.rows("SELECT * FROM ylh_cancellation");

            Ran ran = resolve(order, word.word(), "-o", "json");

            JsonNode result = ran.json().path("results").path(0);
            assertThat(result.path("outcome").asText())
                    .isEqualTo(same ? "unchanged" : refused ? "refused" : "resolved");
            assertThat(result.path("from").asText()).isEqualTo(state.word());
            // Of these orders it is not on record what they were, so what YLH refuses is held.
            boolean heldNow = word == OperatorWord.REJECTED && !refused;
            String settled = same || refused ? state.word() : word.word();
            assertThat(result.path("to").asText()).isEqualTo(heldNow ? "held" : settled);
            assertThat(ran.code()).isEqualTo(refused ? 3 : 0);
            assertThat(state(order)).isEqualTo(result.path("to").asText());
            assertThat(shop.rows("SELECT i.word FROM ylh_intervention i JOIN ylh_cancellation k ON k.id ="
                            + " i.cancellation_id WHERE k.order_number = '" + order + "'"))
                    .isEqualTo(same || refused ? List.of() : List.of(word.word()));
            if ((same || refused) && !heldNow) {
                assertThat(shop.rows("SELECT * FROM ylh_cancellation")).isEqualTo(before);
            }
            if (refused) {
                assertThat(result.path("message").asText()).startsWith("it is " + state.word() + ":");
            }
        }
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void itIsKeptWhoDecidedAndWhyAndTheOrderStaysAsItIs() {
        String order = given(DeliveryState.DEAD);
        List<String> orders = shop.rows("SELECT * FROM orders ORDER BY id");
        long stock = shop.stock();

        Ran ran = resolve(order, "abandoned", "--operator", "lisi");

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .startsWith("resolved ")
                .contains(order, "dead → abandoned", "the order stays cancelled here");
        assertThat(shop.rows("SELECT orders.status, last_error, next_attempt_at FROM ylh_cancellation JOIN orders"
                        + " ON orders.id = order_id"))
                .containsExactly("cancelled | HTTP 500 | null");
        assertThat(shop.rows("SELECT operator, word, from_state, to_state, note FROM ylh_intervention"))
                .containsExactly("lisi | abandoned | dead | abandoned | " + NOTE);
        assertThat(shop.rows("SELECT * FROM orders ORDER BY id")).isEqualTo(orders);
        assertThat(shop.stock()).isEqualTo(stock);
    }

    @Test
    void theHistoryTellsWhoDecidedWhatAndWhy() {
        String order = given(DeliveryState.UNKNOWN);
        Ran resolved = resolve(order, "confirmed", "-o", "json");
        String run = resolved.json().path("run_id").asText();

        assertThat(ylh("history", order).out())
                .containsPattern("word     confirmed: unknown → confirmed  by tester \\(as [^)]+\\) \\(run " + run
                        + "\\)  " + NOTE + "\n");
        Ran history = ylh("history", order, "-o", "json");
        assertThat(words(history, "event")).endsWith("word");
        JsonNode results = history.json().path("results");
        JsonNode last = results.path(results.size() - 1);
        assertThat(List.of("from", "to", "operator", "note", "outcome", "run_id"))
                .extracting(field -> last.path(field).asText())
                .containsExactly("unknown", "confirmed", "tester", NOTE, "confirmed", run);
        assertThat(last.path("os_user").asText()).isEqualTo(shop.value("SELECT os_user FROM ylh_run"));
        assertThat(ylh("history", order, "-o", "csv")
                        .out()
                        .lines()
                        .map(line -> line.split(",", -1).length)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void oneOrderThatCannotBeDecidedDoesNotKeepTheOthers() {
        String dead = given(DeliveryState.DEAD);
        String pending = given(DeliveryState.PENDING);
        String settled = given(DeliveryState.CONFIRMED);
        String untold = shop.orders("paid", false).get(0);
        String twin = given(DeliveryState.HELD);
        String soId = shop.soId(twin);
        shop.execute("UPDATE orders SET haier_so_id = '" + soId + "' WHERE order_number = '" + dead + "'");

        Ran ran = ylh(
                "resolve",
                "PO404",
                pending,
                soId,
                untold,
                dead,
                settled,
                "--as",
                "confirmed",
                "--note",
                NOTE,
                "-o",
                "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "outcome"))
                .containsExactly("not-found", "refused", "ambiguous", "refused", "resolved", "unchanged");
        assertThat(ran.json().path("summary"))
                .hasToString(
                        "{\"orders\":6,\"resolved\":1,\"unchanged\":1,\"refused\":2,\"not_found\":1,\"ambiguous\":1}");
        assertThat(state(dead)).isEqualTo("confirmed");
        assertThat(state(twin)).isEqualTo("held");
    }

    @Test
    void eachOrderIsFoundAsOtherCommandsFindIt() {
        String order = given(DeliveryState.DEAD);
        String other = given(DeliveryState.DEAD);
        String id = shop.value("SELECT id FROM orders WHERE order_number = '" + other + "'");

        assertThat(resolve(shop.soId(order), "abandoned", "--by", "so-id").code())
                .isZero();
        assertThat(resolve(id, "abandoned", "--by", "id").code()).isZero();

        assertThat(state(order)).isEqualTo("abandoned");
        assertThat(state(other)).isEqualTo("abandoned");
    }

    @Test
    void ofSeveralCancellationsTheLatestIsMeant() {
        String order = given(DeliveryState.COMPENSATED);
        shop.execute(
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, maybe_applied, created_at, updated_at)"
                        + " SELECT order_id, 2, order_number, so_id, cancel_reason, source_system, cancel_time, from_status, operator,"
                        + " 'held', 1, FALSE, created_at, updated_at FROM ylh_cancellation");

        assertThat(resolve(order, "abandoned").code()).isZero();

        assertThat(shop.rows("SELECT cancellation_no, state FROM ylh_cancellation ORDER BY cancellation_no"))
                .containsExactly("1 | compensated", "2 | abandoned");
    }

    @Test
    void aDryRunSaysWhatWouldBeDecidedAndChangesNothing() {
        String dead = given(DeliveryState.DEAD);
        String pending = given(DeliveryState.PENDING);

        Ran ran = idle("resolve", dead, pending, "--as", "abandoned", "--note", NOTE, "--dry-run", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("dry_run").asBoolean()).isTrue();
        assertThat(words(ran, "outcome")).containsExactly("would-resolve", "refused");
        assertThat(words(ran, "to")).containsExactly("abandoned", "pending");
        assertThat(idle("resolve", dead, "--as", "abandoned", "--note", NOTE, "-n")
                        .out())
                .contains("would-resolve", "dry run, nothing was changed. 1 orders: 1 would-resolve");
    }

    static Stream<List<String>> wrongInput() {
        return Stream.of(
                List.of("what became of it?", "--note", NOTE),
                List.of("--as is confirmed, rejected or abandoned, not \"done\"", "--as", "done", "--note", NOTE),
                List.of("--as is confirmed, rejected or abandoned", "--as", "retry", "--note", NOTE),
                List.of("how do you know?", "--as", "confirmed"),
                List.of("the note is blank", "--as", "confirmed", "--note", "  "),
                List.of(
                        "the note has a line break or a character that cannot be seen",
                        "--as",
                        "confirmed",
                        "--note",
                        "a\u001B[2Jb"),
                List.of(
                        "the note has a line break or a character that cannot be seen",
                        "--as",
                        "confirmed",
                        "--note",
                        "one\ntwo"),
                List.of("the note has 501 characters; at most 500", "--as", "confirmed", "--note", "长".repeat(501)),
                List.of("--by is number, so-id or id", "--as", "confirmed", "--note", NOTE, "--by", "name"),
                List.of(
                        "the operator has 65 characters",
                        "--as",
                        "confirmed",
                        "--note",
                        NOTE,
                        "--operator",
                        "x".repeat(65)),
                List.of("an ORDER is blank", "--as", "confirmed", "--note", NOTE, " "));
    }

    @ParameterizedTest
    @MethodSource("wrongInput")
    void whatCannotBeMeantIsAUsageErrorThatChangesNothing(List<String> given) {
        List<String> arguments = new ArrayList<>(List.of("resolve", given(DeliveryState.DEAD)));
        arguments.addAll(given.subList(1, given.size()));

        Ran ran = idle(arguments.toArray(String[]::new));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("ylh: " + given.get(0)).contains("Try 'ylh resolve --help'");
    }

    @Test
    void aNoteMayBeAsLongAsItsColumn() {
        String order = given(DeliveryState.DEAD);
        String longest = "长".repeat(500);

        assertThat(ylh("resolve", order, "--as", "abandoned", "--note", longest).code())
                .isZero();

        assertThat(shop.value("SELECT note FROM ylh_intervention")).isEqualTo(longest);
    }

    @Test
    void theResultIsPrintedInEachFormatAndLanguage() {
        String order = given(DeliveryState.DEAD);

        assertThat(resolve(order, "abandoned", "-o", "csv").out())
                .isEqualTo("order,so_id,outcome,from,to,message\n\"" + order + "\",\"" + shop.soId(order)
                        + "\",\"resolved\",\"dead\",\"abandoned\","
                        + "\"YLH is told no more of it; the order stays cancelled here\"\n");
        assertThat(resolve(order, "abandoned", "-o", "ndjson").out().lines()).hasSize(2);
        assertThat(resolve(order, "abandoned", "--lang", "zh").out()).contains("unchanged", "没有任何改动");
        assertThat(resolve(order, "abandoned", "-q").out()).isEmpty();
        assertThat(resolve(order, "confirmed").code()).isZero();
        assertThat(resolve(order, "rejected", "--lang", "zh").out()).contains("已有结果，无需决定");
    }

    /** The process holds the row from before its call until it has written down the answer. */
    @Test
    void aWordComesTooLateForWhatAProcessIsSending() {
        String order = given(DeliveryState.UNKNOWN);
        List<Ran> said = new ArrayList<>();

        Ran sync = shop.ylh()
                .checkpoints(step -> {
                    if (step == Checkpoint.AFTER_ANSWER) {
                        said.add(resolve(order, "abandoned", "-o", "json"));
                    }
                })
                .run("sync", "--now");

        assertThat(sync.code()).isZero();
        assertThat(said).singleElement().satisfies(ran -> {
            assertThat(ran.code()).isEqualTo(3);
            assertThat(words(ran, "from")).containsExactly("sending");
            assertThat(words(ran, "outcome")).containsExactly("refused");
        });
        assertThat(state(order)).isEqualTo("accepted");
        assertThat(shop.rows("SELECT * FROM ylh_intervention")).isEmpty();
    }

    @Test
    void whatWasAbandonedIsNotDeliveredByCancellingAgain() {
        String order = given(DeliveryState.DEAD);
        resolve(order, "abandoned");

        Ran again = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(again.code()).isZero();
        assertThat(words(again, "outcome")).containsExactly("already-cancelled");
        assertThat(words(again, "sync")).containsExactly("abandoned");
        assertThat(words(again, "message")).allMatch(message -> message.contains("a person decided"));
        assertThat(ylh("sync", "--now").code()).isZero();
        assertThat(sandbox.requests()).isEmpty();
    }

    /** Somebody has put the order back by hand. What was said of its delivery still holds, until a person says otherwise. */
    @Test
    void whatWasAbandonedIsNotDeliveredWhenTheOrderIsCancelledAnew() {
        String order = given(DeliveryState.DEAD);
        resolve(order, "abandoned");
        shop.execute("UPDATE orders SET status = 'paid' WHERE order_number = '" + order + "'");

        Ran preview = ylh("cancel", order, "--reason", "缺货", "--dry-run", "-o", "json");
        Ran again = ylh("cancel", order, "--reason", "缺货");

        assertThat(words(preview, "sync")).containsExactly("abandoned");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("paid → cancelled", "YLH: told no more", "a person decided");
        assertThat(state(order)).isEqualTo("abandoned");
        assertThat(ylh("sync", "--now").code()).isZero();
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void theSweepDoesNotDeliverWhatWasAbandonedEither() {
        String order = given(DeliveryState.ABANDONED);
        shop.execute("UPDATE orders SET status = 'pending', created_at = '2026-01-01 00:00:00' WHERE order_number = '"
                + order + "'");

        Ran sweep = ylh("cancel-unpaid", "--max-percent", "100");

        assertThat(sweep.code()).as(sweep.err()).isZero();
        assertThat(shop.status(order)).isEqualTo("cancelled");
        assertThat(state(order)).isEqualTo("abandoned");
        assertThat(sandbox.cancellations()).doesNotContainKey(shop.soId(order));
    }

    @Test
    void statusSaysWhatTheStateMeansAndWhatComesNext() {
        String dead = given(DeliveryState.DEAD);
        String abandoned = given(DeliveryState.ABANDONED);

        assertThat(ylh("status", dead).out())
                .contains("dead: all attempts are used up")
                .containsPattern(
                        "(?m)^next +mend what the last error names, then 'ylh retry " + dead + " --note TEXT'");
        assertThat(ylh("status", abandoned, "-o", "json")
                        .json()
                        .path("results")
                        .path(0)
                        .path("next_step")
                        .asText())
                .isEqualTo("nothing: a person decided so; 'ylh history " + abandoned + "' says who and why");
        assertThat(ylh("status", abandoned, "--lang", "zh").out()).contains("下一步", "已由人工决定");
        assertThat(ylh("status").out()).containsPattern("(?m)^  abandoned +1 +[0-9]+ [a-z]+ +a person decided");
        assertThat(ylh("status", "-o", "json")
                        .json()
                        .path("summary")
                        .path("sync")
                        .path("abandoned")
                        .asInt())
                .isEqualTo(1);
        assertThat(words(ylh("status", "--sync", "abandoned", "-o", "json"), "order"))
                .containsExactly(abandoned);
    }
}
