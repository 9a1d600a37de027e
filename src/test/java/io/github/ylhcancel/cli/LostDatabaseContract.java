package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.ServerDatabases;
import io.github.ylhcancel.testing.CuttingProxy;
import io.github.ylhcancel.testing.CuttingProxy.Lost;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole commands whose connection to the database is cut: they go on, and what they print is what is there. */
abstract class LostDatabaseContract {
    @TempDir
    Path folder;

    private ServerDatabases databases;
    private Sandbox sandbox;
    private TestShop shop;
    private CuttingProxy proxy;
    private long stockAtFirst;

    abstract ServerDatabases databases() throws Exception;

    @BeforeEach
    void openShop() throws Exception {
        databases = databases();
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, databases, 80, sandbox);
        proxy = CuttingProxy.before(shop.address().url());
        shop.writeConfig(
                sandbox.authUri(),
                sandbox.baseUri(),
                "db.url = " + proxy.through(shop.address().url()),
                "cancel.batch-size = 7");
        stockAtFirst = shop.stock();
    }

    @AfterEach
    void closeAll() {
        proxy.close();
        sandbox.close();
        databases.close();
    }

    private static boolean isCommit(String request) {
        return request.contains("COMMIT") && !request.contains("COMMITTED");
    }

    /** The connection is cut when YLH has answered, before that can be written down, and not when it is tried again. */
    private Ran cutWhileYlhAnswers(String... arguments) {
        int[] answers = {0};
        return shop.ylh()
                .checkpoints(reached -> {
                    if (reached == Checkpoint.AFTER_ANSWER && ++answers[0] % 2 == 1) {
                        proxy.cutAll();
                    }
                })
                .run(arguments);
    }

    private String[] cancel(String... more) {
        return Stream.concat(Stream.of("cancel", "--reason", "缺货", "-o", "json"), Arrays.stream(more))
                .toArray(String[]::new);
    }

    private List<String> paid(int count) {
        return shop.orders("paid", true).subList(0, count);
    }

    private String[] cancelFile(List<String> orders) throws IOException {
        Path file = folder.resolve("orders.csv");
        Files.writeString(file, "order_number\n" + String.join("\n", orders) + "\n");
        return cancel("--file", file.toString());
    }

    /** The outcomes of the results, one for each order. */
    private static List<String> outcomes(Ran ran) {
        List<String> outcomes = new ArrayList<>();
        for (JsonNode result : ran.json().path("results")) {
            outcomes.add(
                    result.path("outcome").asText() + " " + result.path("sync").asText());
        }
        return outcomes;
    }

    private void assertCancelledAndTold(Ran ran, List<String> orders) {
        assertThat(ran.err()).isEmpty();
        assertThat(outcomes(ran)).hasSameSizeAs(orders).containsOnly("cancelled accepted");
        assertThat(ran.code()).isZero();
        assertThat(ran.json().path("summary").path("stock_released").asLong())
                .as("units printed: " + ran.json().path("summary"))
                .isEqualTo(shop.stock() - stockAtFirst);
        assertCancelledOnce(orders, "accepted");
        assertThat(sandbox.cancellations()).hasSize(orders.size());
        assertThat(shop.rows("SELECT cancellation_id FROM ylh_call WHERE endpoint = 'cancel'"))
                .as("each call is on record, and once")
                .hasSize((int) sandbox.requests().stream()
                        .filter(request -> request.soId().isPresent())
                        .count());
        assertThat(shop.value("SELECT exit_code FROM ylh_run ORDER BY started_at DESC, id DESC LIMIT 1"))
                .isEqualTo("0");
    }

    private void assertCancelledOnce(List<String> orders, String delivery) {
        String these = orders.stream().map(order -> "'" + order + "'").collect(Collectors.joining(", ", "(", ")"));
        assertThat(shop.rows("SELECT order_number FROM ylh_transition")).containsExactlyInAnyOrderElementsOf(orders);
        assertThat(shop.rows("SELECT o.order_number FROM order_status_history h JOIN orders o ON o.id = h.order_id"
                        + " WHERE h.to_status = 'cancelled' AND o.order_number IN " + these))
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(shop.stock() - stockAtFirst)
                .as("stock came back once")
                .isEqualTo(orders.stream().mapToLong(shop::ownUnits).sum());
        assertThat(shop.rows("SELECT order_number, state FROM ylh_cancellation"))
                .containsExactlyInAnyOrderElementsOf(
                        orders.stream().map(order -> order + " | " + delivery).toList());
    }

    // ---- YLH is slow

    @Test
    void aSingleOrderIsWrittenDownThoughTheConnectionIsCutWhileYlhIsSlow() {
        List<String> orders = paid(1);

        assertCancelledAndTold(cutWhileYlhAnswers(cancel(orders.get(0))), orders);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20})
    void aFileGoesOnThoughTheConnectionIsCutWhileYlhIsSlow(int count) throws IOException {
        List<String> orders = paid(count);

        assertCancelledAndTold(cutWhileYlhAnswers(cancelFile(orders)), orders);
    }

    @Test
    void aPlanGoesOnThoughTheConnectionIsCutWhileYlhIsSlow() {
        List<String> orders = paid(9);
        Path plan = folder.resolve("plan.json");
        String[] planning = Stream.concat(
                        Stream.of("cancel", "--reason", "缺货", "--dry-run", "--plan-out", plan.toString()),
                        orders.stream())
                .toArray(String[]::new);
        assertThat(shop.ylh().run(planning).code()).isZero();

        assertCancelledAndTold(cutWhileYlhAnswers("cancel", "--plan", plan.toString(), "-o", "json"), orders);
    }

    /** The COMMIT of the claim comes after that of the cancellation, that of the outcome after the answer. */
    @ParameterizedTest
    @CsvSource({"AFTER_COMMIT, REQUEST", "AFTER_COMMIT, ANSWER", "AFTER_ANSWER, REQUEST", "AFTER_ANSWER, ANSWER"})
    void theCommitOfAClaimOrOfAnOutcomeThatIsLostCostsNothing(Checkpoint before, Lost lost) {
        List<String> orders = paid(1);
        boolean[] armed = {false};
        Ran ran = shop.ylh()
                .checkpoints(reached -> {
                    if (reached == before && !armed[0]) {
                        armed[0] = true;
                        proxy.cutAll(); // A connection that is new spells its first COMMIT out.
                        proxy.cutAt(LostDatabaseContract::isCommit, lost);
                    }
                })
                .run(cancel(orders.get(0)));

        assertThat(proxy.isToCut()).isFalse();
        assertCancelledAndTold(ran, orders);
    }

    // ---- COMMIT

    @ParameterizedTest
    @EnumSource
    void aSingleOrderWhoseCommitIsLostIsCancelledOnce(Lost lost) {
        List<String> orders = paid(1);
        proxy.cutAt(LostDatabaseContract::isCommit, lost);

        Ran ran = shop.ylh().run(cancel(orders.get(0)));

        assertThat(proxy.isToCut()).isFalse();
        assertCancelledAndTold(ran, orders);
    }

    @ParameterizedTest
    @EnumSource
    void aFileOfWhichACommitIsLostIsCancelledOnce(Lost lost) throws IOException {
        List<String> orders = paid(20);
        proxy.cutAt(LostDatabaseContract::isCommit, lost);

        Ran ran = shop.ylh().run(cancelFile(orders));

        assertThat(proxy.isToCut()).isFalse();
        assertCancelledAndTold(ran, orders);
    }

    @ParameterizedTest
    @EnumSource
    void aSweepOfWhichCommitsAreLostCountsWhatIsThere(Lost lost) {
        proxy.cutEach(LostDatabaseContract::isCommit, lost, 4);

        Ran ran =
                shop.ylh().run("cancel-unpaid", "--max-percent", "100", "--batch-size", "3", "--no-sync", "-o", "json");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        JsonNode summary = ran.json().path("summary");
        assertThat(summary.path("cancelled").asLong())
                .isGreaterThan(3)
                .isEqualTo(Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_transition")))
                .isEqualTo(summary.path("matched").asLong());
        assertThat(summary.path("queued").asText()).isEqualTo(shop.value("SELECT COUNT(*) FROM ylh_cancellation"));
        assertThat(summary.path("stock_released").asLong()).isEqualTo(shop.stock() - stockAtFirst);
        assertCancelledOnceEach();
    }

    private void assertCancelledOnceEach() {
        List<String> orders = shop.rows("SELECT order_number FROM ylh_transition");
        assertThat(orders).doesNotHaveDuplicates();
        assertThat(shop.stock() - stockAtFirst)
                .isEqualTo(orders.stream().mapToLong(shop::ownUnits).sum());
    }

    // ---- the database stays away

    private Ran withoutDatabaseFrom(Checkpoint moment, int time, String... arguments) {
        return withoutDatabaseFrom(moment, time, proxy::goAway, arguments);
    }

    /** Somebody interrupts it, since nobody wants to wait for a minute here. */
    private Ran withoutDatabaseFrom(Checkpoint moment, int time, Runnable end, String... arguments) {
        Interrupt interrupt = new Interrupt();
        int[] times = {0};
        return shop.ylh()
                .interrupt(interrupt)
                .checkpoints(reached -> {
                    if (reached == moment && ++times[0] == time) {
                        end.run();
                        interrupt.request();
                    }
                })
                .run(arguments);
    }

    @Test
    void whatWasCommittedAndToldIsPrintedWhenTheDatabaseStaysAway() throws IOException {
        List<String> orders = paid(10);

        Ran ran = withoutDatabaseFrom(Checkpoint.AFTER_ANSWER, 2, cancelFile(orders));

        assertThat(ran.err()).contains("the connection to the database").contains("was lost and does not come back");
        assertPrintsWhatWasCommittedAndTold(ran);
    }

    @Test
    void whatWasCommittedAndToldIsPrintedWhenTheDatabaseIsFrozen() throws IOException {
        String[] cancel = cancelFile(paid(10));

        Ran ran = withoutDatabaseFrom(Checkpoint.AFTER_ANSWER, 2, this::freeze, cancel);

        assertThat(ran.err())
                .contains("takes no writes", "What was committed before stays")
                .doesNotContain("connection to the database", "Nothing was written")
                .hasLineCount(1);
        assertPrintsWhatWasCommittedAndTold(ran);
    }

    private void freeze() {
        databases.freeze();
        proxy.cutAll();
    }

    @Test
    void whatDeliversSaysThatTheDatabaseIsFrozen() throws IOException {
        assertThat(shop.ylh()
                        .run(Stream.concat(Arrays.stream(cancelFile(paid(10))), Stream.of("--no-sync"))
                                .toArray(String[]::new))
                        .code())
                .isZero();

        Ran ran = withoutDatabaseFrom(Checkpoint.AFTER_ANSWER, 1, this::freeze, "sync", "-o", "json");

        assertThat(ran.code()).as(ran.err()).isEqualTo(12);
        assertThat(ran.err())
                .contains("takes no writes", "What was committed before stays")
                .doesNotContain("connection to the database", "Nothing was written");
        assertThat(sandbox.cancellations()).isNotEmpty();
    }

    private void assertPrintsWhatWasCommittedAndTold(Ran ran) {
        assertThat(ran.code()).as(ran.err()).isEqualTo(12);
        List<String> told =
                shop.rows("SELECT order_number FROM ylh_cancellation WHERE state IN ('accepted', 'sending')");
        assertThat(told).isNotEmpty();
        List<String> printed = new ArrayList<>();
        for (JsonNode result : ran.json().path("results")) {
            if (result.path("outcome").asText().equals("cancelled")) {
                printed.add(result.path("order").asText());
            }
        }
        assertThat(printed).containsExactlyInAnyOrderElementsOf(shop.rows("SELECT order_number FROM ylh_transition"));
        assertThat(ran.json().path("summary").path("sync").path("accepted").asInt())
                .as(String.valueOf(ran.json().path("summary")))
                .isEqualTo(sandbox.cancellations().size());
    }
}
