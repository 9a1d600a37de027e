package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ylh retry}: a second chance. */
class RetryTest extends CaseTest {
    private void givenManyDead(int count) {
        shop.execute(
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, maybe_applied, created_at, updated_at)"
                        + " SELECT 100000 + X, 1, 'DEAD' || X, 'SO-DEAD-' || X, '缺货', 'TEST', '2026-01-01 08:00:00', 'paid', 'kefu',"
                        + " 'dead', 20, MOD(X, 2) = 0, '2026-01-01 08:00:00', '2026-01-01 08:00:00' FROM SYSTEM_RANGE(1, "
                        + count
                        + ")");
    }

    private void notIdempotent() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.idempotent = false");
    }

    private long count(String state) {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_cancellation WHERE state = '" + state + "'"));
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD", "PENDING", "UNKNOWN", "REJECTED", "HELD", "ABANDONED"})
    void whatCanHaveASecondChanceIsDeliveredAtOnce(DeliveryState state) {
        String order = given(state);
        String other = given(state);

        Ran ran = ylh("retry", order, "--note", "线路修好了", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(words(ran, "order")).containsExactly(order);
        assertThat(words(ran, "sync")).containsExactly("accepted");
        assertThat(ran.json().path("summary").path("retried").asInt()).isEqualTo(1);
        assertThat(ran.json().path("summary").path("not_retried").asInt()).isZero();
        assertThat(ran.err()).isEqualTo("ylh: deliveries made due: 1\n");
        assertThat(state(order)).isEqualTo("accepted");
        assertThat(state(other)).isEqualTo(state.word());
        assertThat(shop.rows("SELECT word, from_state, operator, note FROM ylh_intervention"))
                .containsExactly("retry | " + state.word() + " | tester | 线路修好了");
        assertThat(shop.value("SELECT attempts FROM ylh_cancellation WHERE state = 'accepted'"))
                .isEqualTo(state.isOpen() ? "21" : "1");
        assertThat(ylh("history", order).out()).contains("word     retry: " + state.word() + " → ", "线路修好了");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DEAD", "PENDING", "UNKNOWN", "REJECTED", "HELD", "ABANDONED", "SENDING"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatCannotBeRetriedIsSaidAndTheOthersAreDelivered(DeliveryState state) {
        String stuck = given(state);
        String dead = given(DeliveryState.DEAD);

        Ran ran = ylh("retry", stuck, "PO404", dead, "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "order")).containsExactly(stuck, "PO404", dead);
        assertThat(words(ran, "message").get(0)).startsWith("refused: it is " + state.word() + ":");
        assertThat(words(ran, "message").get(1)).startsWith("not-found: there is no such order");
        assertThat(ran.json().path("summary").path("not_retried").asInt()).isEqualTo(2);
        assertThat(state(stuck)).isEqualTo(state.word());
        assertThat(state(dead)).isEqualTo("accepted");
        assertThat(cancelCalls()).isEqualTo(1);
    }

    /** An embedded database has one process at a time, so who was sending it is dead: the run itself takes it over. */
    @Test
    void whatIsBeingSentIsNotRetriedButFinished() {
        String left = given(DeliveryState.SENDING);

        Ran ran = ylh("retry", left, "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "message").get(0)).startsWith("refused: it is sending:");
        assertThat(words(ran, "sync")).containsExactly("sending", "accepted");
        assertThat(shop.rows("SELECT * FROM ylh_intervention")).isEmpty();
    }

    @Test
    void aRunThatAlsoRefusesHasTheSameColumnsInEveryRow() {
        String stuck = given(DeliveryState.CONFIRMED);
        String dead = given(DeliveryState.DEAD);

        Ran csv = ylh("retry", stuck, dead, "-o", "csv");

        assertThat(csv.out().lines()).hasSize(3).first().isEqualTo("order,so_id,sync,attempts,next_attempt_at,message");
        assertThat(csv.out().lines().skip(2))
                .allMatch(row -> row.startsWith("\"" + dead + "\",\"" + shop.soId(dead) + "\",\"accepted\",1,"));

        Ran table = ylh("retry", stuck, "-q");
        assertThat(table.code()).isEqualTo(3);
        assertThat(table.out()).startsWith("refused ").contains(stuck, "it is confirmed: that is settled");
    }

    @Test
    void whatIsDueAlreadyIsNoFailureAndNoDecision() {
        String order = given(DeliveryState.PENDING);
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '2026-01-01 00:00:00'");

        Ran ran = ylh("retry", order);

        assertThat(ran.code()).isZero();
        assertThat(state(order)).isEqualTo("accepted");
        assertThat(shop.rows("SELECT * FROM ylh_intervention")).isEmpty();
    }

    @Test
    void whatMayHaveBeenAppliedIsNotSentTwiceWhereThatDoesHarm() {
        notIdempotent();
        String unknown = given(DeliveryState.UNKNOWN);
        String dead = given(DeliveryState.DEAD);
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE");
        Map<String, List<String>> before = shop.everything();

        Ran ran = ylh("retry", unknown, dead, "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "message"))
                .hasSize(2)
                .allMatch(message -> message.contains("may not be asked twice") && message.contains("ylh resolve PO"));
        assertThat(shop.everything().get("ylh_cancellation")).isEqualTo(before.get("ylh_cancellation"));
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void thousandsOfDeadAreMadeDueAndEachIsWrittenDown() {
        givenManyDead(2000);
        String held = given(DeliveryState.HELD);

        Ran ran = ylh("retry", "--all-dead", "--note", "故障已排除", "--no-sync", "-o", "json");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.json().path("summary").path("retried").asInt()).isEqualTo(2000);
        assertThat(ran.json().path("results")).isEmpty();
        assertThat(count("dead")).isZero();
        assertThat(sandbox.requests()).isEmpty();
        assertThat(ylh("sync", "--limit", "5").code()).isZero();
        assertThat(count("accepted")).isEqualTo(5);
        assertThat(count("pending") + count("unknown")).isEqualTo(1995);
        assertThat(shop.rows("SELECT COUNT(DISTINCT cancellation_id), COUNT(*), MIN(word), MIN(note), MAX(from_state)"
                        + " FROM ylh_intervention"))
                .containsExactly("2000 | 2000 | retry | 故障已排除 | dead");
        assertThat(shop.value(
                        "SELECT COUNT(*) FROM ylh_intervention i JOIN ylh_cancellation k ON k.id = i.cancellation_id"
                                + " WHERE (i.to_state = 'unknown') <> k.maybe_applied"))
                .isEqualTo("0");
        assertThat(state(held)).isEqualTo("held");
    }

    @Test
    void ofManyDeadThoseThatMayNotBeSentTwiceAreLeftAndCounted() {
        notIdempotent();
        givenManyDead(10);

        Ran dryRun = idle("retry", "--all-dead", "--dry-run", "-o", "json");
        Ran ran = ylh("retry", "--all-dead", "-o", "json");

        assertThat(dryRun.code()).isEqualTo(3);
        assertThat(words(dryRun, "outcome")).hasSize(5).containsOnly("would-retry");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("5 deliveries were left as they are");
        assertThat(ran.json().path("summary").path("retried").asInt()).isEqualTo(5);
        assertThat(ran.json().path("summary").path("not_retried").asInt()).isEqualTo(5);
        assertThat(count("dead")).isEqualTo(5);
        assertThat(count("accepted")).isEqualTo(5);
    }

    @Test
    void aPersonIsAskedBeforeAllDeadAreRetried() {
        givenManyDead(3);
        Map<String, List<String>> before = shop.everything();

        Ran declined = shop.ylh().onTerminal().in("n\n").run("retry", "--all-dead");

        assertThat(declined.code()).isEqualTo(7);
        assertThat(declined.err()).contains("Retry 3 deliveries (dead)? [y/N] ", "nothing was retried");
        assertThat(shop.everything().get("ylh_cancellation")).isEqualTo(before.get("ylh_cancellation"));
        assertThat(sandbox.requests()).isEmpty();

        Ran agreed = shop.ylh().onTerminal().in("y\n").run("retry", "--all-dead");

        assertThat(agreed.err()).contains("Retry 3 deliveries (dead)?");
        assertThat(count("accepted")).isEqualTo(3);
    }

    @Test
    void nobodyIsAskedWhoSaidYesOrWhereNothingIsDead() {
        assertThat(shop.ylh().onTerminal().run("retry", "--all-dead").err()).doesNotContain("?");
        givenManyDead(2);

        Ran ran = shop.ylh().onTerminal().run("retry", "--all-dead", "--yes");

        assertThat(ran.err()).doesNotContain("?");
        assertThat(count("accepted")).isEqualTo(2);
    }

    @Test
    void aDryRunListsWhatWouldBeMadeDueAndChangesNothing() {
        String dead = given(DeliveryState.DEAD);
        String stuck = given(DeliveryState.ACCEPTED);
        String waiting = given(DeliveryState.UNKNOWN);

        Ran named = idle("retry", dead, stuck, waiting, "--dry-run", "-o", "json");
        Ran all = idle("retry", "--all-dead", "-n");

        assertThat(named.code()).isEqualTo(3);
        assertThat(named.json().path("dry_run").asBoolean()).isTrue();
        assertThat(words(named, "outcome")).containsExactly("would-retry", "refused", "would-retry");
        assertThat(words(named, "to")).containsExactly("pending", "accepted", "unknown");
        assertThat(all.code()).isZero();
        assertThat(all.out())
                .contains(dead, "dead → pending")
                .doesNotContain(waiting)
                .endsWith("dry run, nothing was changed. Deliveries that would be made due: 1\n");
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--all-dead", ""})
    void nothingIsMadeDueThatCouldNotBeSent(String how) {
        String order = given(DeliveryState.DEAD);
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE");
        String[] arguments = {"retry", how.isEmpty() ? order : how};
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.base-url =");

        Ran ran = idle(arguments);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(state(order)).isEqualTo("dead");
    }

    @Test
    void whatYlhRefusesAfterTheRetryIsShownAsEver() {
        String order = given(DeliveryState.DEAD);
        sandbox.addFault("400*");

        Ran ran = ylh("retry", order, "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        JsonNode result = ran.json().path("results").path(0);
        assertThat(result.path("sync").asText()).isEqualTo("rejected");
        assertThat(ylh("status", order, "-o", "json")
                        .json()
                        .path("results")
                        .path(0)
                        .path("next_step")
                        .asText())
                .startsWith("YLH refused, and what the order was before is not on record");
    }

    @Test
    void whatAPersonOrYlhHasDecidedIsTakenBackOnlyWithAReason() {
        String rejected = given(DeliveryState.REJECTED);
        String held = given(DeliveryState.HELD);
        String abandoned = given(DeliveryState.ABANDONED);
        String dead = given(DeliveryState.DEAD);

        Ran dryRun = idle("retry", rejected, held, abandoned, dead, "--dry-run", "-o", "json");
        Ran ran = ylh("retry", rejected, held, abandoned, dead, "-o", "json");

        assertThat(dryRun.code()).isEqualTo(3);
        assertThat(words(dryRun, "outcome")).containsExactly("refused", "refused", "refused", "would-retry");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "message").subList(0, 3)).allMatch(message -> message.contains("--note TEXT"));
        assertThat(state(rejected)).isEqualTo("rejected");
        assertThat(state(held)).isEqualTo("held");
        assertThat(state(abandoned)).isEqualTo("abandoned");
        assertThat(state(dead)).isEqualTo("accepted");
        Ran bulk = idle("retry", "--state", "dead,held");
        assertThat(bulk.code()).isEqualTo(2);
        assertThat(bulk.err()).contains("why? What is held is made due only with --note TEXT");
    }

    /** The shop goes on with it: YLH must not be asked again to cancel it. */
    @Test
    void whatIsHeldBecauseItsOrderWasChangedIsNotAskedForAgain() {
        String moved = given(DeliveryState.HELD);
        String other = given(DeliveryState.HELD);
        shop.execute(
                "UPDATE ylh_cancellation SET hold = 'order-moved' WHERE order_number = '" + moved + "'",
                "UPDATE ylh_cancellation SET hold = 'stock-gone' WHERE order_number = '" + other + "'");

        Ran named = ylh("retry", moved, "--note", "再试一次", "-o", "json");
        Ran all = ylh("retry", "--state", "held", "--note", "再试一次", "-o", "json");

        assertThat(named.code()).isEqualTo(3);
        assertThat(words(named, "message").get(0)).contains("the order was changed meanwhile");
        assertThat(all.code()).isEqualTo(3);
        assertThat(all.err()).contains("1 deliveries were left as they are", "'ylh deliveries --state held'");
        assertThat(words(all, "order")).containsExactly(other);
        assertThat(all.json().at("/summary/not_retried").asInt()).isEqualTo(1);
        assertThat(state(moved)).isEqualTo("held");
        assertThat(state(other)).isEqualTo("accepted");
        assertThat(shop.value("SELECT COUNT(*) FROM ylh_cancellation WHERE hold = 'stock-gone'"))
                .isEqualTo("0");
    }

    @Test
    void allOfSeveralStatesAreRetriedAndNoOthers() {
        String dead = given(DeliveryState.DEAD);
        String unknown = given(DeliveryState.UNKNOWN);
        String pending = given(DeliveryState.PENDING);
        String abandoned = given(DeliveryState.ABANDONED);

        Ran dryRun = idle("retry", "--state", "dead,unknown", "--dry-run", "-o", "json");
        Ran ran = ylh("retry", "--state", "dead", "--state", "unknown", "-o", "json");

        assertThat(words(dryRun, "order")).containsExactlyInAnyOrder(dead, unknown);
        assertThat(ran.code()).isZero();
        assertThat(ran.json().path("command").asText()).isEqualTo("retry");
        assertThat(ran.json().at("/summary/retried").asInt()).isEqualTo(2);
        assertThat(words(ran, "order")).containsExactlyInAnyOrder(dead, unknown);
        assertThat(state(pending)).isEqualTo("pending");
        assertThat(state(abandoned)).isEqualTo("abandoned");
        assertThat(shop.value("SELECT command FROM ylh_run ORDER BY started_at DESC LIMIT 1"))
                .isEqualTo("retry");
    }

    /** They are delivered, but nobody has decided anything about them. */
    @Test
    void ofManyThoseThatAreDueAlreadyAreNoDecision() {
        String due = given(DeliveryState.UNKNOWN);
        String waiting = given(DeliveryState.UNKNOWN);
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '2026-01-01 00:00:00' WHERE order_number = '" + due
                + "'");

        Ran ran = ylh("retry", "--state", "unknown", "-o", "json");

        assertThat(ran.json().at("/summary/retried").asInt()).isEqualTo(1);
        assertThat(state(due)).isEqualTo("accepted");
        assertThat(state(waiting)).isEqualTo("accepted");
        assertThat(shop.rows("SELECT COUNT(*) FROM ylh_intervention")).containsExactly("1");
    }

    @Test
    void unknownOnesAreLeftWhereNothingMayBeSentTwice() {
        notIdempotent();
        String unknown = given(DeliveryState.UNKNOWN);
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = FALSE");

        Ran ran = ylh("retry", "--state", "unknown", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().at("/summary/not_retried").asInt()).isEqualTo(1);
        assertThat(state(unknown)).isEqualTo("unknown");
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void withoutSyncItIsOnlyMadeDue() {
        String dead = given(DeliveryState.DEAD);
        String stuck = given(DeliveryState.ACCEPTED);

        Ran ran = ylh("retry", dead, stuck, "--no-sync", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "outcome")).containsExactly("retried", "refused");
        assertThat(words(ran, "to")).containsExactly("pending", "accepted");
        assertThat(ran.json().at("/summary/retried").asInt()).isEqualTo(1);
        assertThat(state(dead)).isEqualTo("pending");
        assertThat(sandbox.requests()).isEmpty();
        assertThat(ylh("retry", dead, "--no-sync").code()).isZero();
        assertThat(ylh("sync").code()).isZero();
        assertThat(state(dead)).isEqualTo("accepted");
    }

    /** Also those that fell due before. */
    @Test
    void whatIsRetriedComesFirst() {
        // Calls have a connection each, and of several at a time one may overtake another.
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.max-in-flight = 1");
        String due = given(DeliveryState.PENDING, "2026-01-03 00:00:00");
        String dead = given(DeliveryState.DEAD, "2026-01-02 00:00:00");
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '2026-01-03 00:00:00' WHERE order_number = '" + due
                + "'");

        Ran ran = ylh("retry", dead, "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(words(ran, "sync")).containsExactly("accepted", "accepted");
        assertThat(sandbox.requests().stream()
                        .filter(request -> request.endpoint() == Endpoint.CANCEL)
                        .map(request -> new String(request.body(), StandardCharsets.UTF_8)))
                .first()
                .asString()
                .contains(shop.soId(dead));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--note|x",
                "PO1|--all-dead",
                "PO1|--state|dead",
                "--all-dead|--state|unknown",
                "--state|accepted",
                "--state|sending",
                "--state|overdue",
                "--state|DEAD",
                "--state|",
                "--by|id|--all-dead",
                "PO1|--by|name",
                "PO1|--yes",
                "PO1|--note| ",
                "--all-dead|--note|a\tb",
                " ",
                "--all-dead|--no-sync|--wait",
                "--all-dead|--dry-run|--time-budget|5s",
                "--all-dead|--time-budget|soon",
                "--all-dead|--limit|5",
                "--all-dead|--now"
            })
    void whatCannotBeMeantIsAUsageError(String line) {
        List<String> arguments = new ArrayList<>(List.of("retry"));
        if (!line.isEmpty()) {
            arguments.addAll(List.of(line.split("\\|", -1)));
        }

        Ran ran = idle(arguments.toArray(String[]::new));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("ylh: ").contains("Try 'ylh retry --help'");
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--list|dead", "--retry|PO1", "--all-dead", "--adopt", "--note|x", "--by|id", "--yes"})
    void syncOnlyDelivers(String line) {
        List<String> arguments = new ArrayList<>(List.of("sync"));
        arguments.addAll(List.of(line.split("\\|")));

        assertThat(idle(arguments.toArray(String[]::new)).code()).isEqualTo(2);
    }
}
